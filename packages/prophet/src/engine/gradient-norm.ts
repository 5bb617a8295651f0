import type { Arena } from "@plimsoll/simulation/arithmetic";
import type { Placed } from "./memory.ts";
import type { ParameterBlock } from "./network.ts";

const LANES = 4;

/** The Euclidean length of the gradient, with the sum of squares in four f32 lanes. */
export function placeGradientNorm(arena: Arena, { gradients, count }: ParameterBlock): Placed<() => number> {
  const sums = arena.numbers(LANES);
  return ({ arithmetic, at }) => {
    const lanes = at(sums, LANES);
    return () => {
      lanes.fill(0);
      arithmetic.addSquares(sums, gradients, count);
      return Math.sqrt(lanes.reduce((sum, lane) => sum + lane, 0));
    };
  };
}

/** What a gradient of this length is multiplied with so that it is no longer than `most` (PyTorch's `clip_grad_norm_`). */
export const clipScale = (norm: number, most: number): number => Math.min(1, most / (norm + 1e-6));
