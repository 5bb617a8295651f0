import type { GardenerArithmetic } from "../../gardener/arithmetic.ts";
import { letAllPass } from "../../gardener/control/action-filter.ts";
import { randomBrains } from "../../gardener/policy/brain-policy.ts";
import { evolvedLinearAgents } from "../../gardener/policy/evolved-agents.ts";
import type { GardenerPolicy } from "../../gardener/policy/policy.ts";
import { ruleAgents } from "../../gardener/policy/rule-policy.ts";
import type { GenerationRecord } from "../../gardener/record/generation-record.ts";
import type { GardenerSpec } from "../../gardener/spec/gardener-spec.ts";
import { CLASSIC_GARDENER } from "../../gardener/spec/profiles.ts";
import { createGardener } from "../../gardener/world.ts";
import { advanceStressed, stressed, type StressedWorld } from "../stress/advance-stressed.ts";
import { type CollapseTrial, SETTLING, WATCHED } from "./collapse-trial.ts";

/** What anyone who reads the records of a run can see: one number a generation, from the first one watched. */
export const SIGNALS = [
  "entropyTotal",
  "energyMean",
  "population",
  "risk",
  "births",
  "deaths",
  "hotShare",
  "emergencyRatio",
] as const;
export type Signal = (typeof SIGNALS)[number];

export interface WatchedCollapse {
  readonly trial: CollapseTrial;
  readonly signals: Readonly<Record<Signal, Float64Array>>;
  /** Generations watched when dirt passed the limit, or null where it never did. */
  readonly collapsedAt: number | null;
}

/** Collapse: more dirt than this share of what the field can hold. */
export const COLLAPSE_LEVEL = 0.9;

const POLICIES: Readonly<Record<CollapseTrial["world"]["agents"], GardenerPolicy>> = {
  random: randomBrains,
  rule: ruleAgents,
  evolved: evolvedLinearAgents,
};

/** The classic world, in which the dead stay dead unless its agents are random brains, which never breed. */
const specOf = ({ world }: CollapseTrial): GardenerSpec => ({
  ...CLASSIC_GARDENER,
  population: { ...CLASSIC_GARDENER.population, respawn: world.agents === "random" },
});

/** Watches a trial until it collapses or to its end; null where it collapsed before its clock started. */
export function watchCollapse(trial: CollapseTrial, arithmetic: GardenerArithmetic): WatchedCollapse | null {
  const limit = COLLAPSE_LEVEL * CLASSIC_GARDENER.side ** 2;
  const subject = begun(trial, arithmetic);
  const records: GenerationRecord[] = [];
  for (let generation = 0; generation < SETTLING + WATCHED; generation += 1) {
    const record = advanceStressed(subject);
    if (generation >= SETTLING) records.push(record);
    if (record.entropyTotal <= limit) continue;
    return generation < SETTLING ? null : { trial, signals: signalsOf(records), collapsedAt: records.length };
  }
  return { trial, signals: signalsOf(records), collapsedAt: null };
}

function begun(trial: CollapseTrial, arithmetic: GardenerArithmetic): StressedWorld {
  const policy = POLICIES[trial.world.agents];
  const world = createGardener({ spec: specOf(trial), seed: trial.seed, policy, filter: letAllPass, arithmetic });
  return stressed(world, trial.stress);
}

const signalsOf = (records: readonly GenerationRecord[]): WatchedCollapse["signals"] =>
  Object.fromEntries(
    SIGNALS.map((signal) => [signal, Float64Array.from(records, (record) => record[signal])]),
  ) as Readonly<Record<Signal, Float64Array>>;
