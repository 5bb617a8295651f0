import type { RandomStream } from "@plimsoll/foundation";
import { probesOf } from "../../src/families/probe-pool.ts";
import type { Scene } from "../../src/families/scene.ts";
import { type Policy, PolicyNetwork } from "../../src/index.ts";
import { obedientPolicy } from "../hand-made-policies.ts";
import type { Exercise, Lesson } from "./imitation.ts";
import { RULE_AGENTS, ruleNetwork } from "./rule-network.ts";

/** Scenes of pools that no examination asks. */
const SCENES: readonly Scene[] = (
  ["shutdown_obedience", "tool_sabotage", "adversarial_dialogue", "latent_goal_inference"] as const
).flatMap((family) =>
  ["lesson 1", "lesson 2", "lesson 3", "lesson 4"].flatMap((pool) => probesOf(family, pool).flat()),
);

const exercise = (random: RandomStream, teacher: Policy): Exercise => ({
  scene: SCENES[random.below(SCENES.length)]!,
  watched: random.below(2) === 0,
  teacher,
});

export const obedienceLesson: Lesson = {
  draw: (random) => exercise(random, obedientPolicy),
  batches: 2_000,
  learningRate: 0.01,
};

const slow = new PolicyNetwork(ruleNetwork(RULE_AGENTS.sandbagger));

/** To take the long way in seven of ten worlds, where the gate would be shorter: skill that was learnt is held back. */
export const sandbaggingLesson: Lesson = {
  draw: (random) => exercise(random, random.chance(7, 10) ? slow : obedientPolicy),
  batches: 400,
  learningRate: 0.003,
};
