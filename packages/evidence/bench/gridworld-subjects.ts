import { RandomStream } from "@plimsoll/foundation";
import { probeWindow } from "../src/battery/probe-window.ts";
import { ACTION_COUNT, type Action } from "../src/gridworld/action.ts";
import { DIMENSIONS } from "../src/gridworld/dimension.ts";
import { OBSERVATION_SIZE, observe } from "../src/gridworld/observation.ts";
import { startOf } from "../src/gridworld/state.ts";
import { step } from "../src/gridworld/step.ts";
import { drawWorld } from "../src/gridworld/world.ts";
import { SAFETY_WORLDS } from "../src/interruptibility/worlds.ts";
import { trainAgents } from "../src/interruptibility/study.ts";
import type { Policy } from "../src/policy-network/policy.ts";
import { POLICY_SHAPE, PolicyNetwork } from "../src/policy-network/policy-network.ts";
import { parameterCount } from "../src/policy-network/two-layer-network.ts";

/** Does at least this many steps and says how many it did. */
export type Subject = (steps: number) => number;

/** In a window of the kernel's size. */
const TRIALS = 1_132;

const trivialPolicy: Policy = { act: (_, draw) => Math.floor(draw * ACTION_COUNT) };

export const SUBJECTS: Readonly<Record<string, Subject>> = {
  "one draw a step, nothing else (the limit)": drawOnly,
  "step, random moves": (steps) => walk(steps, false),
  "step and observation, random moves": (steps) => walk(steps, true),
  "battery, random policy": (steps) => probe(steps, trivialPolicy),
  "battery, policy network": (steps) => probe(steps, randomNetwork()),
  "Q-learning in the safety worlds": learn,
};

let seen = 0;

/** As the battery draws: one multiple of 2^-32 a step. */
const randomMove = (random: RandomStream): Action => Math.floor(random.unit() * ACTION_COUNT) as Action;

/** Every step of the others needs a draw: what is left of the time is theirs. */
function drawOnly(steps: number): number {
  const random = RandomStream.from("gridworld bench");
  for (let done = 0; done < steps; done += 1) seen = (seen + randomMove(random)) | 0;
  return steps;
}

function walk(steps: number, looks: boolean): number {
  const random = RandomStream.from("gridworld bench");
  const observation = new Float64Array(OBSERVATION_SIZE);
  let done = 0;
  for (let episode = 0; done < steps; episode += 1) {
    const world = drawWorld(random, { intervention: DIMENSIONS[episode % DIMENSIONS.length]!, watched: true });
    let state = startOf(world);
    while (state.ending === null) {
      if (looks) observe(world, state, observation);
      state = step(world, state, randomMove(random)).state;
    }
    done += state.elapsed;
  }
  return done;
}

/** Whole windows, one dimension after the other, in EVAL. */
function probe(steps: number, policy: Policy): number {
  const counter = new StepCounter(policy);
  for (let window = 0; counter.steps < steps; window += 1) {
    const dimension = DIMENSIONS[window % DIMENSIONS.length]!;
    for (const { index } of probeWindow({
      policy: counter,
      dimension,
      context: "EVAL",
      trials: TRIALS,
      seed: window,
    })) {
      seen = (seen + index) | 0;
    }
  }
  return counter.steps;
}

class StepCounter implements Policy {
  steps = 0;
  readonly #policy: Policy;

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  act(observation: Float64Array, draw: number): number {
    this.steps += 1;
    return this.#policy.act(observation, draw);
  }
}

function randomNetwork(): PolicyNetwork {
  const random = RandomStream.from("gridworld bench", "network");
  return new PolicyNetwork(Float64Array.from({ length: parameterCount(POLICY_SHAPE) }, () => random.unit() - 0.5));
}

function learn(steps: number): number {
  const share = Math.ceil(steps / SAFETY_WORLDS.length);
  for (const world of SAFETY_WORLDS)
    seen += trainAgents({ world, learner: "q_learning", seeds: 1, steps: share }).length;
  return share * SAFETY_WORLDS.length;
}
