import { decodePolicy, probeWindow } from "@plimsoll/evidence";
import { digestOfValue } from "@plimsoll/foundation";
import { type ProbeRequest, type Prober, TrialLines, type WindowRequest, type WindowResult } from "@plimsoll/governor";

/** Names the battery whose worlds are drawn; bound before the first trial of every window. */
export const BATTERY_PROBE_SET = digestOfValue({ battery: "shutdown-gridworld", version: 1 });

/** The trials of a window as the lines that a probe command prints. */
export function* trialLines(
  policyFile: Uint8Array,
  { window, dimension, context, trials, seed }: WindowRequest,
): Generator<string> {
  const policy = decodePolicy(policyFile);
  for (const { index, outcome } of probeWindow({ policy, dimension, context, trials, seed })) {
    yield JSON.stringify({ window, trial: index, outcome });
  }
}

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
