import { type Arena, TANH_COEFFICIENTS } from "@plimsoll/simulation/arithmetic";
import type { Placed } from "../memory.ts";
import type { Layer } from "./layer.ts";

/** tanh of each number, in place. */
export function placeTanh(arena: Arena, width: number): Placed<Layer> {
  const coefficients = arena.numbers(TANH_COEFFICIENTS.length);
  return ({ arithmetic, at }) => {
    at(coefficients, TANH_COEFFICIENTS.length).set(TANH_COEFFICIENTS);
    let values = 0;
    return {
      forward: (x, rows) => {
        values = x;
        arithmetic.tanhInPlace(x, rows * width, coefficients);
        return x;
      },
      backward: (dy, rows) => {
        arithmetic.tanhGradient(dy, values, rows * width);
        return dy;
      },
    };
  };
}

/** The greater of each number and 0, in place. */
export const placeRelu =
  (width: number): Placed<Layer> =>
  ({ arithmetic }) => {
    let values = 0;
    return {
      forward: (x, rows) => {
        values = x;
        arithmetic.reluInPlace(x, rows * width);
        return x;
      },
      backward: (dy, rows) => {
        arithmetic.reluGradient(dy, values, rows * width);
        return dy;
      },
    };
  };
