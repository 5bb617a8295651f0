import type { Arena } from "@plimsoll/simulation/arithmetic";
import type { Memory, Placed } from "./memory.ts";
import type { ParameterBlock } from "./network.ts";
import type { Kept } from "./optimizers/optimizer.ts";

/**
 * How curved the loss is along the last update d, from gradients that are there anyway: (g' - g)·d ≈ dᵀHd. Against -2 g·d it says whether the
 * step was longer than the parabola can bear: for gradient descent dᵀHd / (-2 g·d) = rate · λ / 2, and 1 is the edge of stability (Cohen et al.
 * 2021). With other rows in each batch it is a noisy estimate; whoever uses it smooths it.
 */
export interface UpdateCurvature extends Kept {
  /** With the gradient of this step, before the step; `null` where there was no step before or the last one did not descend. */
  measure(): number | null;
  /** Before the parameters are moved. */
  beforeStep(): void;
  /** After they have moved. */
  afterStep(): void;
  /** The parameters were put back: there is no last update. */
  forget(): void;
}

/** Below this there was no last update, or it went up the slope. */
const DESCENT_MIN = 1e-20;

export function placeUpdateCurvature(arena: Arena, block: ParameterBlock): Placed<UpdateCurvature> {
  const [update, gradient] = [arena.numbers(block.count), arena.numbers(block.count)];
  return (memory) => updateCurvature(memory, block, update, gradient);
}

function updateCurvature({ at }: Memory, block: ParameterBlock, update: number, gradient: number): UpdateCurvature {
  const [parameters, gradients] = [at(block.parameters, block.count), at(block.gradients, block.count)];
  const [moved, before] = [at(update, block.count), at(gradient, block.count)];
  let slope = 0;
  return {
    measure: () => {
      const descent = -slope;
      return descent > DESCENT_MIN ? (dot(gradients, moved) - slope) / (2 * descent) : null;
    },
    beforeStep: () => {
      moved.set(parameters);
      before.set(gradients);
    },
    afterStep: () => {
      for (let i = 0; i < moved.length; i += 1) moved[i] = (parameters[i] ?? Number.NaN) - (moved[i] ?? Number.NaN);
      slope = dot(before, moved);
    },
    forget: () => {
      slope = 0;
    },
    tensors: { update: moved },
    scalars: () => ({ slope }),
    restore: (scalars) => {
      slope = scalars["slope"] ?? 0;
    },
  };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? Number.NaN) * (b[i] ?? Number.NaN);
  return sum;
}
