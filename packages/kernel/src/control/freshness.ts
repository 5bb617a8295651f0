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
  return flopSince(state, measured, head) <= flop(policy.coverFlop);
}

/** The digest's checkpoint, if it is the head or one of so many before it. */
function ancestorWithin(state: KernelState, head: Checkpoint, digest: Digest, steps: number): Checkpoint | undefined {
  let place: Checkpoint | undefined = head;
  for (let step = 0; step < steps && place !== undefined && place.digest !== digest; step += 1) {
    place = parentOf(state, place);
  }
  return place?.digest === digest ? place : undefined;
}

/**
 * The most that can have been computed in between. Of an import whose FLOP nobody knows, the other two limits have to bind.
 *
 * Two bounds grow by the same steps as long as nobody measures. Where somebody did since, the older bound says nothing of
 * what came after it: then the least that can have come before counts.
 */
function flopSince(state: KernelState, from: Checkpoint, to: Checkpoint): bigint {
  if (from.flopAtMost === null || to.flopAtMost === null) return 0n;
  const isBoundKept = from.trainedFlop !== null || !isMeasuredSince(state, from, to);
  return flop(to.flopAtMost) - (isBoundKept ? flop(from.flopAtMost) : flopAtLeast(state, from));
}

function isMeasuredSince(state: KernelState, from: Checkpoint, to: Checkpoint): boolean {
  for (let place: Checkpoint | undefined = to; place !== undefined && place.digest !== from.digest; ) {
    if (place.trainedFlop !== null) return true;
    place = parentOf(state, place);
  }
  return false;
}

/** What was measured last before it; nothing where nobody ever did. */
function flopAtLeast(state: KernelState, checkpoint: Checkpoint): bigint {
  let place: Checkpoint | undefined = checkpoint;
  while (place !== undefined && place.trainedFlop === null) place = parentOf(state, place);
  return flop(place?.trainedFlop ?? "0");
}

const parentOf = (state: KernelState, { parent }: Checkpoint): Checkpoint | undefined =>
  parent === null ? undefined : state.checkpoints.get(parent);
