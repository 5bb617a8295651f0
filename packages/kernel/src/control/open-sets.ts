import type { Digest } from "@plimsoll/foundation";
import type { Run } from "../state/run.ts";
import type { KernelState } from "../state/state.ts";
import type { WindowSet } from "./window-set.ts";

/**
 * The window sets that are open on a run's weights or those they came from, by whichever run they were registered: who
 * ends a run in the midst of a bad window does not leave the window behind.
 */
export const openSetsOn = (state: KernelState, run: Run): readonly WindowSet[] =>
  openSetsOfRuns(state, state.lineages.get(run.lineage)?.runs ?? []).filter(({ digest }) =>
    isOnLine(state, run.head, digest),
  );

/** The window sets that are open for these runs. */
export const openSetsOfRuns = (state: KernelState, runs: readonly string[]): readonly WindowSet[] =>
  runs.flatMap((run) => openSetOf(state, run) ?? []);

function openSetOf(state: KernelState, name: string): WindowSet | undefined {
  const openSet = state.runs.get(name)?.openSet ?? null;
  return openSet === null ? undefined : state.windowSets.get(openSet);
}

function isOnLine({ checkpoints }: KernelState, head: Digest | null, digest: Digest): boolean {
  let place = head;
  while (place !== null && place !== digest) place = checkpoints.get(place)?.parent ?? null;
  return place === digest;
}
