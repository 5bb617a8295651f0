import type { GardenerArithmetic } from "../../gardener/arithmetic.ts";
import { letAllPass } from "../../gardener/control/action-filter.ts";
import { randomBrains } from "../../gardener/policy/brain-policy.ts";
import { classicHabits } from "../../gardener/policy/classic-habits.ts";
import { evolvedLinearAgents } from "../../gardener/policy/evolved-agents.ts";
import type { GardenerPolicy } from "../../gardener/policy/policy.ts";
import { ruleAgents } from "../../gardener/policy/rule-policy.ts";
import type { GardenerSpec } from "../../gardener/spec/gardener-spec.ts";
import { CALIBRATED_GARDENER, CLASSIC_GARDENER } from "../../gardener/spec/profiles.ts";
import { createGardener } from "../../gardener/world.ts";
import { COLLAPSE_WORLDS, type CollapseWorld } from "../../resilience/collapse/collapse-trial.ts";
import { COLLAPSE_LEVEL } from "../../resilience/collapse/watch-collapse.ts";
import { advanceStressed, stressed } from "../../resilience/stress/advance-stressed.ts";
import type { Stress } from "../../resilience/stress/stress.ts";
import type { GovernedOutcome, GovernedRun } from "../paired-benefit.ts";
import { viaNegativaFilter } from "../worlds/gardener-filter.ts";

/** What a ruling of the Gardener is about: who lives where, and under which drift it was tried. */
export interface GardenerCase {
  readonly profile: "classic" | "calibrated";
  readonly agents: CollapseWorld["agents"];
  /** `none`: the profile as it is, which random brains do not survive. */
  readonly drift: Stress["stressor"] | "none";
}

const PROFILES = ["classic", "calibrated"] as const;
const DRIFTS = {
  random: ["none"],
  rule: ["growth", "metabolism", "loss"],
  evolved: ["growth", "metabolism", "loss"],
} as const;

export const GARDENER_CASES: readonly GardenerCase[] = PROFILES.flatMap((profile) =>
  (["random", "rule", "evolved"] as const).flatMap((agents) =>
    DRIFTS[agents].map((drift) => ({ profile, agents, drift })),
  ),
);

/** No run lasts longer. */
export const GARDENER_STEPS_MAX = 4_000;
/** Generations in peace, then so many from the usual stress to twice the limit. */
const [PEACE, RISE] = [600, 3_000];

const SPECS = { classic: CLASSIC_GARDENER, calibrated: CALIBRATED_GARDENER } as const;
const POLICIES: Readonly<Record<GardenerCase["agents"], GardenerPolicy>> = {
  random: randomBrains,
  rule: ruleAgents,
  evolved: classicHabits(evolvedLinearAgents),
};

/**
 * Runs of one case, with the layer or without, until dirt passes 90 % of what the field holds, or nobody is left. Their reward is the
 * mean clean share of the field.
 */
export const governedGardener =
  (tried: GardenerCase, arithmetic: GardenerArithmetic): GovernedRun =>
  (seed, layer) => {
    const filter = layer === "with" ? viaNegativaFilter() : letAllPass;
    const policy = POLICIES[tried.agents];
    return lived(createGardener({ spec: specOf(tried), seed, policy, filter, arithmetic }), stressOf(tried));
  };

function lived(world: ReturnType<typeof createGardener>, stress: Stress): GovernedOutcome {
  const subject = stressed(world, stress);
  const { length } = world.cells;
  let [survivalSteps, clean, suppressions] = [0, 0, 0];
  while (survivalSteps < GARDENER_STEPS_MAX) {
    const record = advanceStressed(subject);
    survivalSteps += 1;
    clean += 1 - record.entropyTotal / length;
    suppressions += record.suppressions.length;
    if (record.entropyTotal > COLLAPSE_LEVEL * length || record.population === 0) break;
  }
  return { survivalSteps, reward: clean / survivalSteps, suppressions };
}

/** The dead stay dead, except random brains, which never breed. */
const specOf = ({ profile, agents }: GardenerCase): GardenerSpec => ({
  ...SPECS[profile],
  population: { ...SPECS[profile].population, respawn: agents === "random" },
});

function stressOf({ profile, agents, drift }: GardenerCase): Stress {
  const { growthMax } = SPECS[profile].dirt;
  if (drift === "none") return { stressor: "growth", points: [{ generation: 0, strength: growthMax }] };
  const { usual, limit } = COLLAPSE_WORLDS.find((world) => world.agents === agents && world.stressor === drift)!;
  return {
    stressor: drift,
    points: [
      { generation: PEACE, strength: usual },
      { generation: PEACE + RISE, strength: 2 * limit },
    ],
  };
}
