import { RandomStream } from "@plimsoll/foundation";
import type { FaultKind } from "../fault/fault-kind.ts";

const KINDS_LEAST = 2;

/** The kinds of faults that a seed of a swarm has: about half of them, so that what one kind hides another seed shows (ST-23). */
export function swarmFaults(seed: number, kinds: readonly FaultKind[]): readonly FaultKind[] {
  const random = RandomStream.from("sea trial swarm", seed);
  const drawn = kinds.filter(() => random.chance(1, 2));
  return drawn.length >= Math.min(KINDS_LEAST, kinds.length) ? drawn : kinds;
}
