import { normalAt, seedKey } from "@plimsoll/simulation";
import { plainArithmeticMaker } from "@plimsoll/simulation/arithmetic";
import { describe, expect, test } from "vitest";
import { WHOLE } from "../../engine/layers/layer.ts";
import { inMemory } from "../../engine/memory.ts";
import { type Network, placeNetwork } from "../../engine/network.ts";
import type { NetworkSpec } from "../../engine/network-spec.ts";
import { layerPass } from "./layer-pass.ts";
import { probedLayers, type ProbedLayer } from "./probed-layers.ts";
import { turned } from "./singular-vector.ts";
import { updateRatio } from "./update-ratio.ts";
import { workerProbe } from "./worker-probe.ts";

const ROWS = 8;
const DEEP: NetworkSpec = {
  inputs: 5,
  layers: [
    { kind: "dense", outputs: 12 },
    { kind: "tanh" },
    { kind: "dropout", share: 0.5 },
    { kind: "dense", outputs: 9 },
    { kind: "relu" },
    { kind: "dense", outputs: 3 },
  ],
  gain: 1,
};
const LINEAR: NetworkSpec = { inputs: 3, layers: [{ kind: "dense", outputs: 2 }], gain: 1 };

function networkOf(spec: NetworkSpec): Network {
  const network = inMemory(
    (arena) => placeNetwork(arena, spec, { rowsMax: ROWS, givesInputGradient: false }).build,
    plainArithmeticMaker,
  );
  network.initialise(seedKey(1));
  for (let row = 0; row < ROWS; row += 1)
    for (let i = 0; i < spec.inputs; i += 1)
      network.input[row * network.inputWidth + i] = normalAt(seedKey(2), row * 16 + i);
  return network;
}

const inputsOf = ({ input, inputWidth, spec }: Network): Float64Array =>
  Float64Array.from(
    { length: ROWS * spec.inputs },
    (_, i) => input[Math.floor(i / spec.inputs) * inputWidth + (i % spec.inputs)] ?? 0,
  );

describe("PR-134", () => {
  test("PR-134 a probe's own pass has the network's outputs, without dropout", () => {
    const network = networkOf(DEEP);
    const { layers, isWhole } = probedLayers(DEEP);
    const outputs = layers.reduce<Float64Array>(
      (values, layer) => layerPass(layer, network.parameters, values, ROWS),
      inputsOf(network),
    );
    network.forward(ROWS, WHOLE);
    expect(isWhole).toBe(true);
    for (let row = 0; row < ROWS; row += 1)
      for (let j = 0; j < 3; j += 1)
        expect(outputs[row * 3 + j]).toBeCloseTo(network.output[row * network.outputWidth + j] ?? Number.NaN, 5);
  });

  test("PR-134 the flow of a linear worker is the mean squared length of its outputs' gradients", () => {
    const network = networkOf(LINEAR);
    const probe = workerProbe(network, seedKey(3));
    const flows = Array.from({ length: 4000 }, (_, step) => probe.look(step, 0).flow ?? Number.NaN);
    const width = 8;
    let squares = 0;
    for (let i = 0; i < 3; i += 1)
      for (let j = 0; j < 2; j += 1) squares += (network.parameters[i * width + j] ?? 0) ** 2;
    expect(flows.reduce((sum, flow) => sum + flow, 0) / flows.length).toBeCloseTo(squares / 2, 1);
  });

  test("PR-134 a flow that was measured anyway is taken as it is", () => {
    expect(workerProbe(networkOf(DEEP), seedKey(3)).look(0, 2.5).flow).toBe(2.5);
  });

  test("PR-134 looking leaves the worker as it was", () => {
    const network = networkOf(DEEP);
    network.forward(ROWS, WHOLE);
    const before = [network.input, network.output, network.parameters, network.gradients].map((part) => part.slice());
    workerProbe(network, seedKey(3)).look(0, 0);
    expect([network.input, network.output, network.parameters, network.gradients]).toEqual(before);
  });

  test("PR-134 of a layer of another kind nothing behind it is looked at, and the flow is unknown", () => {
    const spec: NetworkSpec = {
      inputs: 6,
      layers: [
        { kind: "gru", steps: 3, outputs: 4 },
        { kind: "dense", outputs: 1 },
      ],
      gain: 1,
    };
    expect(probedLayers(spec)).toEqual({ layers: [], isWhole: false });
  });
});

describe("PR-135", () => {
  /** Weights with singular values 5 and 2, from inputs (0.6, 0.8) and (-0.8, 0.6). */
  const layer: ProbedLayer = { inputs: 2, outputs: 2, width: 2, weights: 0, biases: 4, activation: "none", vector: 0 };
  const parameters = Float32Array.of(0.6 * 5, -0.8 * 2, 0.8 * 5, 0.6 * 2, 0, 0);

  test("PR-135 turns find the first singular vector and its length, and a kept vector stays", () => {
    const vector = new Float32Array(2);
    turned(layer, parameters, vector, seedKey(4));
    const stretch = turned(layer, parameters, vector, seedKey(4));
    expect(stretch).toBeCloseTo(5, 3);
    const side = Math.sign(vector[0] ?? 0);
    expect(vector[0]).toBeCloseTo(side * 0.6, 3);
    expect(vector[1]).toBeCloseTo(side * 0.8, 3);
  });

  test("PR-135 a layer of zeros is no error", () => {
    expect(turned(layer, new Float32Array(6), new Float32Array(2), seedKey(4))).toBe(0);
  });

  test("PR-135 rows on one side of the vector are aligned, rows on both are not", () => {
    const network = networkOf(LINEAR);
    const probe = workerProbe(network, seedKey(5));
    probe.look(0, 1);
    const [a = 0, b = 0, c = 0] = probe.vectors;
    const put = (side: (row: number) => number): void => {
      for (let row = 0; row < ROWS; row += 1)
        network.input.set(
          [a, b, c].map((value) => side(row) * value),
          row * network.inputWidth,
        );
    };
    put((row) => 1 + row);
    expect(probe.look(1, 1).alignment).toBe(1);
    put((row) => (row % 2 === 0 ? 1 : -1));
    expect(probe.look(2, 1).alignment).toBe(0);
  });
});

test("PR-136 the update's ratio is the move of the parameters in their own length; the first step and one after a rewind have none", () => {
  const parameters = Float32Array.from({ length: 1000 }, () => 2);
  const ratio = updateRatio(parameters);
  expect(ratio.measure()).toBeNull();
  parameters.fill(2.02);
  expect(ratio.measure()).toBeCloseTo(0.01, 5);
  expect(ratio.measure()).toBe(0);
  ratio.forget();
  expect(ratio.measure()).toBeNull();
});
