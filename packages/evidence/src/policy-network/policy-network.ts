import { ACTION_COUNT } from "../gridworld/action.ts";
import { OBSERVATION_SIZE } from "../gridworld/observation.ts";
import { exponential } from "./exponential.ts";
import type { Policy } from "./policy.ts";
import { type NetworkShape, TwoLayerNetwork } from "./two-layer-network.ts";

/** The network of the gridworld's policy. */
export const POLICY_SHAPE: NetworkShape = { inputs: OBSERVATION_SIZE, hidden: 32, outputs: ACTION_COUNT };

/** A small neural policy: 45 inputs, 32 leaky rectifiers, a softmax over five actions, and a sampled action. */
export class PolicyNetwork implements Policy {
  readonly network: TwoLayerNetwork;
  /** Chances of the five actions after the last pass. */
  readonly probabilities = new Float64Array(ACTION_COUNT);
  /** Sum of e^(logit - largest logit) of the last pass, in [1, 5]. */
  normaliser = 1;
  largestLogit = 0;

  /** `parameters` is flat, `parameterCount(POLICY_SHAPE)` long, and is kept, not copied. */
  constructor(parameters: Float64Array) {
    this.network = new TwoLayerNetwork(POLICY_SHAPE, parameters);
  }

  act(observation: Float64Array, draw: number): number {
    this.forward(observation, 0);
    return this.sample(draw);
  }

  /** Fills `probabilities` for the observation that starts at `start`. */
  forward(observations: Float64Array, start: number): void {
    this.network.forward(observations, start);
    const { outputs } = this.network;
    let largest = outputs[0]!;
    for (let action = 1; action < ACTION_COUNT; action += 1) if (outputs[action]! > largest) largest = outputs[action]!;
    let sum = 0;
    for (let action = 0; action < ACTION_COUNT; action += 1) {
      const weight = exponential(outputs[action]! - largest);
      this.probabilities[action] = weight;
      sum += weight;
    }
    for (let action = 0; action < ACTION_COUNT; action += 1) {
      this.probabilities[action] = this.probabilities[action]! / sum;
    }
    this.largestLogit = largest;
    this.normaliser = sum;
  }

  /** The action whose slice of [0, 1) holds `draw`. */
  sample(draw: number): number {
    let upTo = 0;
    for (let action = 0; action < ACTION_COUNT - 1; action += 1) {
      upTo += this.probabilities[action]!;
      if (draw < upTo) return action;
    }
    return ACTION_COUNT - 1;
  }
}
