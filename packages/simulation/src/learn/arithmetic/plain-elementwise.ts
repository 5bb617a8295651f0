import type { Arithmetic } from "./arithmetic.ts";
import { exp32, greatest, log32, tanh32 } from "./rounded.ts";

const f = Math.fround;

type Elementwise = Pick<
  Arithmetic,
  | "tanhInPlace"
  | "tanhGradient"
  | "reluInPlace"
  | "reluGradient"
  | "expInPlace"
  | "logInPlace"
  | "addSquares"
  | "addInto"
  | "adamStep"
>;

/** What is done to each number by itself, and the sum of squares. */
export function plainElementwise(buffer: ArrayBufferLike): Elementwise {
  const numbers = new Float32Array(buffer);
  const at = (index: number): number => numbers[index] ?? Number.NaN;

  function each(values: number, count: number, change: (value: number) => number): void {
    for (let i = values >> 2; i < (values >> 2) + count; i += 1) numbers[i] = change(at(i));
  }

  function eachPair(values: number, others: number, count: number, change: (value: number, other: number) => number) {
    for (let i = 0; i < count; i += 1) {
      const place = (values >> 2) + i;
      numbers[place] = change(at(place), at((others >> 2) + i));
    }
  }

  const adamStep: Arithmetic["adamStep"] = (parameters, gradients, means, squares, count, ...rates) => {
    const [scale, beta1, rest1, beta2, rest2, step, root, epsilon] = rates.map(f) as unknown as AdamRates;
    for (let i = 0; i < count; i += 1) {
      const g = f(at((gradients >> 2) + i) * scale);
      const m = f(f(at((means >> 2) + i) * beta1) + f(g * rest1));
      const v = f(f(at((squares >> 2) + i) * beta2) + f(f(g * g) * rest2));
      numbers[(means >> 2) + i] = m;
      numbers[(squares >> 2) + i] = v;
      const size = f(f(f(Math.sqrt(v)) * root) + epsilon);
      numbers[(parameters >> 2) + i] = at((parameters >> 2) + i) - f(f(m * step) / size);
    }
  };

  return {
    tanhInPlace: (values, count) => each(values, count, tanh32),
    tanhGradient: (gradients, activations, count) =>
      eachPair(gradients, activations, count, (gradient, h) => f(gradient * f(1 - f(h * h)))),
    reluInPlace: (values, count) => each(values, count, (value) => greatest(0, value)),
    reluGradient: (gradients, activations, count) =>
      eachPair(gradients, activations, count, (gradient, h) => (h > 0 ? gradient : 0)),
    expInPlace: (values, count) => each(values, count, exp32),
    logInPlace: (values, count) => each(values, count, log32),
    addSquares: (sums, values, count) => {
      for (let i = 0; i < count; i += 1) {
        const sum = (sums >> 2) + (i % 4);
        const value = at((values >> 2) + i);
        numbers[sum] = at(sum) + f(value * value);
      }
    },
    addInto: (values, others, count) => eachPair(values, others, count, (value, other) => value + other),
    adamStep,
  };
}

type AdamRates = readonly [number, number, number, number, number, number, number, number];
