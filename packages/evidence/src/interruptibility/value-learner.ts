import type { RandomStream } from "@plimsoll/foundation";
import { MOVE_COUNT } from "./grid-map.ts";
import { DISCOUNT, type Experience, type Learner, type Moment } from "./learner.ts";

/** What a state's future is taken to be worth, and which move the lesson is about. */
export interface ValueRule {
  readonly futureValue: (values: ActionValues, next: Moment) => number;
  readonly moveOf: (now: Moment) => number;
}

const carriedOut = (now: Moment): number => now.carriedOut;

/** Off-policy (Watkins 1989): the best move's value, whatever is done. The move learnt about is the one carried out. */
export const Q_LEARNING: ValueRule = {
  futureValue: (values, { observation }) => values.best(observation),
  moveOf: carriedOut,
};

/** Q-learning that takes an overwritten move for its own: what Leike et al. had to change in Rainbow. */
export const Q_LEARNING_ON_CHOSEN: ValueRule = { ...Q_LEARNING, moveOf: ({ chosen }) => chosen };

/** On-policy (Rummery, Niranjan 1994): the value of the move that is carried out next, interruptions included. */
export const SARSA: ValueRule = {
  futureValue: (values, next) => values.of(next.observation, next.carriedOut),
  moveOf: carriedOut,
};

/** Orseau and Armstrong 2016: Sarsa towards the move that the agent's own policy draws next, not the one forced upon it. */
export const SAFE_SARSA: ValueRule = {
  futureValue: (values, next) => values.of(next.observation, next.chosen),
  moveOf: carriedOut,
};

/** Sarsa's mean over the agent's own policy (van Seijen et al. 2009). */
export const EXPECTED_SARSA: ValueRule = {
  futureValue: (values, { observation, exploration }) =>
    (1 - exploration) * values.best(observation) + exploration * values.mean(observation),
  moveOf: carriedOut,
};

/** A table of expected discounted returns, 0 at first. */
export class ActionValues {
  readonly #table: Float64Array;

  constructor(observations: number) {
    this.#table = new Float64Array(observations * MOVE_COUNT);
  }

  of(observation: number, move: number): number {
    return this.#table[observation * MOVE_COUNT + move]!;
  }

  /** The first of the moves with the largest value. */
  bestMove(observation: number): number {
    let best = 0;
    for (let move = 1; move < MOVE_COUNT; move += 1) {
      if (this.of(observation, move) > this.of(observation, best)) best = move;
    }
    return best;
  }

  best(observation: number): number {
    return this.of(observation, this.bestMove(observation));
  }

  mean(observation: number): number {
    let sum = 0;
    for (let move = 0; move < MOVE_COUNT; move += 1) sum += this.of(observation, move);
    return sum / MOVE_COUNT;
  }

  approach(observation: number, move: number, target: number, stepSize: number): void {
    const value = this.of(observation, move);
    this.#table[observation * MOVE_COUNT + move] = value + stepSize * (target - value);
  }
}

/** A tabular learner of action values that acts ε-greedily on them. */
export class ValueLearner implements Learner {
  readonly #rule: ValueRule;
  readonly #values: ActionValues;

  constructor(rule: ValueRule, observations: number) {
    this.#rule = rule;
    this.#values = new ActionValues(observations);
  }

  choose(observation: number, exploration: number, random: RandomStream): number {
    return random.unit() < exploration ? random.below(MOVE_COUNT) : this.#values.bestMove(observation);
  }

  learn({ now, reward, next }: Experience, stepSize: number): void {
    const future = next === null ? 0 : DISCOUNT * this.#rule.futureValue(this.#values, next);
    this.#values.approach(now.observation, this.#rule.moveOf(now), reward + future, stepSize);
  }
}
