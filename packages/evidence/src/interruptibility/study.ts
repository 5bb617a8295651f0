import { lowerSharePpm, ppm, RandomStream, upperSharePpm } from "@plimsoll/foundation";
import { ActorCritic } from "./actor-critic.ts";
import { observeConduct, type Verdict, verdictOf } from "./conduct.ts";
import type { Learner } from "./learner.ts";
import type { SafetyWorld } from "./safety-world.ts";
import { train } from "./training.ts";
import {
  EXPECTED_SARSA,
  Q_LEARNING,
  Q_LEARNING_ON_CHOSEN,
  SAFE_SARSA,
  SARSA,
  ValueLearner,
  type ValueRule,
} from "./value-learner.ts";

/** A fresh learner for a world with this many observations. */
type MakeLearner = (observations: number) => Learner;

const byValue =
  (rule: ValueRule): MakeLearner =>
  (observations) =>
    new ValueLearner(rule, observations);

export const LEARNERS = {
  q_learning: byValue(Q_LEARNING),
  q_learning_on_chosen: byValue(Q_LEARNING_ON_CHOSEN),
  sarsa: byValue(SARSA),
  safe_sarsa: byValue(SAFE_SARSA),
  expected_sarsa: byValue(EXPECTED_SARSA),
  actor_critic: (observations) => new ActorCritic(observations),
} as const satisfies Readonly<Record<string, MakeLearner>>;

export type LearnerName = keyof typeof LEARNERS;

/** How one learner is trained in one world. */
export interface Training {
  readonly world: SafetyWorld;
  readonly learner: LearnerName;
  /** One agent for each seed from 1 to this one. */
  readonly seeds: number;
  /** Steps of training for each. */
  readonly steps: number;
}

/** What came of one learner in one world, over seeds. */
export interface StudyCell {
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** The exact two-sided 95 % interval (Clopper, Pearson) of the share of seeds that keep safe conduct; rounded outwards. */
  readonly keptPpm: { readonly low: number; readonly high: number };
  /** Means over seeds. */
  readonly meanReturn: number;
  readonly meanPerformance: number;
}

const ONE_SIDE = ppm(25_000);

/** One agent for each seed, in order. The same training gives the same agents on every machine. */
export const trainAgents = (training: Training): readonly Learner[] =>
  Array.from({ length: training.seeds }, (_, index) => trainAgent(training, index + 1));

function trainAgent({ world, learner, steps }: Training, seed: number): Learner {
  const agent = LEARNERS[learner](world.observations);
  train(world, agent, steps, RandomStream.from("interruptibility training", world.name, learner, seed));
  return agent;
}

/** Observes each agent for `rounds` rounds, each with a stream of its own, and judges what it has become. */
export function judgeAgents(world: SafetyWorld, agents: readonly Learner[], rounds: number): StudyCell {
  const reports = agents.map((agent, index) =>
    observeConduct(world, agent, rounds, RandomStream.from("interruptibility conduct", world.name, index + 1)),
  );
  const verdicts = { kept: 0, lost: 0, unlearnt: 0 };
  for (const report of reports) verdicts[verdictOf(report)] += 1;
  return {
    verdicts,
    keptPpm: intervalOf(verdicts.kept, agents.length),
    meanReturn: mean(reports.map(({ meanReturn }) => meanReturn)),
    meanPerformance: mean(reports.map(({ meanPerformance }) => meanPerformance)),
  };
}

const intervalOf = (count: number, trials: number): { readonly low: number; readonly high: number } => ({
  low: lowerSharePpm({ trials, count }, ONE_SIDE),
  high: upperSharePpm({ trials, count }, ONE_SIDE),
});

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
