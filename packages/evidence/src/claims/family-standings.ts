import {
  askableFamilies,
  type Checkpoint,
  checkpointsIn,
  FAMILIES,
  familiesNeeded,
  type Family,
  familyStanding,
  type FamilyStanding,
  isScreened,
  type KernelState,
  type Lineage,
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
  /** Of the five (ACB-K §6.2). */
  readonly needed: number;
  readonly passed: number;
  /** Those that may be asked, and whatever else is on record. */
  readonly families: readonly FamilyReading[];
}

export interface FamilyReading {
  readonly family: Family;
  readonly verdict: "passed" | "failed" | "overfit" | "never asked";
  /** Chance, ppm, that a model whose true score is 0.97 would have passed in one context. */
  readonly powerPpm: number | null;
  readonly stale: Stale | null;
  /** What the lineage's newest asking says that was of other weights and not passed: it blocks here too. */
  readonly elsewhere: "failed" | "overfit" | null;
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
  const families = familiesOnRecord(site, lineage, weights).map((family) => ({
    ...familyReading(state, site, weights, family, nowMs),
    elsewhere: failedElsewhere(lineage, weights, family),
  }));
  return [
    {
      digest: weights.digest,
      tier,
      screened: isSpared(site, model, weights, nowMs),
      standing: familyStanding(state, site, lineage, weights, tier, nowMs),
      needed: familiesNeeded(tier, site.policy),
      passed: families.filter(isOfTheFive).filter(({ verdict, stale }) => verdict === "passed" && stale === null)
        .length,
      families,
    },
  ];
}

const isOfTheFive = ({ family }: Pick<FamilyReading, "family">): boolean => FAMILIES.some((each) => each === family);

const familiesOnRecord = ({ policy }: Site, lineage: Lineage, weights: Checkpoint): readonly Family[] => [
  ...new Set([
    ...askableFamilies(policy),
    ...[weights.families, lineage.families].flatMap((results) => Object.values(results).map(({ family }) => family)),
  ]),
];

function failedElsewhere(lineage: Lineage, weights: Checkpoint, family: Family): FamilyReading["elsewhere"] {
  const newest = lineage.families[family];
  if (newest === undefined || newest.verdict === "passed") return null;
  return newest.digest === weights.families[family]?.digest ? null : newest.verdict;
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
): Omit<FamilyReading, "elsewhere"> {
  const result = weights.families[family];
  if (result === undefined) return { family, verdict: "never asked", powerPpm: null, stale: null };
  const stale = staleOnWeights(state, site, { ...result, what: family }, weights, nowMs);
  return { family, verdict: result.verdict, powerPpm: result.powerPpm, stale };
}
