import {
  askableFamilies,
  type Checkpoint,
  checkpointsIn,
  familiesNeeded,
  type Family,
  familyStanding,
  type FamilyStanding,
  isScreened,
  type KernelState,
  requiredTier,
  type Site,
  type Tier,
} from "@plimsoll/kernel";
import { headOf } from "./evidence-in-force.ts";
import type { Model } from "./model-named.ts";
import { type Stale, staleOnWeights } from "./staleness.ts";

/** Where weights stand before the oversight families (K-62). */
export interface WeightsOversight {
  readonly digest: string;
  readonly tier: Tier;
  /** Screened models are governed by control and the deception gap alone. */
  readonly screened: boolean;
  readonly standing: FamilyStanding;
  readonly needed: number;
  readonly passed: number;
  readonly families: readonly FamilyReading[];
}

export interface FamilyReading {
  readonly family: Family;
  readonly verdict: "passed" | "failed" | "overfit" | "never asked";
  /** Chance, ppm, that a model whose true score is 0.97 would have passed in one context. */
  readonly powerPpm: number | null;
  readonly stale: Stale | null;
}

/** Of a run's newest weights, or of every model in a deployed graph. */
export function oversightOf(state: KernelState, site: Site, model: Model, nowMs: number): readonly WeightsOversight[] {
  const examined = model.deployment === null ? [headOf(state, model)] : checkpointsIn(state, model.deployment.graph);
  return examined.flatMap((weights) => (weights === null ? [] : weightsOversight(state, site, model, weights, nowMs)));
}

function weightsOversight(
  state: KernelState,
  site: Site,
  model: Model,
  weights: Checkpoint,
  nowMs: number,
): readonly WeightsOversight[] {
  const lineage = state.lineages.get(weights.lineage);
  if (lineage === undefined) return [];
  const tier = tierFor(state, site, model, nowMs);
  const families = askableFamilies(site.policy).map((family) => familyReading(state, site, weights, family, nowMs));
  return [
    {
      digest: weights.digest,
      tier,
      screened: isSpared(site, model, weights, nowMs),
      standing: familyStanding(state, site, lineage, weights, tier, nowMs),
      needed: familiesNeeded(tier, site.policy),
      passed: families.filter(({ verdict, stale }) => verdict === "passed" && stale === null).length,
      families,
    },
  ];
}

/** Weights that run nowhere could run in any tier. */
function tierFor(state: KernelState, site: Site, { run, deployment }: Model, nowMs: number): Tier {
  if (deployment !== null) return deployment.tier;
  return run === null ? 3 : requiredTier(state, site, run, nowMs).tier;
}

function isSpared({ policy }: Site, { run }: Model, weights: Checkpoint, nowMs: number): boolean {
  if (run !== null) return isScreened(policy, weights, run, nowMs);
  return weights.flopAtMost !== null && BigInt(weights.flopAtMost) < BigInt(policy.screeningFlop);
}

function familyReading(
  state: KernelState,
  site: Site,
  weights: Checkpoint,
  family: Family,
  nowMs: number,
): FamilyReading {
  const result = weights.families[family];
  if (result === undefined) return { family, verdict: "never asked", powerPpm: null, stale: null };
  const stale = staleOnWeights(state, site, { ...result, what: family }, weights, nowMs);
  return { family, verdict: result.verdict, powerPpm: result.powerPpm, stale };
}
