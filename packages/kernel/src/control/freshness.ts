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
  const line = lineWithin(state, head, digest, policy.coverCheckpoints);
  if (line === null || measuredAt === null) return false;
  if (nowMs - measuredAt > policy.evidenceTtlMs) return false;
  return flopSince(state, line, head) <= flop(policy.coverFlop);
}

interface Line {
  /** The digest's checkpoint. */
  readonly measured: Checkpoint;
  /** What was trained on from it, from the head back. */
  readonly since: readonly Checkpoint[];
}

/** The line from the head back to the digest's checkpoint, if that is the head or one of so many before it. */
function lineWithin(state: KernelState, head: Checkpoint, digest: Digest, steps: number): Line | null {
  const since: Checkpoint[] = [];
  let place: Checkpoint | undefined = head;
  while (place !== undefined && place.digest !== digest && since.length < steps) {
    since.push(place);
    place = parentOf(state, place);
  }
  return place?.digest === digest ? { measured: place, since } : null;
}

/**
 * The most that can have been computed since the evidence. Of an import whose FLOP nobody knows, the other two limits have to
 * bind.
 *
 * Two bounds grow by the same steps as long as nobody measures. Where somebody did since, the older bound says nothing of
 * what came after it: then the least that can have come before counts.
 */
function flopSince(state: KernelState, { measured: from, since }: Line, to: Checkpoint): bigint {
  if (from.flopAtMost === null || to.flopAtMost === null) return 0n;
  const isMeasuredSince = since.some(({ trainedFlop }) => trainedFlop !== null);
  return flop(to.flopAtMost) - (isMeasuredSince ? flopAtLeast(state, from) : flop(from.flopAtMost));
}

/** What was measured last, up to a checkpoint; nothing where nobody ever did. */
export function flopAtLeast(state: KernelState, checkpoint: Checkpoint): bigint {
  let place: Checkpoint | undefined = checkpoint;
  while (place !== undefined && place.trainedFlop === null) place = parentOf(state, place);
  return flop(place?.trainedFlop ?? "0");
}

const parentOf = (state: KernelState, { parent }: Checkpoint): Checkpoint | undefined =>
  parent === null ? undefined : state.checkpoints.get(parent);
