import { normalAt, seedKey, uniformAt } from "@plimsoll/simulation";
import { kernelArithmetic, plainArithmeticMaker } from "@plimsoll/simulation/arithmetic";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clipScale, placeGradientNorm } from "./gradient-norm.ts";
import { type Pass, WHOLE } from "./layers/layer.ts";
import { inMemory } from "./memory.ts";
import { type Network, placeNetwork } from "./network.ts";
import { type NetworkSpec, networkShape } from "./network-spec.ts";
import { type OptimizerSpec, placeOptimizer } from "./optimizers/optimizer-spec.ts";
import { paddedWidth } from "./padding.ts";

const ADAM: OptimizerSpec = { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, l2: 0.01, decoupledDecay: 0.01 };

function made(spec: NetworkSpec, rowsMax: number, make = kernelArithmetic) {
  return inMemory((arena) => {
    const { block, build } = placeNetwork(arena, spec, { rowsMax, givesInputGradient: true });
    const [optimizer, norm] = [placeOptimizer(arena, block, ADAM), placeGradientNorm(arena, block)];
    return (memory) => ({ network: build(memory), optimizer: optimizer(memory), norm: norm(memory) });
  }, make);
}

const fillInputs = ({ input, inputWidth, spec: { inputs } }: Network, rows: number, seed: number): void => {
  for (let i = 0; i < rows; i += 1)
    for (let j = 0; j < inputs; j += 1) input[i * inputWidth + j] = normalAt(seedKey(seed), i * inputs + j);
};

const fillSlopes = ({ outputGradient, outputWidth, outputs }: Network, rows: number): void => {
  outputGradient.fill(0);
  for (let i = 0; i < rows; i += 1)
    for (let j = 0; j < outputs; j += 1)
      outputGradient[i * outputWidth + j] = uniformAt(seedKey(9), i * outputs + j) - 0.5;
};

const single = (layer: NetworkSpec["layers"][number], inputs: number): NetworkSpec => ({
  inputs,
  layers: [layer],
  gain: 1,
});

const rowOf = (rows: Float32Array, width: number, row: number, count: number): number[] => [
  ...rows.subarray(row * width, row * width + count),
];

test("PR-80 a dense layer is x · W + b, its gradients xᵀ · dy, Σ dy and dy · Wᵀ, for any sizes", () => {
  const size = fc.integer({ min: 1, max: 21 });
  fc.assert(
    fc.property(size, size, size, fc.integer({ min: 0, max: 1e6 }), (rows, inputs, outputs, seed) => {
      const { network } = made(single({ kind: "dense", outputs }, inputs), rows);
      network.initialise(seedKey(seed));
      const width = paddedWidth(outputs);
      const bias = paddedWidth(inputs) * width;
      for (let j = 0; j < outputs; j += 1) network.parameters[bias + j] = normalAt(seedKey(seed), j);
      fillInputs(network, rows, seed);
      fillSlopes(network, rows);
      network.gradients.fill(0);
      network.forward(rows, WHOLE);
      network.backward(rows);
      const x = (i: number, k: number): number => network.input[i * network.inputWidth + k]!;
      const w = (k: number, j: number): number => network.parameters[k * width + j]!;
      const dy = (i: number, j: number): number => network.outputGradient[i * width + j]!;
      const sum = (count: number, term: (index: number) => number): number =>
        Array.from({ length: count }, (_, index) => term(index)).reduce((a, b) => a + b, 0);
      for (let i = 0; i < rows; i += 1) {
        for (let j = 0; j < outputs; j += 1)
          expect(network.output[i * width + j]).toBeCloseTo(
            network.parameters[bias + j]! + sum(inputs, (k) => x(i, k) * w(k, j)),
            4,
          );
        for (let k = 0; k < inputs; k += 1)
          expect(network.inputGradient()[i * network.inputWidth + k]).toBeCloseTo(
            sum(outputs, (j) => dy(i, j) * w(k, j)),
            4,
          );
      }
      for (let j = 0; j < outputs; j += 1) {
        expect(network.gradients[bias + j]).toBeCloseTo(
          sum(rows, (i) => dy(i, j)),
          4,
        );
        for (let k = 0; k < inputs; k += 1)
          expect(network.gradients[k * width + j]).toBeCloseTo(
            sum(rows, (i) => x(i, k) * dy(i, j)),
            4,
          );
      }
    }),
    { numRuns: 30 },
  );
});

describe.each([
  ["tanh", Math.tanh, (x: number) => 1 - Math.tanh(x) ** 2],
  ["relu", (x: number) => Math.max(0, x), (x: number) => (x > 0 ? 1 : 0)],
] as const)("%s", (kind, value, slope) => {
  test("PR-81 is its function and its slope, number by number", () => {
    const [rows, inputs] = [7, 5];
    const { network } = made(single({ kind }, inputs), rows);
    fillInputs(network, rows, 2);
    const before = network.input.slice();
    fillSlopes(network, rows);
    const slopes = network.outputGradient.slice();
    network.forward(rows, WHOLE);
    network.backward(rows);
    for (let i = 0; i < rows; i += 1)
      for (let j = 0; j < inputs; j += 1) {
        const at = i * network.inputWidth + j;
        expect(network.output[at]).toBeCloseTo(value(before[at]!), 6);
        expect(network.inputGradient()[at]).toBeCloseTo(slopes[at]! * slope(before[at]!), 5);
      }
  });

  test("PR-81 leaves its inputs as they are, and may follow another of its kind", () => {
    const { network } = made({ inputs: 6, layers: [{ kind }, { kind: "tanh" }, { kind }], gain: 1 }, 4);
    fillInputs(network, 4, 3);
    const before = network.input.slice();
    fillSlopes(network, 4);
    const slopes = network.outputGradient.slice();
    network.forward(4, WHOLE);
    network.backward(4);
    expect(network.input).toEqual(before);
    for (let i = 0; i < 4; i += 1)
      for (let j = 0; j < 6; j += 1) {
        const at = i * network.inputWidth + j;
        const x = before[at]!;
        const [once, twice] = [value(x), Math.tanh(value(x))];
        expect(network.output[at]).toBeCloseTo(value(twice), 6);
        const expected = slopes[at]! * slope(x) * (1 - Math.tanh(once) ** 2) * slope(twice);
        expect(network.inputGradient()[at]).toBeCloseTo(expected, 5);
      }
  });
});

describe("PR-82 dropout", () => {
  const [rows, inputs, share] = [64, 96, 0.3];
  const dropped = (seed: number, droppedRows: number): { network: Network; outputs: Float32Array } => {
    const { network } = made(single({ kind: "dropout", share }, inputs), rows);
    for (let i = 0; i < rows; i += 1) network.input.fill(1, i * network.inputWidth, i * network.inputWidth + inputs);
    const pass: Pass = { dropout: { key: seedKey(seed), droppedRows } };
    network.forward(rows, pass);
    return { network, outputs: network.output.slice() };
  };

  test("PR-82 takes units out with the chance that it is given and keeps the mean", () => {
    const numbers = [1, 2, 3, 4].flatMap((seed) => [...dropped(seed, rows).outputs]);
    const out = numbers.filter((value) => value === 0).length / numbers.length;
    // Four standard errors of a share over 24 576 units.
    expect(Math.abs(out - share)).toBeLessThan(0.012);
    const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    expect(Math.abs(mean - 1)).toBeLessThan(0.017);
    for (const value of new Set(numbers)) expect([0, Math.fround(1 / (1 - share))]).toContain(value);
  });

  test("PR-82 only in the rows that it is told, by its key alone, and backward as forward", () => {
    const { network, outputs } = dropped(5, 10);
    expect(new Set(outputs.subarray(10 * inputs))).toEqual(new Set([1]));
    expect(dropped(5, 10).outputs).toEqual(outputs);
    expect(dropped(6, 10).outputs).not.toEqual(outputs);
    network.outputGradient.fill(1);
    network.backward(rows);
    expect(network.inputGradient()).toEqual(outputs);
    network.forward(rows, WHOLE);
    expect(new Set(network.output)).toEqual(new Set([1]));
  });
});

describe("PR-83 fresh weights", () => {
  const spec: NetworkSpec = {
    inputs: 30,
    layers: [{ kind: "dense", outputs: 50 }, { kind: "tanh" }, { kind: "gru", steps: 10, outputs: 21 }],
    gain: 1.5,
  };

  test("PR-83 are uniform within their bounds, which they nearly reach; biases and padding are 0", () => {
    const { network } = made(spec, 4);
    network.parameters.fill(9);
    network.initialise(seedKey(1));
    const [inner, width] = [paddedWidth(30), paddedWidth(50)];
    const dense: number[] = [];
    for (let i = 0; i < 30; i += 1) dense.push(...rowOf(network.parameters, width, i, 50));
    const bound = 1.5 * Math.sqrt(6 / 80);
    expect(Math.max(...dense.map(Math.abs))).toBeLessThanOrEqual(bound);
    expect(Math.max(...dense.map(Math.abs))).toBeGreaterThan(0.99 * bound);
    const mean = dense.reduce((sum, value) => sum + value / dense.length, 0);
    const variance = dense.reduce((sum, value) => sum + value ** 2 / dense.length, 0);
    expect(Math.abs(mean)).toBeLessThan(4 * (bound / Math.sqrt(3 * dense.length)));
    expect(variance / (bound ** 2 / 3)).toBeCloseTo(1, 1);
    const used = network.parameters.filter((value) => value !== 0);
    expect(used.length).toBe(30 * 50 + 3 * (5 + 21) * 21);
    expect(Math.max(...network.parameters.subarray((inner + 1) * width).map(Math.abs))).toBeLessThanOrEqual(
      1.5 * Math.sqrt(6 / 26),
    );
  });

  test("PR-83 follow from their key", () => {
    const [first, again] = [made(spec, 4).network, made(spec, 4, plainArithmeticMaker).network];
    first.initialise(seedKey(1));
    again.initialise(seedKey(1));
    expect(again.parameters).toEqual(first.parameters);
    again.initialise(seedKey(2));
    expect(again.parameters).not.toEqual(first.parameters);
  });
});

const MIXED: NetworkSpec = {
  inputs: 12,
  layers: [
    { kind: "gru", steps: 4, outputs: 11 },
    { kind: "dropout", share: 0.2 },
    { kind: "dense", outputs: 13 },
    { kind: "relu" },
    { kind: "dense", outputs: 3 },
    { kind: "tanh" },
  ],
  gain: 1,
};

test("PR-84 what pads a network stays 0 through two hundred steps, and no row depends on another", () => {
  const { network, optimizer, norm } = made(MIXED, 9);
  network.initialise(seedKey(1));
  // Of all that is 0 at first, only biases may move; the padding is what is not named by a layer.
  const biases = 6 * 11 + 13 + 3;
  const zeros = [...network.parameters.keys()].filter((i) => network.parameters[i] === 0);
  for (let step = 0; step < 200; step += 1) {
    fillInputs(network, 9, step);
    fillSlopes(network, 9);
    network.gradients.fill(0);
    network.forward(9, { dropout: { key: seedKey(step), droppedRows: 5 } });
    network.backward(9);
    optimizer.step(0.01, clipScale(norm(), 1));
  }
  expect(zeros.filter((i) => network.parameters[i] !== 0).length).toBe(biases);
  for (let row = 0; row < 9; row += 1) expect(rowOf(network.output, 8, row, 8).slice(3)).toEqual([0, 0, 0, 0, 0]);
  network.forward(9, WHOLE);
  const alone = network.output.slice();
  network.input.fill(5, 0, network.inputWidth * 8);
  network.forward(9, WHOLE);
  expect(rowOf(network.output, 8, 8, 3)).toEqual(rowOf(alone, 8, 8, 3));
});

test("PR-84 a whole network gives the same bits on the plain arithmetic", () => {
  const [kernel, plain] = [kernelArithmetic, plainArithmeticMaker].map((make) => {
    const built = made(MIXED, 6, make);
    built.network.initialise(seedKey(3));
    for (let step = 0; step < 15; step += 1) {
      fillInputs(built.network, 6, step);
      fillSlopes(built.network, 6);
      built.network.gradients.fill(0);
      built.network.forward(6, { dropout: { key: seedKey(step), droppedRows: 6 } });
      built.network.backward(6);
      built.optimizer.step(0.01, clipScale(built.norm(), 0.5));
    }
    return built.network.parameters.slice();
  });
  expect(plain).toEqual(kernel);
});

test("PR-85 the gradient's length is Euclid's, and a clipped one is no longer than it may be", () => {
  const { network, norm } = made(MIXED, 4);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (seed, most) => {
      for (let i = 0; i < network.gradients.length; i += 1) network.gradients[i] = normalAt(seedKey(seed), i);
      const expected = Math.hypot(...network.gradients);
      expect(norm() / expected).toBeCloseTo(1, 5);
      expect(clipScale(norm(), most) * expected).toBeLessThanOrEqual(most * (1 + 1e-4));
      expect(clipScale(norm(), 2 * expected)).toBe(1);
    }),
    { numRuns: 20 },
  );
});

test.each([
  ["an unknown layer", [{ kind: "attention" }]],
  ["a recurrent layer without steps", [{ kind: "gru", outputs: 4 }]],
  ["a recurrent layer of no units", [{ kind: "gru", steps: 2, outputs: 0 }]],
  ["dropout of everything", [{ kind: "dropout", share: 1 }]],
])("PR-86 %s is refused", (_, layers) => {
  expect(networkShape.parse({ inputs: 4, layers, gain: 1 }).ok).toBe(false);
});
