import type { BatchEnvironment } from "../src/learn/batch-environment.ts";
import { type Key, partKey, seedKey, uniformAt } from "../src/random/counter.ts";

/** Of Gymnasium's CartPole-v1 (Barto, Sutton and Anderson 1983), in f64: metres, radians, seconds. */
const GRAVITY = 9.8;
const CART_MASS = 1;
const POLE_MASS = 0.1;
const TOTAL_MASS = CART_MASS + POLE_MASS;
const HALF_LENGTH = 0.5;
const POLE_MOMENT = POLE_MASS * HALF_LENGTH;
const FORCE = 10;
const STEP_SECONDS = 0.02;
const ANGLE_MAX = (12 * 2 * Math.PI) / 360;
const POSITION_MAX = 2.4;
const STEPS_MAX = 500;

/** Position, velocity, angle, angular velocity. */
export type CartPoleState = readonly [number, number, number, number];

/** One explicit Euler step; action 0 pushes to the left, 1 to the right. */
export function cartPoleStep([x, speed, angle, turning]: CartPoleState, action: number): CartPoleState {
  const force = action === 1 ? FORCE : -FORCE;
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const shared = (force + POLE_MOMENT * turning ** 2 * sine) / TOTAL_MASS;
  const angular = (GRAVITY * sine - cosine * shared) / (HALF_LENGTH * (4 / 3 - (POLE_MASS * cosine ** 2) / TOTAL_MASS));
  const linear = shared - (POLE_MOMENT * angular * cosine) / TOTAL_MASS;
  return [
    x + STEP_SECONDS * speed,
    speed + STEP_SECONDS * linear,
    angle + STEP_SECONDS * turning,
    turning + STEP_SECONDS * angular,
  ];
}

export const hasFallen = ([x, , angle]: CartPoleState): boolean =>
  x < -POSITION_MAX || x > POSITION_MAX || angle < -ANGLE_MAX || angle > ANGLE_MAX;

/** Many cart-poles; an episode of environment i begins with numbers of the key of i and of how many it has had. */
export function cartPoles(environments: number): BatchEnvironment {
  const states: CartPoleState[] = Array.from({ length: environments }, () => [0, 0, 0, 0]);
  const clocks = new Uint32Array(environments);
  const episodes = new Uint32Array(environments);
  let seed = 0;
  let key: Key = seedKey(seed);

  const batch = {
    environments,
    observationSize: 4,
    actionCount: 2,
    observations: new Float32Array(4 * environments),
    finalObservations: new Float32Array(4 * environments),
    rewards: new Float64Array(environments),
    terminated: new Uint8Array(environments),
    truncated: new Uint8Array(environments),
    actionMasks: new Uint8Array(environments).fill(0b11),
  };

  function begin(i: number): void {
    const episodeKey = partKey(partKey(key, i), episodes[i] ?? 0);
    const at = (part: number): number => uniformAt(episodeKey, part) * 0.1 - 0.05;
    states[i] = [at(0), at(1), at(2), at(3)];
    clocks[i] = 0;
    episodes[i] = (episodes[i] ?? 0) + 1;
  }

  function stepOne(i: number, action: number): void {
    const state = cartPoleStep(states[i] as CartPoleState, action);
    states[i] = state;
    clocks[i] = (clocks[i] ?? 0) + 1;
    batch.rewards[i] = 1;
    batch.terminated[i] = hasFallen(state) ? 1 : 0;
    batch.truncated[i] = clocks[i] === STEPS_MAX ? 1 : 0;
    if (batch.terminated[i] === 1 || batch.truncated[i] === 1) {
      batch.finalObservations.set(state, 4 * i);
      begin(i);
    }
    batch.observations.set(states[i] as CartPoleState, 4 * i);
  }

  return {
    ...batch,
    reset: (newSeed) => {
      seed = newSeed;
      key = seedKey(seed);
      episodes.fill(0);
      for (let i = 0; i < environments; i += 1) {
        begin(i);
        batch.observations.set(states[i] as CartPoleState, 4 * i);
      }
    },
    step: (actions) => {
      for (const [i, action] of actions.entries()) stepOne(i, action);
    },
    snapshot: (i) => new TextEncoder().encode(JSON.stringify([seed, clocks[i], episodes[i], states[i]])),
    restore: (i, bytes) => {
      const [oldSeed, clock, episode, state] = JSON.parse(new TextDecoder().decode(bytes)) as Snapshot;
      seed = oldSeed;
      key = seedKey(seed);
      clocks[i] = clock;
      episodes[i] = episode;
      states[i] = state;
      batch.observations.set(state, 4 * i);
    },
  };
}

type Snapshot = [seed: number, clock: number, episode: number, state: CartPoleState];
