import { describe, expect, test } from "vitest";
import { belowAt, normalAt, partKey, seedKey } from "../../random/counter.ts";
import { createArena } from "../arithmetic/arena.ts";
import { SCRATCH_BYTES } from "../arithmetic/arithmetic.ts";
import { kernelArithmetic } from "../arithmetic/kernel-arithmetic.ts";
import { type Architecture, architectureOf, layersOf, type NetworkSpec } from "./architecture.ts";
import { networkPass, placeNetwork } from "./network-pass.ts";
import { initialise } from "./orthogonal.ts";

const ROWS = 12;
const CLIP = 0.2;
const VALUE_CLIP = 0.15;
const [VALUE_WEIGHT, ENTROPY_WEIGHT] = [0.7, 0.03];
const [ADVANTAGE_MEAN, ADVANTAGE_SCALE] = [0.1, 1.4];

/** Rows with all that the loss of a step reads. */
interface Sample {
  readonly observation: readonly number[];
  readonly mask: number;
  readonly action: number;
  readonly oldLogProbability: number;
  readonly advantage: number;
  readonly wanted: number;
  readonly oldValue: number;
}

/** The network in f64 with the host's own tanh: written from the definition, nothing shared with the code under test. */
function plainOutputs(spec: Architecture, parameters: ArrayLike<number>, observation: readonly number[]) {
  const outputs: number[] = [];
  for (const { hidden, head } of spec.chains) {
    let x = observation;
    for (const layer of [...hidden, head]) {
      const y = Array.from({ length: layer.outputs }, (_, j) =>
        x.reduce(
          (sum, entry, i) => sum + entry * (parameters[layer.weights + i * layer.outputsPadded + j] ?? 0),
          parameters[layer.bias + j] ?? 0,
        ),
      );
      const squash = spec.activation === "tanh" ? Math.tanh : (value: number) => Math.max(0, value);
      x = layer === head ? y : y.map(squash);
    }
    outputs.push(...x);
  }
  return { logits: outputs.slice(0, spec.actionCount), value: outputs[spec.actionCount] ?? 0 };
}

/** PPO's loss of a batch in f64, from the definition. */
function plainLoss(spec: Architecture, parameters: ArrayLike<number>, samples: readonly Sample[]): number {
  const losses = samples.map((sample) => {
    const { logits, value } = plainOutputs(spec, parameters, sample.observation);
    const allowed = logits.map((_, a) => ((sample.mask >> a) & 1) === 1);
    const total = logits.reduce((sum, z, a) => sum + (allowed[a] ? Math.exp(z) : 0), 0);
    const log = logits.map((z) => z - Math.log(total));
    const entropy = -log.reduce((sum, l, a) => sum + (allowed[a] ? Math.exp(l) * l : 0), 0);
    const ratio = Math.exp((log[sample.action] ?? 0) - sample.oldLogProbability);
    const gain = (sample.advantage - ADVANTAGE_MEAN) * ADVANTAGE_SCALE;
    const surrogate = Math.min(gain * ratio, gain * Math.min(Math.max(ratio, 1 - CLIP), 1 + CLIP));
    const near = sample.oldValue + Math.min(Math.max(value - sample.oldValue, -VALUE_CLIP), VALUE_CLIP);
    const squared = Math.max((value - sample.wanted) ** 2, (near - sample.wanted) ** 2);
    return -surrogate - ENTROPY_WEIGHT * entropy + VALUE_WEIGHT * squared;
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

function samplesOf(spec: NetworkSpec): readonly Sample[] {
  return Array.from({ length: ROWS }, (_, row) => {
    const key = partKey(seedKey(99), row);
    const action = belowAt(key, 0, spec.actionCount);
    return {
      observation: Array.from({ length: spec.observationSize }, (_, k) => Math.fround(normalAt(key, 10 + k))),
      mask: belowAt(key, 1, 2 ** spec.actionCount) | (1 << action),
      action,
      oldLogProbability: Math.fround(-0.9 + 0.3 * normalAt(key, 1)),
      advantage: Math.fround(normalAt(key, 2)),
      wanted: Math.fround(normalAt(key, 3)),
      oldValue: Math.fround(0.2 * normalAt(key, 4)),
    };
  });
}

/** The kernel's outputs and gradients for the samples. */
function kernelPass(spec: Architecture, samples: readonly Sample[]) {
  const arena = createArena();
  const places = placeNetwork(arena, spec, ROWS);
  const input = arena.numbers(ROWS * spec.inputWidth);
  const arrays = Array.from({ length: 5 }, () => arena.numbers(ROWS)) as [number, number, number, number, number];
  const [actions, masks, scratch, sums] = [
    arena.bytes(ROWS),
    arena.bytes(ROWS),
    arena.bytes(SCRATCH_BYTES),
    arena.numbers(20),
  ];
  const { buffer, arithmetic } = kernelArithmetic(arena.size);
  const pass = networkPass(arithmetic, spec, places, buffer);
  const parameters = new Float32Array(buffer, places.parameters, spec.parameterCount);
  initialise(spec, parameters, seedKey(5));
  // Larger heads than a start has, so that ratios and values really leave their bounds.
  for (const { head } of spec.chains)
    for (let i = 0; i < head.inputs; i += 1)
      for (let j = 0; j < head.outputs; j += 1)
        parameters[head.weights + i * head.outputsPadded + j] = 0.4 * normalAt(seedKey(6), 16 * i + j);
  pass.transposeWeights();

  const numbers = new Float32Array(buffer);
  const [order, logs, advantages, returns, values] = arrays;
  for (const [row, sample] of samples.entries()) {
    numbers.set(sample.observation, input / 4 + row * spec.inputWidth);
    new Uint32Array(buffer, order)[row] = row;
    new Uint8Array(buffer, actions)[row] = sample.action;
    new Uint8Array(buffer, masks)[row] = sample.mask;
    numbers[logs / 4 + row] = sample.oldLogProbability;
    numbers[advantages / 4 + row] = sample.advantage;
    numbers[returns / 4 + row] = sample.wanted;
    numbers[values / 4 + row] = sample.oldValue;
  }
  const { outputs, outputGradients } = places;
  const steps = [order, actions, masks, logs, advantages, returns, values] as const;
  const weights = [ADVANTAGE_MEAN, ADVANTAGE_SCALE, CLIP, VALUE_CLIP, VALUE_WEIGHT, ENTROPY_WEIGHT, 1 / ROWS] as const;
  pass.forward(input, ROWS, outputs);
  const { outputWidth, actionCount, valueColumn } = spec;
  arithmetic.lossGradient(
    outputs,
    outputGradients,
    outputWidth,
    ROWS,
    actionCount,
    valueColumn,
    ...steps,
    ...weights,
    sums,
    scratch,
  );
  pass.backward(input, ROWS);
  const gradients = new Float32Array(buffer, places.gradients, spec.parameterCount);
  const lanes = new Float32Array(buffer, sums, 20);
  const sumOf = (which: number): number => lanes.subarray(4 * which, 4 * which + 4).reduce((a, b) => a + b, 0) / ROWS;
  return {
    parameters,
    gradients,
    outputs: numbers.subarray(outputs / 4, outputs / 4 + ROWS * outputWidth),
    outputGradients: numbers.subarray(outputGradients / 4, outputGradients / 4 + ROWS * outputWidth),
    loss: sumOf(0) - ENTROPY_WEIGHT * sumOf(2) + VALUE_WEIGHT * sumOf(1),
    clipShare: sumOf(4),
  };
}

const SPECS: readonly NetworkSpec[] = [
  { observationSize: 7, actionCount: 6, hiddenSizes: [12, 9], activation: "tanh", trunk: "separate" },
  { observationSize: 7, actionCount: 6, hiddenSizes: [12, 9], activation: "tanh", trunk: "shared" },
  { observationSize: 5, actionCount: 8, hiddenSizes: [10], activation: "relu", trunk: "shared" },
  { observationSize: 4, actionCount: 2, hiddenSizes: [8, 8, 8], activation: "relu", trunk: "separate" },
];

describe.each(SPECS)("$activation $trunk $hiddenSizes", (spec) => {
  const architecture = architectureOf(spec);
  const samples = samplesOf(spec);
  const ours = kernelPass(architecture, samples);

  test("SIM-173 the outputs are those of the definition in f64", () => {
    for (const [row, { observation }] of samples.entries()) {
      const { logits, value } = plainOutputs(architecture, ours.parameters, observation);
      const first = row * architecture.outputWidth;
      for (const [a, logit] of logits.entries()) expect(ours.outputs[first + a]).toBeCloseTo(logit, 5);
      expect(ours.outputs[first + architecture.valueColumn]).toBeCloseTo(value, 5);
    }
  });

  test("SIM-175 the gradient of the whole loss is that of finite differences of its definition in f64", () => {
    expect(ours.loss).toBeCloseTo(plainLoss(architecture, ours.parameters, samples), 5);
    expect(ours.clipShare).toBeGreaterThan(0);
    const parameters = Float64Array.from(ours.parameters);
    const lossAt = (index: number, value: number): number => {
      const changed = parameters.slice();
      changed[index] = value;
      return plainLoss(architecture, changed, samples);
    };
    const places = layersOf(architecture).flatMap(({ inputs, outputs, outputsPadded, weights, bias }) => [
      ...Array.from(
        { length: inputs * outputs },
        (_, e) => weights + Math.floor(e / outputs) * outputsPadded + (e % outputs),
      ),
      ...Array.from({ length: outputs }, (_, j) => bias + j),
    ]);
    for (const index of places) {
      const at = parameters[index] as number;
      const slope = (lossAt(index, at + 1e-6) - lossAt(index, at - 1e-6)) / 2e-6;
      expect(Math.abs((ours.gradients[index] as number) - slope)).toBeLessThan(2e-6 + 1e-5 * Math.abs(slope));
    }
  });

  test("SIM-174 padding has no gradient, and the logit of a forbidden action has none", () => {
    const real = new Set(
      layersOf(architecture).flatMap(({ inputs, outputs, outputsPadded, weights, bias }) => [
        ...Array.from(
          { length: inputs * outputs },
          (_, e) => weights + Math.floor(e / outputs) * outputsPadded + (e % outputs),
        ),
        ...Array.from({ length: outputs }, (_, j) => bias + j),
      ]),
    );
    expect([...ours.gradients.entries()].filter(([index, slope]) => !real.has(index) && slope !== 0)).toEqual([]);
    for (const [row, { mask }] of samples.entries())
      for (let a = 0; a < spec.actionCount; a += 1)
        if (((mask >> a) & 1) === 0)
          expect(Math.abs(ours.outputGradients[row * architecture.outputWidth + a] as number)).toBe(0);
  });
});

describe("orthogonal weights", () => {
  test("SIM-176 the columns of a hidden layer are orthogonal and √2 long, those of the logits 0.01, of the value 1", () => {
    const architecture = architectureOf({ ...(SPECS[1] as NetworkSpec), observationSize: 30, hiddenSizes: [16, 16] });
    const parameters = new Float32Array(architecture.parameterCount);
    initialise(architecture, parameters, seedKey(3));
    const [first, , head] = layersOf(architecture) as unknown as readonly [Layer, Layer, Layer];
    const column = (layer: Layer, j: number): number[] =>
      Array.from({ length: layer.inputs }, (_, i) => parameters[layer.weights + i * layer.outputsPadded + j] as number);
    const dot = (left: readonly number[], right: readonly number[]): number =>
      left.reduce((sum, entry, i) => sum + entry * (right[i] as number), 0);
    for (let j = 0; j < 16; j += 1)
      for (let k = 0; k < 16; k += 1) expect(dot(column(first, j), column(first, k))).toBeCloseTo(j === k ? 2 : 0, 5);
    for (let j = 0; j < 6; j += 1) expect(dot(column(head, j), column(head, j))).toBeCloseTo(1e-4, 8);
    expect(dot(column(head, 6), column(head, 6))).toBeCloseTo(1, 5);
    expect(
      layersOf(architecture).map(({ bias, outputs }) => parameters.slice(bias, bias + outputs).some(Boolean)),
    ).toEqual([false, false, false]);
  });

  test("SIM-176 another seed gives other weights, the same seed the same", () => {
    const architecture = architectureOf(SPECS[0] as NetworkSpec);
    const weights = (seed: number): Float32Array => {
      const parameters = new Float32Array(architecture.parameterCount);
      initialise(architecture, parameters, seedKey(seed));
      return parameters;
    };
    expect(weights(1)).toEqual(weights(1));
    expect(weights(1)).not.toEqual(weights(2));
  });

  test.each([
    [{ observationSize: 0 }],
    [{ actionCount: 9 }],
    [{ actionCount: 1 }],
    [{ hiddenSizes: [] }],
    [{ hiddenSizes: [8, 1.5] }],
    [{ hiddenSizes: [5000] }],
  ])("SIM-173 refuses %o", (change) => {
    expect(() => architectureOf({ ...(SPECS[0] as NetworkSpec), ...change })).toThrow(
      expect.objectContaining({ code: "LEARNER_NETWORK" }),
    );
  });
});

type Layer = ReturnType<typeof layersOf>[number];
