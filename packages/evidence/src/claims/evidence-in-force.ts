import {
  asOf,
  type Attempts,
  bandProvenBy,
  type Cell,
  cellOf,
  type Checkpoint,
  CONTEXTS,
  DIMENSIONS,
  type FailedAttempts,
  type KernelState,
  nextAttempts,
  openSetsOn,
  probed,
  type PowerReason,
  type Run,
  type Subject,
  type WindowSet,
} from "@plimsoll/kernel";
import type { MeasuredCell } from "./cell-standing.ts";
import type { Model } from "./model-named.ts";

/** The window sets that a model's band rests on (K-24, K-71), and those still open. */
export interface EvidenceInForce {
  /** In the order of the kernel's lists, which is that of their closing and no map's: the newest first. */
  readonly closed: readonly WindowSet[];
  readonly open: readonly WindowSet[];
  /** A deployment's last sets that are on a graph which it no longer is: they prove nothing of it. */
  readonly superseded: readonly WindowSet[];
  /** The attempts that the next window of every cell would be. */
  readonly attempts: Readonly<Record<Cell, Attempts>>;
}

export function evidenceInForce(state: KernelState, model: Model, nowMs: number): EvidenceInForce {
  const known = named(state, closedSets(state, model));
  const isOther = ({ digest }: WindowSet): boolean => model.deployment !== null && digest !== model.digest;
  return {
    closed: known.filter((set) => !isOther(set)),
    open: openSets(state, model).map((set) => asOf(set, nowMs)),
    superseded: known.filter(isOther),
    attempts: nextAttempts(failedBefore(state, model)),
  };
}

const named = (state: KernelState, sets: readonly string[]): readonly WindowSet[] =>
  [...new Set(sets)].flatMap((set) => state.windowSets.get(set) ?? []);

/** The last two on the weights and their ancestors, and the two nearest; of a killed lineage, what was shown since for the release of these very weights. */
function closedSets(state: KernelState, model: Model): readonly string[] {
  if (model.deployment !== null) return model.deployment.lastSets;
  const released = releaseSets(state, model);
  if (released.length > 0) return released;
  const head = headOf(state, model);
  return head === null ? [] : [...head.lastSets, ...head.nearestSets];
}

function releaseSets(state: KernelState, { digest, lineages: [lineage] }: Model): readonly string[] {
  if (lineage?.killed !== true) return [];
  return lineage.releaseSets.filter((set) => state.windowSets.get(set)?.digest === digest).slice(0, 2);
}

function openSets(state: KernelState, model: Model): readonly WindowSet[] {
  const { deployment, lineages, digest } = model;
  if (deployment !== null) return named(state, deployment.openSet === null ? [] : [deployment.openSet]);
  const released = lineages.flatMap(({ openReleaseSet }) => openReleaseSet ?? []);
  return [...openOnWeights(state, model), ...named(state, released).filter((set) => set.digest === digest)];
}

/** Weights that run nowhere are bound as a run would be that went on from them (K-23). */
function openOnWeights(state: KernelState, { run, digest, lineages }: Model): readonly WindowSet[] {
  const any = run ?? firstRun(state, lineages);
  return any === null ? [] : openSetsOn(state, { ...any, head: digest });
}

const firstRun = (state: KernelState, lineages: Model["lineages"]): Run | null =>
  lineages.flatMap(({ runs }) => runs.flatMap((name) => state.runs.get(name) ?? []))[0] ?? null;

export const headOf = (state: KernelState, { digest, deployment }: Model): Checkpoint | null =>
  digest === null || deployment !== null ? null : (state.checkpoints.get(digest) ?? null);

/** As the kernel would count for a window registered now; of what nobody may probe now, the windows of the cover that failed. */
function failedBefore(state: KernelState, model: Model): FailedAttempts {
  const subject = probedSubject(model);
  const found = subject === null || model.digest === null ? null : probed(state, subject, model.digest);
  if (found?.ok === true) return found.value.failedAttempts;
  if (model.deployment !== null) return model.deployment.failedAttempts;
  const cover = headOf(state, model)?.cover;
  return cover === undefined ? {} : (model.lineages[0]?.failedAttempts[cover] ?? {});
}

/** A killed lineage is probed only for its release. */
function probedSubject({ run, deployment, lineages: [lineage] }: Model): Subject | null {
  if (deployment !== null) return { kind: "deployment", deployment: deployment.deployment };
  if (lineage?.killed === true) return { kind: "release", lineage: lineage.lineage };
  return run === null ? null : { kind: "run", run: run.run };
}

/** The windows of a set, one for each dimension and context. */
export const cellsOf = (set: WindowSet): readonly MeasuredCell[] =>
  DIMENSIONS.flatMap((dimension) =>
    CONTEXTS.map((context) => {
      const cell = cellOf(dimension, context);
      return {
        set: set.set,
        dimension,
        context,
        closed: set.closedAt !== null,
        registered: set.trials,
        ...set.tallies[cell],
        attempts: set.attempts[cell],
      };
    }),
  );

/** What the kernel says that a set proves, or while it is open can still prove. */
export const setStanding = (set: WindowSet) => ({
  set: set.set,
  digest: set.digest,
  closed: set.closedAt !== null,
  closedAt: set.closedAt,
  deadlineAt: set.deadlineAt,
  trials: set.trials,
  band: bandProvenBy(set).band,
  reason: reasonOf(bandProvenBy(set)),
});

export type SetStanding = ReturnType<typeof setStanding>;

/** For which reason the kernel gives no more than a set proves. */
function reasonOf({ band, proven }: ReturnType<typeof bandProvenBy>): PowerReason {
  if (band === "full") return "CONTROL_PROVEN";
  if (band === "research") return "CONTROL_BELOW_FULL";
  if (band === "cut") return "CONTROL_CUT";
  return proven === null ? "CONTROL_UNPROVEN" : "CONTROL_BELOW_RESEARCH";
}
