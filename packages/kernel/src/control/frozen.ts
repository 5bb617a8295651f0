import type { Digest } from "@plimsoll/foundation";
import type { Checkpoint } from "../state/checkpoint.ts";
import type { Lineage } from "../state/lineage.ts";
import type { KernelState } from "../state/state.ts";

/**
 * May no run go on from these weights? While a lineage is held, all of it is frozen; after a release, everything that was
 * registered before it and is neither the released digest nor an ancestor of it. Weights that were never registered are
 * of no lineage: whether they may be imported is asked elsewhere.
 */
export function isFrozen(state: KernelState, digest: Digest): boolean {
  const checkpoint = state.checkpoints.get(digest);
  if (checkpoint === undefined) return false;
  const lineage = state.lineages.get(checkpoint.lineage);
  return lineage === undefined || lineage.killed || lineage.frozen.includes(digest);
}

/** What a release leaves frozen: all weights of the lineage but the named ones and those they came from. */
export function frozenAfterRelease(state: KernelState, lineage: string, released: Digest): readonly Digest[] {
  const line = new Set(lineOf(state, released).map(({ digest }) => digest));
  return state.checkpoints
    .sorted()
    .filter(([digest, checkpoint]) => checkpoint.lineage === lineage && !line.has(digest))
    .map(([digest]) => digest);
}

/** A release may name what the kill froze, or what that came from: never a side branch that no kill has looked at. */
export function isReleasable({ checkpoints }: KernelState, { frozen }: Lineage, digest: Digest): boolean {
  const held = new Set(frozen);
  const heirs = [digest];
  for (let heir = heirs.pop(); heir !== undefined; heir = heirs.pop()) {
    if (held.has(heir)) return true;
    heirs.push(...(checkpoints.get(heir)?.children ?? []));
  }
  return false;
}

/** Weights and all they came from, the newest first. */
export function lineOf({ checkpoints }: KernelState, head: Digest): readonly Checkpoint[] {
  const line: Checkpoint[] = [];
  for (let place = checkpoints.get(head); place !== undefined; place = parentOf(place)) line.push(place);
  return line;

  function parentOf({ parent }: Checkpoint): Checkpoint | undefined {
    return parent === null ? undefined : checkpoints.get(parent);
  }
}

/**
 * Datasets that the runs which trained these weights were started with. Imported weights were trained elsewhere: the
 * data of the run that brought them in are not theirs.
 */
export function trainedOn(state: KernelState, head: Digest): ReadonlySet<Digest> {
  const trained = lineOf(state, head).filter(({ run, parent }) => parent !== null || state.runs.get(run)?.genesis);
  const runs = new Set(trained.map(({ run }) => run));
  return new Set([...runs].flatMap((run) => state.runs.get(run)?.datasets ?? []));
}
