import { decodePolicy, probeWindow } from "@plimsoll/evidence";
import type { WindowRequest } from "@plimsoll/governor";

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
