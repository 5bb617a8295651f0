import type { Arithmetic } from "../arithmetic/arithmetic.ts";
import { diverged } from "./diverged.ts";

/** Adam (Kingma and Ba 2015) over the parameters of a network, with the gradient clipped by its norm. */
export interface AdamState {
  readonly parameters: number;
  readonly gradients: number;
  readonly means: number;
  readonly squares: number;
  readonly count: number;
  /** Four lanes. */
  readonly norms: number;
  readonly numbers: Float32Array;
  readonly gradientNormMax: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** β₁ᵗ and β₂ᵗ after t steps, by repeated products: a power may have other last bits in another engine. */
  beta1Power: number;
  beta2Power: number;
}

/**
 * One step along the gradient, shortened to `gradientNormMax`; answers with the norm it had.
 * @throws PlimsollError `LEARNER_DIVERGED` where the gradient is not finite; the parameters are then as they were
 */
export function adamUpdate(adam: AdamState, arithmetic: Arithmetic, learningRate: number): number {
  const norm = gradientNorm(adam, arithmetic);
  if (!Number.isFinite(norm)) throw diverged(`a gradient of norm ${norm}`);
  adam.beta1Power *= adam.beta1;
  adam.beta2Power *= adam.beta2;
  arithmetic.adamStep(
    adam.parameters,
    adam.gradients,
    adam.means,
    adam.squares,
    adam.count,
    // As PyTorch's clip_grad_norm_ has it.
    Math.min(1, adam.gradientNormMax / (norm + 1e-6)),
    adam.beta1,
    1 - adam.beta1,
    adam.beta2,
    1 - adam.beta2,
    learningRate / (1 - adam.beta1Power),
    1 / Math.sqrt(1 - adam.beta2Power),
    adam.epsilon,
  );
  return norm;
}

function gradientNorm({ numbers, norms, gradients, count }: AdamState, arithmetic: Arithmetic): number {
  const lanes = numbers.subarray(norms / 4, norms / 4 + 4);
  lanes.fill(0);
  arithmetic.addSquares(norms, gradients, count);
  return Math.sqrt(lanes.reduce((sum, lane) => sum + lane, 0));
}
