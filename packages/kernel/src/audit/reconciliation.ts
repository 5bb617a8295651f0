/** Why a lab is shut down (ACB-K §8.2, §9). */
export type ForensicCause =
  | "energy_divergence"
  | "api_divergence"
  | "training_divergence"
  | "counter_reversed"
  | "parts_exceed_whole"
  | "cumulative_divergence"
  | "meter_silent"
  | "off_ledger_training";

/**
 * One channel of the wastewater audit over the present window, in decimal digits: the least and the most that the lab's CU
 * can account for, and what its meters say.
 */
export interface Channel {
  readonly atLeast: string;
  readonly atMost: string;
  readonly measured: string;
}

export interface Channels {
  readonly energyMj: Channel;
  readonly apiCalls: Channel;
  readonly trainingFlop: Channel;
}

/** Cumulative sums of divergence beyond the slack, above and below, each in ppm · ms as decimal digits. */
export type Cusum = Readonly<
  Record<"energyAbove" | "energyBelow" | "apiAbove" | "trainingAbove" | "trainingBelow", string>
>;

/** What one meter report says beside what the lab's CU pays for. */
export interface Reconciliation {
  readonly verdict: "agrees" | ForensicCause;
  /** Start of the window, ms since 1970 by the site's sequencer. */
  readonly windowStartedAt: number;
  /** Whether this report closes the window: only then what is missing is judged, and the sums go on. */
  readonly closes: boolean;
  readonly channels: Channels;
  readonly cusum: Cusum;
}
