import type { Arena } from "@plimsoll/simulation/arithmetic";
import type { WeightMatrix } from "../initial-weights.ts";
import type { Memory, Placed } from "../memory.ts";
import { paddedWidth } from "../padding.ts";
import type { Layer } from "./layer.ts";

/** Weights (inputs × outputs, row by row), then one bias for each output. */
export const denseParameterCount = (inputs: number, outputs: number): number =>
  (paddedWidth(inputs) + 1) * paddedWidth(outputs);

export const denseWeights = (offset: number, inputs: number, outputs: number): WeightMatrix => ({
  offset,
  rows: inputs,
  columns: outputs,
  stride: paddedWidth(outputs),
});

export interface DensePlace {
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters: number;
  readonly gradients: number;
  readonly rowsMax: number;
  /** The first layer of a network that is not asked for the gradient by its inputs spares a product. */
  readonly givesInputGradient: boolean;
}

/** y = x · W + b. */
export function placeDense(arena: Arena, place: DensePlace): Placed<Layer> {
  const [inner, width] = [paddedWidth(place.inputs), paddedWidth(place.outputs)];
  const y = arena.numbers(place.rowsMax * width);
  const dx = arena.numbers(place.rowsMax * inner);
  const turned = arena.numbers(inner * width);
  const noBias = arena.numbers(inner);
  return (memory) => dense(memory, place, { inner, width, y, dx, turned, noBias });
}

interface DenseBuffers {
  readonly inner: number;
  readonly width: number;
  readonly y: number;
  readonly dx: number;
  readonly turned: number;
  readonly noBias: number;
}

function dense(
  { arithmetic }: Memory,
  place: DensePlace,
  { inner, width, y, dx, turned, noBias }: DenseBuffers,
): Layer {
  const { parameters, gradients, givesInputGradient } = place;
  const biasOffset = 4 * inner * width;
  let input = 0;
  return {
    forward: (x, rows) => {
      input = x;
      arithmetic.affine(y, width, x, inner, parameters, parameters + biasOffset, rows, inner, width);
      return y;
    },
    backward: (dy, rows) => {
      arithmetic.addOuter(gradients, input, inner, dy, width, rows, inner, width);
      arithmetic.addColumnSums(gradients + biasOffset, dy, width, rows, width);
      if (!givesInputGradient) return dx;
      arithmetic.transpose(turned, parameters, inner, width);
      arithmetic.affine(dx, inner, dy, width, turned, noBias, rows, width, inner);
      return dx;
    },
  };
}
