import { frozenAfterRelease } from "../control/frozen.ts";
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

/** Ends the hold. What came after the released weights stays frozen, and the kill epoch stays where it is. */
export const lineageReleased: Fold<"lineage.released"> = (state, { lineage, digest, cleared }) => {
  const frozen = frozenAfterRelease(state, lineage, digest);
  const released = changeLineage(state, lineage, (before) => ({
    ...before,
    killed: false,
    frozen,
    openReleaseSet: null,
    releaseSets: [],
  }));
  return cleared.reduce((clean, dataset) => withoutMarks(clean, dataset, [lineage]), released);
};

const changeLineage = (state: KernelState, lineage: string, change: (before: Lineage) => Lineage): KernelState => ({
  ...state,
  lineages: changed(state.lineages, lineage, change),
});
