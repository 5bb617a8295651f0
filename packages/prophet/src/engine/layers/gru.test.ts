import { readFileSync } from "node:fs";
import { normalAt, seedKey } from "@plimsoll/simulation";
import { type ArithmeticMaker, kernelArithmetic, plainArithmeticMaker } from "@plimsoll/simulation/arithmetic";
import { describe, expect, test } from "vitest";
import { inMemory } from "../memory.ts";
import { type Network, placeNetwork } from "../network.ts";
import type { NetworkSpec } from "../network-spec.ts";
import { placeOptimizer } from "../optimizers/optimizer-spec.ts";
import { paddedWidth } from "../padding.ts";
import { WHOLE } from "./layer.ts";

/** What python/tests/prophet_vectors.py writes. */
interface Vectors {
  readonly steps: number;
  readonly weights: TorchWeights;
  readonly gradients: TorchWeights;
  readonly inputs: readonly (readonly (readonly number[])[])[];
  readonly inputGradient: readonly (readonly (readonly number[])[])[];
  readonly slopes: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
}

interface TorchWeights {
  readonly weight_ih_l0: readonly (readonly number[])[];
  readonly weight_hh_l0: readonly (readonly number[])[];
  readonly bias_ih_l0: readonly number[];
  readonly bias_hh_l0: readonly number[];
}

const VECTORS = JSON.parse(
  readFileSync(new URL("../../../../../spec/vectors/prophet/gru.json", import.meta.url), "utf8"),
) as Vectors;

const ROWS = VECTORS.inputs.length;
const FEATURES = VECTORS.inputs[0]![0]!.length;
const OUTPUTS = VECTORS.outputs[0]!.length;
const WIDTH = paddedWidth(OUTPUTS);

const SPEC: NetworkSpec = {
  inputs: VECTORS.steps * FEATURES,
  layers: [{ kind: "gru", steps: VECTORS.steps, outputs: OUTPUTS }],
  gain: 1,
};

function made(spec: NetworkSpec, make: ArithmeticMaker = kernelArithmetic, rowsMax = ROWS): Network {
  const network = inMemory((arena) => placeNetwork(arena, spec, { rowsMax, givesInputGradient: true }).build, make);
  network.initialise(seedKey(7));
  return network;
}

/** PyTorch's numbers at the places where ours lie: units are columns, and gates stand beside one another. */
function ours({ weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0 }: TorchWeights): Float32Array {
  const all = 3 * WIDTH;
  const [inner, hidden] = [paddedWidth(FEATURES), WIDTH];
  const numbers = new Float32Array((inner + hidden + 2) * all);
  const columnOf = (unit: number): number => Math.floor(unit / OUTPUTS) * WIDTH + (unit % OUTPUTS);
  for (let unit = 0; unit < 3 * OUTPUTS; unit += 1) {
    const column = columnOf(unit);
    for (const [i, weight] of weight_ih_l0[unit]!.entries()) numbers[i * all + column] = weight;
    numbers[inner * all + column] = bias_ih_l0[unit]!;
    for (const [i, weight] of weight_hh_l0[unit]!.entries()) numbers[(inner + 1 + i) * all + column] = weight;
    numbers[(inner + 1 + hidden) * all + column] = bias_hh_l0[unit]!;
  }
  return numbers;
}

/** The vectors' rows forward and backward. */
function passed(make?: ArithmeticMaker): Network {
  const network = made(SPEC, make);
  network.parameters.set(ours(VECTORS.weights));
  for (const [i, row] of VECTORS.inputs.entries()) network.input.set(row.flat(), i * network.inputWidth);
  network.forward(ROWS, WHOLE);
  network.outputGradient.fill(0);
  for (const [i, row] of VECTORS.slopes.entries()) network.outputGradient.set(row, i * network.outputWidth);
  network.gradients.fill(0);
  network.backward(ROWS);
  return network;
}

const greatestGap = (numbers: Float32Array, expected: ArrayLike<number>): number =>
  numbers.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);

test("PR-70 the last hidden state is torch.nn.GRU's", () => {
  const { output, outputWidth } = passed();
  for (const [i, row] of VECTORS.outputs.entries())
    expect(greatestGap(output.slice(i * outputWidth, i * outputWidth + OUTPUTS), row)).toBeLessThan(1e-5);
});

test("PR-70 the gradients by weights and by inputs are torch.nn.GRU's", () => {
  const network = passed();
  const expected = ours(VECTORS.gradients);
  expect(Math.max(...expected)).toBeGreaterThan(0.5);
  expect(greatestGap(network.gradients, expected)).toBeLessThan(1e-5);
  for (const [i, row] of VECTORS.inputGradient.entries()) {
    const from = i * network.inputWidth;
    const slopes = network.inputGradient().slice(from, from + SPEC.inputs);
    expect(greatestGap(slopes, row.flat())).toBeLessThan(1e-5);
  }
});

test("PR-71 the plain arithmetic gives the same bits", () => {
  const [kernel, plain] = [passed(), passed(plainArithmeticMaker)];
  expect(plain.output).toEqual(kernel.output);
  expect(plain.gradients).toEqual(kernel.gradients);
  expect(plain.inputGradient()).toEqual(kernel.inputGradient());
});

const STACKED: NetworkSpec = {
  inputs: 12,
  layers: [
    { kind: "dense", outputs: 15 },
    { kind: "tanh" },
    { kind: "gru", steps: 5, outputs: 9 },
    { kind: "tanh" },
    { kind: "dense", outputs: 2 },
  ],
  gain: 1.2,
};

test("PR-72 between other layers its gradient is the slope by finite differences", () => {
  const network = made(STACKED, kernelArithmetic, 6);
  for (let i = 0; i < 6; i += 1)
    for (let j = 0; j < 12; j += 1) network.input[i * network.inputWidth + j] = normalAt(seedKey(1), 12 * i + j);
  const lossOf = (): number => {
    network.forward(6, WHOLE);
    let sum = 0;
    for (let i = 0; i < 6; i += 1)
      for (let j = 0; j < 2; j += 1) sum += network.output[i * network.outputWidth + j]! * (1 + i - 2 * j);
    return sum;
  };
  lossOf();
  network.outputGradient.fill(0);
  for (let i = 0; i < 6; i += 1)
    for (let j = 0; j < 2; j += 1) network.outputGradient[i * network.outputWidth + j] = 1 + i - 2 * j;
  network.gradients.fill(0);
  network.backward(6);
  for (let which = 0; which < 10; which += 1) {
    const direction = network.parameters.map((p, i) => (p === 0 ? 0 : normalAt(seedKey(50 + which), i)));
    const expected = network.gradients.reduce((sum, slope, i) => sum + slope * direction[i]!, 0);
    const before = network.parameters.slice();
    const at = (step: number): number => {
      network.parameters.set(before.map((p, i) => p + step * direction[i]!));
      const loss = lossOf();
      network.parameters.set(before);
      return loss;
    };
    const slope = (at(1e-3) - at(-1e-3)) / 2e-3;
    expect(Math.abs(slope - expected)).toBeLessThan(0.02 * Math.abs(expected) + 0.05);
  }
});

describe("PR-73 it remembers", () => {
  /** The target is the first of ten numbers; the others are noise. */
  const spec: NetworkSpec = {
    inputs: 10,
    layers: [
      { kind: "gru", steps: 10, outputs: 16 },
      { kind: "dense", outputs: 1 },
    ],
    gain: 1,
  };

  test("PR-73 learns to repeat what came ten steps ago, and its padding stays 0", () => {
    const [rows, seed] = [32, seedKey(3)];
    const { network, optimizer } = inMemory((arena) => {
      const placed = placeNetwork(arena, spec, { rowsMax: rows, givesInputGradient: false });
      const adam = { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, l2: 0, decoupledDecay: 0 } as const;
      const optimizer = placeOptimizer(arena, placed.block, adam);
      return (memory) => ({ network: placed.build(memory), optimizer: optimizer(memory) });
    }, kernelArithmetic);
    network.initialise(seedKey(4));
    const unused = network.parameters.map((p) => (p === 0 ? 1 : 0));
    const step = (index: number): number => {
      let loss = 0;
      network.outputGradient.fill(0);
      for (let i = 0; i < rows; i += 1)
        for (let j = 0; j < 10; j += 1)
          network.input[i * network.inputWidth + j] = normalAt(seed, (index * rows + i) * 10 + j);
      network.forward(rows, WHOLE);
      for (let i = 0; i < rows; i += 1) {
        const miss = network.output[i * network.outputWidth]! - network.input[i * network.inputWidth]!;
        network.outputGradient[i * network.outputWidth] = (2 * miss) / rows;
        loss += miss ** 2 / rows;
      }
      network.gradients.fill(0);
      network.backward(rows);
      optimizer.step(0.01, 1);
      return loss;
    };
    const losses = Array.from({ length: 600 }, (_, index) => step(index));
    const late = losses.slice(-50).reduce((sum, loss) => sum + loss / 50, 0);
    expect(losses[0]).toBeGreaterThan(0.5);
    expect(late).toBeLessThan(0.1);
    // Biases began at 0 too: of what did, no more than the biases have moved.
    const moved = network.parameters.reduce((sum, p, i) => sum + (unused[i] === 1 && p !== 0 ? 1 : 0), 0);
    expect(moved).toBe(2 * 3 * 16 + 1);
  });
});

test("PR-74 inputs that are no whole number of steps are refused", () => {
  const spec: NetworkSpec = { ...SPEC, inputs: 20 };
  expect(() => made(spec)).toThrow(expect.objectContaining({ code: "PROPHET_SPEC" }));
});
