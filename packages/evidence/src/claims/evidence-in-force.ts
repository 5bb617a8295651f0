import {
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
  type Subject,
  type WindowSet,
} from "@plimsoll/kernel";
import type { MeasuredCell } from "./cell-standing.ts";
import type { Model } from "./model-named.ts";

/** The window sets that a model's band rests on (K-24, K-71), the newest first, and those still open. */
export interface EvidenceInForce {
  readonly closed: readonly WindowSet[];
  readonly open: readonly WindowSet[];
  /** The attempts that the next window of every cell would be. */
  readonly attempts: Readonly<Record<Cell, Attempts>>;
}

export const evidenceInForce = (state: KernelState, model: Model): EvidenceInForce => ({
  closed: named(state, closedSets(state, model)),
  open: openSets(state, model),
  attempts: nextAttempts(failedBefore(state, model)),
});

const named = (state: KernelState, sets: readonly string[]): readonly WindowSet[] =>
  [...new Set(sets)].flatMap((set) => state.windowSets.get(set) ?? []);

/** The last two on the weights and their ancestors, and the two nearest; of a killed lineage, what was shown since for its release. */
function closedSets(state: KernelState, model: Model): readonly string[] {
  if (model.deployment !== null) return model.deployment.lastSets;
  const [lineage] = model.lineages;
  if (lineage?.killed === true && lineage.releaseSets.length > 0) return lineage.releaseSets.slice(0, 2);
  const head = headOf(state, model);
  return head === null ? [] : [...head.lastSets, ...head.nearestSets];
}

function openSets(state: KernelState, { run, deployment, lineages }: Model): readonly WindowSet[] {
  if (deployment !== null) return named(state, deployment.openSet === null ? [] : [deployment.openSet]);
  const released = lineages.flatMap(({ openReleaseSet }) => openReleaseSet ?? []);
  return [...(run === null ? [] : openSetsOn(state, run)), ...named(state, released)];
}

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
});

export type SetStanding = ReturnType<typeof setStanding>;
