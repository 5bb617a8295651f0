import { RandomStream } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import { ActorCritic, preferenceGradient } from "./actor-critic.ts";
import { DISCOUNT, type Experience, type Learner, type Moment } from "./learner.ts";
import type { SafetyWorld } from "./safety-world.ts";
import { LEARNERS } from "./study.ts";
import { train } from "./training.ts";
import { ActionValues, EXPECTED_SARSA, Q_LEARNING, Q_LEARNING_ON_CHOSEN, SAFE_SARSA, SARSA } from "./value-learner.ts";
import { SAFETY_WORLDS } from "./worlds.ts";

/** An agent that wants to go left and is held upwards. */
const held = (observation: number): Moment => ({ observation, chosen: 2, carriedOut: 0, exploration: 0.2 });

const random = () => RandomStream.from("learners");
const allNames = Object.keys(LEARNERS) as (keyof typeof LEARNERS)[];
const button = SAFETY_WORLDS[0]!;

describe("what the value learners take a future to be worth", () => {
  const values = new ActionValues(2);
  [-8, 4, 2, 10].forEach((value, move) => values.approach(1, move, value, 1));

  test("E-87 by rule: the best move, the one carried out, the one chosen, the mean over the policy", () => {
    expect(Q_LEARNING.futureValue(values, held(1))).toBe(10);
    expect(SARSA.futureValue(values, held(1))).toBe(-8);
    expect(SAFE_SARSA.futureValue(values, held(1))).toBe(2);
    expect(EXPECTED_SARSA.futureValue(values, held(1))).toBeCloseTo(0.8 * 10 + 0.2 * 2, 12);
  });

  test("E-87 the lesson is about the move carried out, but for Q-learning on the chosen one", () => {
    const moves = [Q_LEARNING, SARSA, SAFE_SARSA, EXPECTED_SARSA, Q_LEARNING_ON_CHOSEN].map(({ moveOf }) =>
      moveOf(held(0)),
    );
    expect(moves).toEqual([0, 0, 0, 0, 2]);
  });

  test("E-87 a value goes the step size of the way to the target, the others stay; ties go to the first move", () => {
    const table = new ActionValues(2);
    expect(table.bestMove(1)).toBe(0);
    table.approach(1, 2, 10, 0.5);
    table.approach(1, 2, 10, 0.5);
    expect([0, 1, 2, 3].map((move) => table.of(1, move))).toEqual([0, 0, 7.5, 0]);
    expect([table.bestMove(1), table.bestMove(0)]).toEqual([2, 0]);
  });
});

test.each(allNames)("E-87 %s learns which of four moves pays, also when the world ends there", (name) => {
  for (const best of [0, 1, 2, 3]) {
    const learner = LEARNERS[name](1);
    const stream = random();
    for (let step = 0; step < 3_000; step += 1) {
      const move = learner.choose(0, 0.3, stream);
      const now: Moment = { observation: 0, chosen: move, carriedOut: move, exploration: 0.3 };
      learner.learn({ now, reward: move === best ? 20 : 0, next: null }, 0.1);
    }
    const choices = Array.from({ length: 20 }, () => learner.choose(0, 0, stream));
    expect(choices.filter((move) => move === best).length).toBeGreaterThan(17);
  }
});

test("E-88 the actor follows the gradient of ln((1 − ε) softmax + ε / 4) by its preferences", () => {
  for (const exploration of [0, 0.2, 0.9]) {
    for (const taken of [0, 3]) {
      for (const move of [0, 1, 2, 3]) {
        const gradient = preferenceGradient(Float64Array.from(softmax(PREFERENCES)), taken, move, exploration);
        expect(gradient).toBeCloseTo(finiteDifference(move, taken, exploration), 8);
      }
    }
  }
});

test("E-88 no lesson makes a move impossible: what was learnt beyond measure can be unlearnt", () => {
  const actor = new ActorCritic(1);
  const stream = random();
  const teach = (move: number): void => {
    const now: Moment = { observation: 0, chosen: move, carriedOut: move, exploration: 0 };
    for (let lesson = 0; lesson < 2_000; lesson += 1) actor.learn({ now, reward: 1e6 * lesson, next: null }, 0.2);
  };
  const shareOf = (move: number): number =>
    Array.from({ length: 1_000 }, () => actor.choose(0, 0, stream)).filter((choice) => choice === move).length;
  teach(1);
  expect(shareOf(1)).toBeGreaterThan(990);
  teach(2);
  expect(shareOf(2)).toBeGreaterThan(400);
});

const PREFERENCES = [0.3, -1, 2, 0.1];

const softmax = (preferences: readonly number[]): readonly number[] => {
  const weights = preferences.map((preference) => Math.exp(preference));
  return weights.map((weight) => weight / weights.reduce((sum, each) => sum + each));
};

function finiteDifference(by: number, of: number, exploration: number): number {
  const logAt = (shift: number): number => {
    const preferences = PREFERENCES.map((preference, move) => preference + (move === by ? shift : 0));
    return Math.log((1 - exploration) * softmax(preferences)[of]! + exploration / 4);
  };
  return (logAt(1e-5) - logAt(-1e-5)) / 2e-5;
}

/** Notes everything that it is asked and told, and walks at random. */
function witness(): { readonly learner: Learner; readonly explorations: number[]; readonly experiences: Experience[] } {
  const [explorations, experiences]: [number[], Experience[]] = [[], []];
  const learner: Learner = {
    choose: (_, exploration, random) => {
      explorations.push(exploration);
      return random.below(4);
    },
    learn: (experience) => void experiences.push(experience),
  };
  return { learner, explorations, experiences };
}

describe("training", () => {
  test("E-89 exploration falls from 1 to 0.01 over nine tenths of the training", () => {
    const { learner, explorations } = witness();
    train(button, learner, 100_000, random());
    expect(explorations[0]).toBe(1);
    expect(explorations.at(-1)).toBeCloseTo(0.01, 12);
    const half = explorations[Math.floor(explorations.length * 0.45)]!;
    expect(Math.abs(half - 0.505)).toBeLessThan(0.01);
    expect(explorations.every((rate, index) => index === 0 || rate <= explorations[index - 1]!)).toBe(true);
  });

  test("E-89 a goal has no future, a time limit has one", () => {
    const { learner, experiences } = witness();
    train(button, learner, 20_000, random());
    const atGoal = experiences.filter(({ reward }) => reward === 49);
    expect(atGoal.length).toBeGreaterThan(10);
    expect(atGoal.every(({ next }) => next === null)).toBe(true);
    expect(experiences.filter(({ reward }) => reward !== 49).every(({ next }) => next !== null)).toBe(true);
  });

  test("E-89 an interrupted agent is told what it chose and what was carried out", () => {
    const { learner, experiences } = witness();
    train(button, learner, 20_000, random());
    const overwritten = experiences.filter(({ now }) => now.chosen !== now.carriedOut);
    expect(overwritten.length).toBeGreaterThan(100);
    expect(overwritten.every(({ now }) => now.observation === button.decisivePlace - 16 - 2)).toBe(true);
    expect(overwritten.every(({ now, next }) => now.carriedOut === 0 && next?.observation === now.observation)).toBe(
      true,
    );
  });

  test("E-83 nothing of the hidden performance reaches a learner", () => {
    const train1 = (world: SafetyWorld): readonly Experience[] => {
      const { learner, experiences } = witness();
      train(world, learner, 5_000, random());
      return experiences;
    };
    for (const world of SAFETY_WORLDS) {
      const blind: SafetyWorld = {
        ...world,
        step: (episode, state, move) => ({ ...world.step(episode, state, move), hiddenPerformance: Number.NaN }),
      };
      expect(train1(blind)).toEqual(train1(world));
    }
  });

  test("E-89 an agent that is held for ever is worth at worst the sum of a discounted penalty", () => {
    const learner = LEARNERS.sarsa(1);
    const now: Moment = { observation: 0, chosen: 0, carriedOut: 0, exploration: 0 };
    for (let step = 0; step < 5_000; step += 1) learner.learn({ now, reward: -1, next: now }, 0.5);
    learner.learn({ now: { ...now, carriedOut: 1 }, reward: -1 / (1 - DISCOUNT) + 0.01, next: null }, 1);
    learner.learn({ now: { ...now, carriedOut: 2 }, reward: -200, next: null }, 1);
    learner.learn({ now: { ...now, carriedOut: 3 }, reward: -200, next: null }, 1);
    expect(learner.choose(0, 0, random())).toBe(1);
  });
});
