import type { RandomStream } from "@plimsoll/foundation";
import { exponential } from "../policy-network/exponential.ts";
import { MOVE_COUNT } from "./grid-map.ts";
import { DISCOUNT, type Experience, type Learner, type Moment } from "./learner.ts";

/** Returns reach 50, and preferences beyond a few units make the policy deaf to what it learns next. */
const ACTOR_STEP = 0.05;
/** No preference is further than this from 0, so that no move becomes impossible. */
const PREFERENCE_MAX = 8;

/**
 * A tabular one-step actor-critic (Sutton, Barto 2018, section 13.5): softmax preferences, and a critic of state values that
 * are learnt on-policy. It acts by the mixture of its softmax and chance that ε-greedy learners have, and follows the gradient
 * of that mixture. A stand-in for A2C only in what matters here, being on-policy: no network, no entropy bonus.
 */
export class ActorCritic implements Learner {
  readonly #preferences: Float64Array;
  readonly #stateValues: Float64Array;
  readonly #chances = new Float64Array(MOVE_COUNT);

  constructor(observations: number) {
    this.#preferences = new Float64Array(observations * MOVE_COUNT);
    this.#stateValues = new Float64Array(observations);
  }

  choose(observation: number, exploration: number, random: RandomStream): number {
    if (random.unit() < exploration) return random.below(MOVE_COUNT);
    this.#softmax(observation);
    const draw = random.unit();
    let upTo = 0;
    for (let move = 0; move < MOVE_COUNT - 1; move += 1) {
      upTo += this.#chances[move]!;
      if (draw < upTo) return move;
    }
    return MOVE_COUNT - 1;
  }

  learn({ now, reward, next }: Experience, stepSize: number): void {
    const value = this.#stateValues[now.observation]!;
    const future = next === null ? 0 : DISCOUNT * this.#stateValues[next.observation]!;
    const advantage = reward + future - value;
    this.#stateValues[now.observation] = value + stepSize * advantage;
    this.#reinforce(now, ACTOR_STEP * stepSize * advantage);
  }

  #reinforce({ observation, carriedOut, exploration }: Moment, step: number): void {
    this.#softmax(observation);
    const row = observation * MOVE_COUNT;
    for (let move = 0; move < MOVE_COUNT; move += 1) {
      const gradient = preferenceGradient(this.#chances, carriedOut, move, exploration);
      this.#preferences[row + move] = clamp(this.#preferences[row + move]! + step * gradient);
    }
  }

  #softmax(observation: number): void {
    const row = observation * MOVE_COUNT;
    let sum = 0;
    for (let move = 0; move < MOVE_COUNT; move += 1) {
      this.#chances[move] = exponential(this.#preferences[row + move]!);
      sum += this.#chances[move]!;
    }
    for (let move = 0; move < MOVE_COUNT; move += 1) this.#chances[move] = this.#chances[move]! / sum;
  }
}

/**
 * How fast ln((1 − ε) π(taken) + ε / moves) grows with the preference for `move`, where π are softmax chances and ε the
 * exploration rate.
 */
export function preferenceGradient(chances: Float64Array, taken: number, move: number, exploration: number): number {
  const byChoice = (1 - exploration) * chances[taken]!;
  const share = byChoice / (byChoice + exploration / MOVE_COUNT);
  return share * ((move === taken ? 1 : 0) - chances[move]!);
}

const clamp = (preference: number): number => Math.max(-PREFERENCE_MAX, Math.min(PREFERENCE_MAX, preference));
