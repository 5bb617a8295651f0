import type { Digest, RerootingMap } from "@plimsoll/foundation";
import { FULL_POWER, noPower, type PowerLevel } from "../power/power-level.ts";
import type { Contamination } from "../state/dataset.ts";
import type { Lineage } from "../state/lineage.ts";
import type { Run } from "../state/run.ts";
import type { KernelState } from "../state/state.ts";
import { bandProvenBy } from "./window-set.ts";

/**
 * May the lab not use the dataset? A mark binds the labs of the killed lineage and those linked to them at once, others
 * after an auditor's signature. Derived and overlapping datasets carry marks of their own (`taintedBy`), so that this
 * is one look-up; a dataset that was never registered has no manifest and is known by its digest alone.
 */
export function isContaminated(state: KernelState, dataset: Digest, lab: string): boolean {
  const contamination = state.radioactive.get(dataset);
  if (contamination === undefined) return false;
  const linked = state.labs.get(lab)?.linked ?? [lab];
  return contamination.marks.some(({ endorsed, labs }) => endorsed || labs.some((bound) => linked.includes(bound)));
}

/**
 * What contamination leaves of a run's power (ACB-K §5.2): nothing while it trains on a contaminated dataset. Models of a lineage
 * that trained on one before, whosever they are, must pass a window set that closes after the mark, within `evidenceTtlMs`.
 */
export function contaminationPower(state: KernelState, run: Run, nowMs: number): PowerLevel {
  if (state.radioactive.size === 0) return FULL_POWER;
  if (run.datasets.some((dataset) => isContaminated(state, dataset, run.lab))) return noPower("DATASET_RADIOACTIVE");
  const markedAt = newestMarkOn(state, run.lineage);
  if (markedAt === null || nowMs - markedAt <= (state.site?.policy.evidenceTtlMs ?? 0)) return FULL_POWER;
  return hasPassedSince(state, run, markedAt) ? FULL_POWER : noPower("RETEST_AFTER_KILL");
}

function hasPassedSince(state: KernelState, { head }: Run, markedAt: number): boolean {
  const sets = head === null ? [] : (state.checkpoints.get(head)?.lastSets ?? []);
  return sets
    .flatMap((name) => state.windowSets.get(name) ?? [])
    .filter(({ closedAt }) => closedAt !== null && closedAt > markedAt)
    .some((set) => ["full", "research"].includes(bandProvenBy(set).band));
}

/** When data that a run of the lineage was started with were last marked; null when none are. */
function newestMarkOn(state: KernelState, name: string): number | null {
  const lineage = state.lineages.get(name);
  if (lineage === undefined) return null;
  const known = marksOf(state.radioactive);
  const before = known.get(name);
  if (before?.runs === lineage.runs) return before.markedAt;
  const markedAt = computedMark(state, lineage);
  known.set(name, { runs: lineage.runs, markedAt });
  return markedAt;
}

function computedMark(state: KernelState, { runs }: Lineage): number | null {
  const datasets = new Set(runs.flatMap((run) => state.runs.get(run)?.datasets ?? []));
  const marks = [...datasets].flatMap((dataset) => state.radioactive.get(dataset)?.marks ?? []);
  return marks.reduce<number | null>((newest, { markedAt }) => Math.max(newest ?? 0, markedAt), null);
}

interface Remembered {
  readonly runs: readonly string[];
  readonly markedAt: number | null;
}

/**
 * Every decision asks for every run, and the answer hangs only on what is radioactive and which runs a lineage has: both
 * are values, and the data of a run never change, so the answer may be remembered by them.
 */
const remembered = new WeakMap<RerootingMap<Digest, Contamination>, Map<string, Remembered>>();

function marksOf(radioactive: RerootingMap<Digest, Contamination>): Map<string, Remembered> {
  const known = remembered.get(radioactive) ?? new Map<string, Remembered>();
  remembered.set(radioactive, known);
  return known;
}
