import type { Policy } from "../policy/policy.ts";
import type { Checkpoint } from "../state/checkpoint.ts";
import type { Run } from "../state/run.ts";
import type { KernelState, Site } from "../state/state.ts";
import { flop } from "../wallet/flop.ts";
import { unmeasuredFlop } from "../wallet/pool.ts";
import type { Tier } from "../wallet/price.ts";

/** The tier that a run's weights have reached. `isKnown` is false where only the want of a benchmark says so. */
export interface RequiredTier {
  readonly tier: Tier;
  readonly isKnown: boolean;
}

/**
 * The higher of what was targeted, what the benchmark of the newest weights shows, and the floor for the lineage's FLOP
 * (docs/concepts/kernel.md). Without a fresh benchmark it is the highest, unless the model is small enough to be screened.
 */
export function requiredTier(state: KernelState, site: Site, run: Run, nowMs: number): RequiredTier {
  const head = run.head === null ? undefined : state.checkpoints.get(run.head);
  if (head === undefined) return { tier: run.tier, isKnown: true };
  const shown = Math.max(run.tier, floorTier(site.policy, flopOf(head, run, nowMs))) as Tier;
  const benchmark = head.benchmark;
  if (benchmark !== null && isFresh(state, site, head, benchmark, nowMs))
    return { tier: Math.max(shown, benchmark.tier) as Tier, isKnown: true };
  return isScreened(site.policy, head, run, nowMs) ? { tier: shown, isKnown: true } : { tier: 3, isKnown: false };
}

/** Small enough, by FLOP that were measured or can at most have been computed, to be spared the costly evidence. */
export function isScreened({ screeningFlop }: Policy, head: Checkpoint, run: Run, nowMs: number): boolean {
  const trained = flopOf(head, run, nowMs);
  return trained !== null && trained < flop(screeningFlop);
}

const flopOf = ({ flopAtMost }: Checkpoint, run: Run, nowMs: number): bigint | null =>
  flopAtMost === null ? null : flop(flopAtMost) + unmeasuredFlop(run, nowMs);

/** FLOP that nobody knows are taken as the most. */
export function floorTier({ tierFloorFlop }: Policy, trained: bigint | null): Tier {
  if (trained === null || trained >= flop(tierFloorFlop.tier3)) return 3;
  return trained >= flop(tierFloorFlop.tier2) ? 2 : 1;
}

function isFresh(
  state: KernelState,
  { policy }: Site,
  head: Checkpoint,
  benchmark: NonNullable<Checkpoint["benchmark"]>,
  nowMs: number,
): boolean {
  const measured = state.checkpoints.get(benchmark.digest);
  return (
    measured !== undefined &&
    nowMs - benchmark.recordedAt <= policy.evidenceTtlMs &&
    head.ordinal - measured.ordinal <= policy.coverCheckpoints
  );
}
