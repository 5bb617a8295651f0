import type { Arena } from "@plimsoll/simulation/arithmetic";
import type { Memory, Placed } from "../memory.ts";
import type { ParameterBlock } from "../network.ts";
import { asTheyAre, type Optimizer } from "./optimizer.ts";

/** Adam, or AdamW (Loshchilov and Hutter 2019) with a decoupled decay. */
export interface AdamSpec {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decay that is a part of the gradient. */
  readonly l2: number;
  /** Decay beside the gradient: weights · (1 - rate · decay). */
  readonly decoupledDecay: number;
}

/** Adam (Kingma and Ba 2015) as PyTorch orders its operations. */
export function placeAdam(arena: Arena, block: ParameterBlock, spec: AdamSpec): Placed<Optimizer> {
  const [means, squares] = [arena.numbers(block.count), arena.numbers(block.count)];
  return (memory) => adam(memory, block, spec, means, squares);
}

function adam(
  { arithmetic, at }: Memory,
  block: ParameterBlock,
  spec: AdamSpec,
  means: number,
  squares: number,
): Optimizer {
  const { parameters, gradients, count } = block;
  const { beta1, beta2, epsilon } = spec;
  const [weights, slopes] = [at(parameters, count), at(gradients, count)];
  let [beta1Power, beta2Power] = [1, 1];
  return {
    step: (rate, gradientScale) => {
      beta1Power *= beta1;
      beta2Power *= beta2;
      const scale = decayed(weights, slopes, spec, rate, gradientScale);
      const stepSize = rate / (1 - beta1Power);
      const root = 1 / Math.sqrt(1 - beta2Power);
      arithmetic.adamStep(
        parameters,
        gradients,
        means,
        squares,
        count,
        scale,
        beta1,
        1 - beta1,
        beta2,
        1 - beta2,
        stepSize,
        root,
        epsilon,
      );
    },
    atEvaluation: asTheyAre,
    tensors: { means: at(means, count), squares: at(squares, count) },
    scalars: () => ({ beta1Power, beta2Power }),
    restore: (scalars) => {
      beta1Power = scalars["beta1Power"] ?? Number.NaN;
      beta2Power = scalars["beta2Power"] ?? Number.NaN;
    },
  };
}

/** Decays the weights, adds the other decay to the gradients; answers with the scale that the gradients still need. */
function decayed(
  weights: Float32Array,
  slopes: Float32Array,
  { l2, decoupledDecay }: AdamSpec,
  rate: number,
  scale: number,
): number {
  const kept = 1 - rate * decoupledDecay;
  if (kept !== 1) for (let i = 0; i < weights.length; i += 1) weights[i] = (weights[i] ?? Number.NaN) * kept;
  if (l2 === 0) return scale;
  for (let i = 0; i < slopes.length; i += 1)
    slopes[i] = (slopes[i] ?? Number.NaN) * scale + l2 * (weights[i] ?? Number.NaN);
  return 1;
}
