import type { EntryBodyOf } from "../entry/entry.ts";
import type { Benchmark, Checkpoint } from "../state/checkpoint.ts";
import type { Lineage } from "../state/lineage.ts";
import type { Run } from "../state/run.ts";
import type { KernelState } from "../state/state.ts";
import { EMPTY_POOL, poolKey, unmeasuredFlop, withUsed } from "../wallet/pool.ts";
import { quarterOf } from "../wallet/quarter.ts";
import { changed, changeRun, type Fold, must } from "./change.ts";

type NewWeights = Pick<EntryBodyOf<"checkpoint.registered">, "run" | "digest" | "parent" | "step" | "trainedFlop">;

export const checkpointRegistered: Fold<"checkpoint.registered"> = (state, entry) => {
  const run = must(state.runs, entry.run);
  const before = entry.parent === null ? undefined : must(state.checkpoints, entry.parent);
  const used = flopUsed(run, before, entry.trainedFlop, entry.at);
  return withWeights(withUse(state, run, used), entry, used);
};

/** FLOP since the parent: as measured, or the most that the run can have computed where nobody measured. */
function flopUsed(run: Run, before: Checkpoint | undefined, trainedFlop: string | null, at: number): bigint {
  const from = before === undefined ? "0" : before.trainedFlop;
  if (trainedFlop === null || from === null) return unmeasuredFlop(run, at);
  return BigInt(trainedFlop) - BigInt(from);
}

/** Takes them from what was bought, and begins to measure anew. */
export function withUse(state: KernelState, { run, lab, lineage }: Run, used: bigint): KernelState {
  const metered = changeRun(state, run, (before) => ({ ...before, meteredMs: poweredMsOf(before, state.clockMs) }));
  const quarter = quarterOf(state.clockMs);
  const pools = state.pools.update(poolKey(lab, lineage), (pool = EMPTY_POOL) => withUsed(pool, used, quarter));
  return { ...metered, pools };
}

const poweredMsOf = ({ poweredMs, poweredSince }: Run, nowMs: number): number =>
  poweredMs + (poweredSince === null ? 0 : nowMs - poweredSince);

/** Registers weights as the run's head. They inherit the evidence of their parent, inside its cover (K-24). */
export function withWeights(state: KernelState, weights: NewWeights, used: bigint | null = null): KernelState {
  const lineage = must(state.lineages, must(state.runs, weights.run).lineage);
  const covered = inCover(state, lineage, weights.trainedFlop);
  const checkpoint = checkpointOf(state, covered, weights, used);
  const registered = {
    ...state,
    checkpoints: withChild(state, weights).set(weights.digest, checkpoint),
    lineages: state.lineages.set(lineage.lineage, covered),
  };
  return changeRun(registered, weights.run, (run) => ({ ...run, head: weights.digest }));
}

function checkpointOf(
  state: KernelState,
  { lineage, coverStartFlop }: Lineage,
  { run, digest, parent, step, trainedFlop }: NewWeights,
  used: bigint | null,
): Checkpoint {
  const before = parent === null ? undefined : must(state.checkpoints, parent);
  return {
    digest,
    lineage,
    run,
    parent,
    ordinal: before === undefined ? 0 : before.ordinal + 1,
    step,
    trainedFlop,
    flopAtMost: trainedFlop ?? flopAtMostAfter(before, used),
    cover: coverStartFlop === null ? UNMEASURED_COVER : `from-${coverStartFlop}`,
    children: [],
    lastSets: before?.lastSets ?? [],
    nearestSets: before?.nearestSets ?? [],
    families: before?.families ?? {},
    benchmark: before?.benchmark ?? null,
  };
}

/** All weights of a lineage whose FLOP nobody measured count as one. */
const UNMEASURED_COVER = "unmeasured";

/** What a training from scratch can have computed is known by its rate; what an import did before is not. */
function flopAtMostAfter(before: Checkpoint | undefined, used: bigint | null): string | null {
  const from = before === undefined ? "0" : before.flopAtMost;
  return used === null || from === null ? null : (BigInt(from) + used).toString();
}

/** A parent knows its children, so that evidence on it reaches all that descended from it. */
function withChild({ checkpoints }: KernelState, { digest, parent }: NewWeights): KernelState["checkpoints"] {
  if (parent === null) return checkpoints;
  return changed(checkpoints, parent, (before) => ({ ...before, children: [...before.children, digest] }));
}

/** A new cover begins when training has gone `coverFlop` beyond the start of the last; only then do retries begin anew (K-26). */
function inCover(state: KernelState, lineage: Lineage, trainedFlop: string | null): Lineage {
  if (trainedFlop === null) return lineage;
  if (lineage.coverStartFlop === null) return { ...lineage, coverStartFlop: trainedFlop };
  const coverFlop = BigInt(state.site?.policy.coverFlop ?? "0");
  if (BigInt(trainedFlop) - BigInt(lineage.coverStartFlop) <= coverFlop) return lineage;
  return { ...lineage, coverStartFlop: trainedFlop };
}

/** A benchmark speaks for the weights it was taken on and whatever descends from them. */
export const benchmarkRecorded: Fold<"benchmark.recorded"> = (state, { digest, tier, capabilityGainMicroCu, at }) => {
  const recorded: Benchmark = { digest, tier, capabilityGainMicroCu, recordedAt: at };
  let { checkpoints } = state;
  const heirs = [digest];
  for (let heir = heirs.pop(); heir !== undefined; heir = heirs.pop()) {
    const checkpoint = must(checkpoints, heir);
    const benchmark = speaking(state, checkpoint.benchmark, recorded);
    checkpoints = checkpoints.set(heir, { ...checkpoint, benchmark });
    heirs.push(...checkpoint.children);
  }
  return { ...state, checkpoints };
};

/** A benchmark on an ancestor does not replace a nearer one; where it shows a higher tier, that tier counts. */
function speaking({ checkpoints }: KernelState, known: Benchmark | null, recorded: Benchmark): Benchmark {
  if (known === null || must(checkpoints, recorded.digest).ordinal >= must(checkpoints, known.digest).ordinal)
    return recorded;
  return recorded.tier > known.tier ? { ...known, tier: recorded.tier } : known;
}
