import { type Arithmetic, type ArithmeticMaker, plainArithmeticMaker } from "@plimsoll/simulation/arithmetic";
import { expect, test } from "vitest";
import { NO_SOURCES } from "../../trainer/parts.ts";
import { CLASSIC } from "../../trainer/profiles.ts";
import { createTrainer } from "../../trainer/trainer.ts";
import type { TrainerSpec } from "../../trainer/trainer-spec.ts";
import { trainedFlop } from "./trained-flop.ts";

/** Operations of the arithmetic, by its arguments: a product and a sum are two. What is not named moves numbers and computes nothing. */
const OPERATIONS: { readonly [K in keyof Arithmetic]?: (...args: Parameters<Arithmetic[K]>) => number } = {
  affine: (_y, _yStride, _x, _xStride, _w, _bias, rows, inner, columns) => 2 * rows * inner * columns,
  addOuter: (_w, _x, _xStride, _y, _yStride, rows, inner, columns) => 2 * rows * inner * columns,
  addColumnSums: (_sums, _y, _yStride, rows, columns) => rows * columns,
  tanhInPlace: (_values, count) => 16 * count,
  tanhGradient: (_gradients, _activations, count) => 3 * count,
  reluInPlace: (_values, count) => count,
  reluGradient: (_gradients, _activations, count) => count,
  expInPlace: (_values, count) => 16 * count,
  logInPlace: (_values, count) => 16 * count,
  addSquares: (_sums, _values, count) => 2 * count,
  addInto: (_values, _others, count) => count,
  adamStep: (_parameters, _gradients, _means, _squares, count) => 14 * count,
};

/** The plain arithmetic, with what it computes counted. */
function counting(): { readonly maker: ArithmeticMaker; readonly counted: () => number } {
  let flop = 0;
  const maker: ArithmeticMaker = (bytes) => {
    const { buffer, arithmetic } = plainArithmeticMaker(bytes);
    const counted = Object.fromEntries(
      (Object.keys(arithmetic) as (keyof Arithmetic)[]).map((name) => [
        name,
        (...args: number[]) => {
          flop += (OPERATIONS[name] as ((...args: number[]) => number) | undefined)?.(...args) ?? 0;
          return (arithmetic[name] as (...args: number[]) => void).call(arithmetic, ...args);
        },
      ]),
    );
    return { buffer, arithmetic: counted as unknown as Arithmetic };
  };
  return { maker, counted: () => flop };
}

const WIDE: TrainerSpec = {
  ...CLASSIC,
  task: { kind: "lagged", lags: 16, rows: 32, window: 64 },
  worker: {
    inputs: 16,
    layers: [{ kind: "dense", outputs: 64 }, { kind: "relu" }, { kind: "dense", outputs: 1 }],
    gain: 1,
  },
  risk: null,
  rate: { ...CLASSIC.rate, schedule: { kind: "fixed", rate: 1e-3 } },
};

const RECURRENT: TrainerSpec = {
  ...WIDE,
  worker: {
    inputs: 16,
    layers: [
      { kind: "gru", steps: 8, outputs: 16 },
      { kind: "dense", outputs: 1 },
    ],
    gain: 1,
  },
};

const STEPS = 20;

test.each([
  ["classic", CLASSIC],
  ["wide", WIDE],
  ["recurrent", RECURRENT],
])("PR-268 reported FLOP are no fewer than were computed, and no more than four times as many: %s", (_name, spec) => {
  const { maker, counted } = counting();
  const trainer = createTrainer(spec, { ...NO_SOURCES, arithmetic: maker });
  for (let step = 0; step < STEPS; step += 1) trainer.step(1);
  const reported = Number(trainedFlop(spec, STEPS));
  expect(counted()).toBeGreaterThan(0);
  expect(reported).toBeGreaterThanOrEqual(counted());
  expect(reported).toBeLessThan(4 * counted());
});

test("PR-268 FLOP only grow with the steps, and do not hang on where a run was interrupted", () => {
  expect(trainedFlop(CLASSIC, 0)).toBe(0n);
  expect(trainedFlop(CLASSIC, 300) - trainedFlop(CLASSIC, 200)).toBe(trainedFlop(CLASSIC, 100));
  expect(trainedFlop(WIDE, 1_000_000_000)).toBe(1_000_000_000n * trainedFlop(WIDE, 1));
});
