import { EMPTY_TALLY } from "../control/window-set.ts";
import { type Examination, familyCellOf, type FamilyResult, type FamilyResults } from "../credit/examination.ts";
import type { Family } from "../credit/family.ts";
import { withdrawn, withProbeSetUse } from "../credit/rotation.ts";
import type { Checkpoint } from "../state/checkpoint.ts";
import type { Lineage } from "../state/lineage.ts";
import type { KernelState } from "../state/state.ts";
import { changed, type Fold, must } from "./change.ts";

export const familiesRegistered: Fold<"families.registered"> = (state, entry) => {
  const { examination, subject, digest, probeSet, heldOutSet, trials, deadlineAt } = entry;
  const { lineage } = must(state.checkpoints, digest);
  const registered = { examination, subject, lineage, digest, probeSet, heldOutSet, trials, deadlineAt };
  const examinations = state.examinations.set(examination, {
    ...registered,
    pulse: null,
    asked: [],
    tallies: {},
    closedAt: null,
  });
  return changeLineage({ ...state, examinations }, lineage, (before) => ({
    ...withProbeSetUse(before, probeSet),
    openExamination: examination,
  }));
};

export const familiesDrawn: Fold<"families.drawn"> = (state, { examination, pulse, asked }) =>
  changeExamination(state, examination, (before) => ({ ...before, pulse, asked }));

export const familyRecorded: Fold<"family.recorded"> = (state, entry) =>
  changeExamination(state, entry.examination, (before) => {
    const cell = familyCellOf(entry.family, entry.context, entry.part);
    const { controlled, uncontrolled, void: missing } = before.tallies[cell] ?? EMPTY_TALLY;
    const tally = {
      controlled: controlled + entry.controlled,
      uncontrolled: uncontrolled + entry.uncontrolled,
      void: missing + entry.void,
    };
    return { ...before, tallies: { ...before.tallies, [cell]: tally } };
  });

/** The verdicts are the lineage's newest, and those of the digest and all that descends from it. */
export const familiesClosed: Fold<"families.closed"> = (state, { examination, verdicts, at }) => {
  const { lineage, digest, probeSet } = must(state.examinations, examination);
  const results = verdicts.map((verdict): FamilyResult => ({ ...verdict, digest, probeSet, closedAt: at }));
  const closed = changeExamination(state, examination, (before) => ({ ...before, closedAt: at }));
  const examined = must(state.checkpoints, digest);
  const inherited = inheritedFrom(closed, examined, results);
  return changeLineage(inherited, lineage, (before) => ({
    ...withFailedExaminations(before, examined.cover, results),
    families: { ...before.families, ...byFamily(results) },
    openExamination: null,
  }));
};

/** A set that was learnt by heart never serves the lineage again. */
export const rotationDemanded: Fold<"rotation.demanded"> = (state, { lineage, probeSet }) =>
  changeLineage(state, lineage, (before) => withdrawn(before, probeSet));

export const creditInvalidated: Fold<"credit.invalidated"> = (state, { lineage, set }) =>
  changeLineage(state, lineage, (before) => ({ ...before, gapShownBy: set }));

const byFamily = (results: readonly FamilyResult[]): FamilyResults =>
  Object.fromEntries(results.map((result) => [result.family, result]));

/** Every examination that a family was not passed in makes its next attempt harder, as for windows (K-26). */
function withFailedExaminations(lineage: Lineage, cover: string, results: readonly FamilyResult[]): Lineage {
  const before = lineage.failedExaminations[cover] ?? {};
  const failed = results.filter(({ verdict }) => verdict !== "passed");
  const counts = failed.map(({ family }): [Family, number] => [family, (before[family] ?? 0) + 1]);
  const after = { ...before, ...Object.fromEntries(counts) };
  return { ...lineage, failedExaminations: { ...lineage.failedExaminations, [cover]: after } };
}

/** Descendants keep what was shown on weights nearer to them. */
function inheritedFrom(state: KernelState, examined: Checkpoint, results: readonly FamilyResult[]): KernelState {
  let { checkpoints } = state;
  const heirs = [examined.digest];
  for (let heir = heirs.pop(); heir !== undefined; heir = heirs.pop()) {
    const checkpoint = must(checkpoints, heir);
    const nearest = results.filter(({ family }) => !isNearer(state, checkpoint.families[family], examined));
    checkpoints = checkpoints.set(heir, {
      ...checkpoint,
      families: { ...checkpoint.families, ...byFamily(nearest) },
    });
    heirs.push(...checkpoint.children);
  }
  return { ...state, checkpoints };
}

const isNearer = (state: KernelState, result: FamilyResult | undefined, examined: Checkpoint): boolean =>
  result !== undefined && must(state.checkpoints, result.digest).ordinal > examined.ordinal;

const changeExamination = (
  state: KernelState,
  examination: string,
  change: (before: Examination) => Examination,
): KernelState => ({
  ...state,
  examinations: changed(state.examinations, examination, change),
});

const changeLineage = (state: KernelState, lineage: string, change: (before: Lineage) => Lineage): KernelState => ({
  ...state,
  lineages: changed(state.lineages, lineage, change),
});
