import type { Digest } from "@plimsoll/foundation";
import { frozenAfterRelease } from "../control/frozen.ts";
import type { Checkpoint } from "../state/checkpoint.ts";
import type { Lineage } from "../state/lineage.ts";
import type { KernelState } from "../state/state.ts";
import { changed, changeRun, type Fold, must, unpowered } from "./change.ts";
import { withoutMarks } from "./dataset.ts";
import { withShutdown } from "./wallet.ts";

export const killOrdered: Fold<"kill.ordered"> = (state, { lineage, killEpoch, leases, runs, at }) => {
  const counted = withShutdown(state, must(state.lineages, lineage).lab, at);
  const held = {
    ...changeLineage(counted, lineage, (before) => ({
      ...before,
      killed: true,
      killedAt: at,
      killEpoch,
      openReleaseSet: null,
      releaseSets: [],
    })),
    leases: leases.reduce((live, lease) => live.delete(lease), state.leases),
  };
  return runs.reduce(
    (killed, run) => changeRun(killed, run, (before) => ({ ...unpowered(before, at), trainingLease: null })),
    held,
  );
};

export const snapshotFrozen: Fold<"snapshot.frozen"> = (state, { lineage, digest }) =>
  changeLineage(state, lineage, (before) => ({
    ...before,
    frozen: [...new Set([...before.frozen, digest])].toSorted(),
  }));

/**
 * Ends the hold. What came after the released weights stays frozen, and the kill epoch stays where it is. The sets that the
 * release rests on are the newest on these weights: what they showed before the kill is not held against them again.
 */
export const lineageReleased: Fold<"lineage.released"> = (state, { lineage, digest, cleared }) => {
  const frozen = frozenAfterRelease(state, lineage, digest);
  const released = changeLineage(state, lineage, (before) => ({
    ...before,
    killed: false,
    frozen,
    openReleaseSet: null,
    releaseSets: [],
  }));
  const shownFit = {
    ...released,
    checkpoints: changed(released.checkpoints, digest, withSets(releaseSetsOn(state, lineage, digest))),
  };
  return cleared.reduce((clean, dataset) => withoutMarks(clean, dataset, [lineage]), shownFit);
};

const releaseSetsOn = (state: KernelState, lineage: string, digest: Digest): readonly string[] =>
  must(state.lineages, lineage)
    .releaseSets.filter((set) => must(state.windowSets, set).digest === digest)
    .slice(0, 2);

const withSets =
  (sets: readonly string[]) =>
  (checkpoint: Checkpoint): Checkpoint => ({ ...checkpoint, lastSets: sets, nearestSets: sets });

const changeLineage = (state: KernelState, lineage: string, change: (before: Lineage) => Lineage): KernelState => ({
  ...state,
  lineages: changed(state.lineages, lineage, change),
});
