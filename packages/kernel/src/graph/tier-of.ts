import type { Digest } from "@plimsoll/foundation";
import type { Policy } from "../policy/policy.ts";
import type { Checkpoint } from "../state/checkpoint.ts";
import type { KernelState } from "../state/state.ts";
import { floorTier } from "../tier/required-tier.ts";
import type { Tier } from "../wallet/price.ts";
import type { TierOf } from "./price.ts";

/**
 * The tier that a digest is registered with, or null if nobody registered it (ACB-K §7).
 *
 * Weights have the higher of what their run paid for, what their benchmark shows and the floor for their FLOP. Tools, routers
 * and stores are registered as datasets, by the manifest of what is in them, and are Tier 1.
 */
export const tierOf =
  (state: KernelState): TierOf =>
  (digest) => {
    const checkpoint = state.checkpoints.get(digest);
    if (checkpoint === undefined) return state.datasets.has(digest) ? 1 : null;
    return state.site === null ? null : checkpointTier(state, state.site.policy, checkpoint);
  };

function checkpointTier(state: KernelState, policy: Policy, checkpoint: Checkpoint): Tier {
  const paid = state.runs.get(checkpoint.run)?.tier ?? 3;
  const flop = checkpoint.flopAtMost === null ? null : BigInt(checkpoint.flopAtMost);
  return Math.max(paid, floorTier(policy, flop), measuredTier(state, policy, checkpoint, flop)) as Tier;
}

/** What the benchmark shows; without one Tier 3, unless the model is small enough to be screened (docs/concepts/kernel.md). */
function measuredTier(state: KernelState, policy: Policy, checkpoint: Checkpoint, flop: bigint | null): Tier {
  const { benchmark } = checkpoint;
  if (benchmark !== null && covers(state, policy, benchmark.digest, checkpoint)) return benchmark.tier;
  return flop !== null && flop < BigInt(policy.screeningFlop) ? 1 : 3;
}

/** A benchmark of an ancestor says nothing of weights trained beyond its cover. Age does not matter: deployed weights stay as they are. */
function covers(state: KernelState, policy: Policy, benchmarked: Digest, checkpoint: Checkpoint): boolean {
  const measured = state.checkpoints.get(benchmarked);
  return measured !== undefined && checkpoint.ordinal - measured.ordinal <= policy.coverCheckpoints;
}
