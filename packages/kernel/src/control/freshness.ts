import type { Digest } from "@plimsoll/foundation";
import type { Checkpoint } from "../state/checkpoint.ts";
import { flop } from "../wallet/flop.ts";
import type { KernelState, Site } from "../state/state.ts";

/**
 * Whether evidence on a digest still covers weights trained on from it (K-24): so many checkpoints, FLOP and milliseconds,
 * whichever ends first. Evidence on weights that are not on the head's line covers nothing.
 *
 * @param measuredAt when the evidence was closed, ms since 1970; null while it is open
 */
export function isFresh(
  state: KernelState,
  { policy }: Site,
  digest: Digest,
  measuredAt: number | null,
  head: Checkpoint,
  nowMs: number,
): boolean {
  const measured = ancestorWithin(state, head, digest, policy.coverCheckpoints);
  if (measured === undefined || measuredAt === null) return false;
  if (nowMs - measuredAt > policy.evidenceTtlMs) return false;
  return measured === head || flopSince(measured, head) <= flop(policy.coverFlop);
}

/** The digest's checkpoint, if it is the head or one of so many before it. */
function ancestorWithin(state: KernelState, head: Checkpoint, digest: Digest, steps: number): Checkpoint | undefined {
  let place: Checkpoint | undefined = head;
  for (let step = 0; step < steps && place !== undefined && place.digest !== digest; step += 1) {
    place = place.parent === null ? undefined : state.checkpoints.get(place.parent);
  }
  return place?.digest === digest ? place : undefined;
}

/** The most that can have been computed in between. Of an import whose FLOP nobody knows, the other two limits have to bind. */
function flopSince(from: Checkpoint, to: Checkpoint): bigint {
  const since = from.trainedFlop ?? from.flopAtMost;
  return since === null || to.flopAtMost === null ? 0n : flop(to.flopAtMost) - flop(since);
}
