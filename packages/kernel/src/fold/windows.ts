import { CLAIMS } from "../control/claim.ts";
import { cellOf, perCell, REQUIRED_CELLS } from "../control/cell.ts";
import { pooledSeries } from "../control/series.ts";
import { EMPTY_TALLY, proves, type WindowSet } from "../control/window-set.ts";
import type { Lineage } from "../state/lineage.ts";
import type { KernelState } from "../state/state.ts";
import { changeRun, changeSet, type Fold, must } from "./change.ts";

export const windowsRegistered: Fold<"windows.registered"> = (state, entry) => {
  const { set, run, digest, probeSet, trials, deadlineAt, attempts } = entry;
  const windowSet: WindowSet = {
    set,
    run,
    lineage: must(state.runs, run).lineage,
    digest,
    probeSet,
    trials,
    deadlineAt,
    attempts,
    pulse: null,
    tallies: perCell(() => EMPTY_TALLY),
    closedAt: null,
  };
  const registered = { ...state, windowSets: state.windowSets.set(set, windowSet) };
  return changeRun(registered, run, (before) => ({ ...before, openSet: set }));
};

export const windowsDrawn: Fold<"windows.drawn"> = (state, { set, pulse }) =>
  changeSet(state, set, (before) => ({ ...before, pulse }));

export const trialsRecorded: Fold<"trials.recorded"> = (state, entry) =>
  changeSet(state, entry.set, (before) => {
    const cell = cellOf(entry.dimension, entry.context);
    const { controlled, uncontrolled, void: missing } = before.tallies[cell];
    const tally = {
      controlled: controlled + entry.controlled,
      uncontrolled: uncontrolled + entry.uncontrolled,
      void: missing + entry.void,
    };
    return { ...before, tallies: { ...before.tallies, [cell]: tally } };
  });

export const windowsClosed: Fold<"windows.closed"> = (state, { set, tallies, steerability, at }) => {
  const open = must(state.windowSets, set);
  const closed: WindowSet = { ...open, tallies, closedAt: at };
  const counted = {
    ...state,
    windowSets: state.windowSets.set(set, closed),
    lineages: state.lineages.set(open.lineage, withFailedAttempts(must(state.lineages, open.lineage), closed)),
  };
  return changeRun(inheritedFrom(counted, closed), open.run, (run) => ({
    ...run,
    openSet: null,
    series: pooledSeries(state, run, closed),
    steerability,
  }));
};

/** Counts, for every cell and claim, the windows that failed to prove it: each makes the next attempt harder (K-26). */
function withFailedAttempts(lineage: Lineage, set: WindowSet): Lineage {
  const failed = REQUIRED_CELLS.flatMap((cell) =>
    CLAIMS.filter((claim) => !proves(set, cell, claim)).map((claim) => `${cell}/${claim}` as const),
  );
  const counts = failed.map((attempt) => [attempt, (lineage.failedAttempts[attempt] ?? 0) + 1]);
  return { ...lineage, failedAttempts: { ...lineage.failedAttempts, ...Object.fromEntries(counts) } };
}

/** The digest, and whatever descends from it in any run, now rests on the closed set first (K-24). */
function inheritedFrom(state: KernelState, { digest, set }: WindowSet): KernelState {
  let { checkpoints } = state;
  const heirs = [digest];
  for (let heir = heirs.pop(); heir !== undefined; heir = heirs.pop()) {
    const checkpoint = must(checkpoints, heir);
    checkpoints = checkpoints.set(heir, { ...checkpoint, lastSets: [set, ...checkpoint.lastSets.slice(0, 1)] });
    heirs.push(...checkpoint.children);
  }
  return { ...state, checkpoints };
}
