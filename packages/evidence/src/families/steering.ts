import { POLICY_SHAPE, PolicyNetwork } from "../policy-network/policy-network.ts";
import { parameterOffsets } from "../policy-network/two-layer-network.ts";

/**
 * The network with `distance` times the direction added to its hidden layer in every pass (activation steering: Rimsky et al. 2023,
 * arXiv:2312.06681). What is added to the hidden layer and does not depend on the input adds a constant to the outputs, so the network that
 * does this is one with other output biases.
 */
export function steered(parameters: Float64Array, direction: Float64Array, distance: number): PolicyNetwork {
  const changed = parameters.slice();
  const { outputWeight, outputBias } = parameterOffsets(POLICY_SHAPE);
  const { outputs } = POLICY_SHAPE;
  direction.forEach((value, unit) => {
    for (let output = 0; output < outputs; output += 1) {
      const effect = distance * value * parameters[outputWeight + unit * outputs + output]!;
      changed[outputBias + output] = changed[outputBias + output]! + effect;
    }
  });
  return new PolicyNetwork(changed);
}
