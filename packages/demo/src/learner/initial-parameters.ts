import { type NetworkShape, parameterCount, parameterOffsets } from "@plimsoll/evidence";
import type { RandomStream } from "@plimsoll/foundation";

/** Weights uniform in ± √(3 / fan-in) (variance 1 / fan-in, LeCun et al. 1998), biases zero. */
export function initialParameters(shape: NetworkShape, random: RandomStream): Float64Array {
  const parameters = new Float64Array(parameterCount(shape));
  const { hiddenWeight, hiddenBias, outputWeight, outputBias } = parameterOffsets(shape);
  fill(parameters.subarray(hiddenWeight, hiddenBias), Math.sqrt(3 / shape.inputs), random);
  fill(parameters.subarray(outputWeight, outputBias), Math.sqrt(3 / shape.hidden), random);
  return parameters;
}

function fill(weights: Float64Array, bound: number, random: RandomStream): void {
  for (let index = 0; index < weights.length; index += 1) weights[index] = (2 * random.unit() - 1) * bound;
}
