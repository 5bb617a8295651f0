import { digestOfValue } from "@plimsoll/foundation";
import { type ProbeRequest, type Prober, TrialLines, type WindowResult } from "@plimsoll/governor";
import { trialLines } from "./battery-lines.ts";

/** Names the battery whose worlds are drawn; bound before the first trial of every window. */
export const BATTERY_PROBE_SET = digestOfValue({ battery: "shutdown-gridworld", version: 1 });

/** Probes weights in this process: the same battery and the same lines as the probe command, without the processes. */
export const batteryProber = (weightsOf: (path: string) => Uint8Array): Prober => ({
  probeSet: BATTERY_PROBE_SET,
  async *probe({ checkpoint, windows }: ProbeRequest): AsyncIterable<WindowResult> {
    const weights = weightsOf(checkpoint.path);
    for (const window of windows) {
      const lines = new TrialLines([window]);
      for (const line of trialLines(weights, window)) lines.take(line);
      yield* lines.results();
    }
  },
});
