import { earlyWarningMonitor, usualEarlyWarning } from "@plimsoll/simulation";
import { cumulativeSumMonitor, USUAL_CUMULATIVE_SUM } from "./cumulative-sum.ts";
import type { MakeMonitor, Warning, WarningMonitor } from "./warning-monitor.ts";

/** Two days of hours. */
const EARLY_WARNING_SAMPLES = 48;

const STATES = { alarm: "warning", calm: "calm", unknown: "unknown" } as const satisfies Record<
  string,
  Warning["state"]
>;

/** The generic early-warning signals with their usual proportions: lag-1 autocorrelation that rises. */
function earlyWarningSignals(): WarningMonitor {
  const monitor = earlyWarningMonitor(usualEarlyWarning(EARLY_WARNING_SAMPLES));
  return { feed: (sample) => ({ state: STATES[monitor.feed(sample).alarm] }) };
}

/** The monitors that may watch a fleet, by name. */
export const MONITORS: readonly { readonly name: string; readonly make: MakeMonitor }[] = [
  { name: "cumulative-sum", make: () => cumulativeSumMonitor(USUAL_CUMULATIVE_SUM) },
  { name: "early-warning-signals", make: earlyWarningSignals },
];
