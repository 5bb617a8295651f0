/** What a monitor says after a sample. `unknown` where samples are too few, broken or do not vary: never `calm` for want of data. */
export interface Warning {
  readonly state: "calm" | "warning" | "unknown";
}

/** Watches one metric of a fleet, sample by sample. What cannot be known in a sample is fed as NaN. */
export interface WarningMonitor {
  feed(sample: number): Warning;
}

/** Makes a monitor; the early-warning signals of the simulation room stand behind it in the product. */
export type MakeMonitor = () => WarningMonitor;
