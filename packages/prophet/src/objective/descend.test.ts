import { normalAt, seedKey, uniformAt } from "@plimsoll/simulation";
import { kernelArithmetic } from "@plimsoll/simulation/arithmetic";
import { describe, expect, test } from "vitest";
import { inMemory } from "../engine/memory.ts";
import { type Network, placeNetwork } from "../engine/network.ts";
import type { NetworkSpec } from "../engine/network-spec.ts";
import { WHOLE } from "../engine/layers/layer.ts";
import { descend, rowsNeeded } from "./descend.ts";
import { CLASSIC_LOSS, type LossSpec, PLAIN_LOSS } from "./loss-spec.ts";

const ROWS = 5;

const spec = (outputs: number, middle: NetworkSpec["layers"] = []): NetworkSpec => ({
  inputs: 3,
  layers: [
    { kind: "dense", outputs: 12 },
    { kind: "tanh" },
    ...middle,
    { kind: "dense", outputs: 9 },
    { kind: "tanh" },
    { kind: "dense", outputs },
  ],
  gain: 1.5,
});

function made(network: NetworkSpec, loss: LossSpec, hasDropout = false): Network {
  const place = { rowsMax: rowsNeeded(ROWS, loss, hasDropout), givesInputGradient: true };
  const built = inMemory((arena) => placeNetwork(arena, network, place).build, kernelArithmetic);
  built.initialise(seedKey(11));
  return built;
}

function fillInputs({ input, inputWidth, spec: { inputs } }: Network, seed: number): void {
  for (let i = 0; i < ROWS; i += 1)
    for (let j = 0; j < inputs; j += 1) input[i * inputWidth + j] = normalAt(seedKey(seed), i * inputs + j);
}

const targetsOf = (outputs: number): Float32Array =>
  Float32Array.from({ length: ROWS * outputs }, (_, i) => 2 * uniformAt(seedKey(3), i) - 1);

/** The loss with the parameters moved along a direction. */
function lossAt(
  network: Network,
  loss: LossSpec,
  targets: Float32Array,
  direction: Float32Array,
  step: number,
): number {
  const before = network.parameters.slice();
  for (let i = 0; i < before.length; i += 1) network.parameters[i] = (before[i] ?? 0) + step * (direction[i] ?? 0);
  const terms = descend(network, targets, ROWS, loss, seedKey(5));
  network.parameters.set(before);
  return terms.loss;
}

const LOSSES: readonly (readonly [string, LossSpec])[] = [
  ["the mean squared error", PLAIN_LOSS],
  ["all four terms", { ...CLASSIC_LOSS, epsilon: 0.1 }],
  [
    "flow alone, three probes",
    { ...CLASSIC_LOSS, epsilon: 0.2, probes: 3, weights: { reality: 0, flow: 1, structure: 0, tension: 0 } },
  ],
  ["structure and tension", { ...CLASSIC_LOSS, weights: { reality: 0.5, flow: 0, structure: 1, tension: 0.9 } }],
];

describe.each([
  ["whole", []],
  ["with dropout", [{ kind: "dropout", share: 0.3 }]],
] satisfies [string, NetworkSpec["layers"]][])("a network that is %s", (_, middle) => {
  test.each(LOSSES)("PR-20 the gradient of %s is the slope by finite differences", (__, loss) => {
    const network = made(spec(2, middle), loss, middle.length > 0);
    const targets = targetsOf(2);
    fillInputs(network, 1);
    network.gradients.fill(0);
    descend(network, targets, ROWS, loss, seedKey(5));
    const gradient = network.gradients.slice();
    for (let which = 0; which < 8; which += 1) {
      const direction = Float32Array.from(network.parameters, (p, i) =>
        p === 0 ? 0 : normalAt(seedKey(40 + which), i),
      );
      const expected = gradient.reduce((sum, g, i) => sum + g * (direction[i] ?? 0), 0);
      const step = 2e-3;
      const slope =
        (lossAt(network, loss, targets, direction, step) - lossAt(network, loss, targets, direction, -step)) /
        (2 * step);
      expect(slope).toBeCloseTo(expected, 1.5 - Math.log10(Math.max(1, Math.abs(expected))));
      expect(Math.abs(slope - expected)).toBeLessThan(0.02 * Math.abs(expected) + 0.004);
    }
  });
});

test("PR-21 flow is the mean squared length of the outputs' gradients by the inputs", () => {
  const loss: LossSpec = { ...CLASSIC_LOSS, probes: 2 };
  const network = made(spec(1), loss);
  fillInputs(network, 2);
  let sum = 0;
  const draws = 6000;
  for (let draw = 0; draw < draws; draw += 1)
    sum += descend(network, targetsOf(1), ROWS, loss, seedKey(1000 + draw)).flow;
  network.forward(ROWS, WHOLE);
  network.outputGradient.fill(0);
  for (let i = 0; i < ROWS; i += 1) network.outputGradient[i * network.outputWidth] = 1;
  network.backward(ROWS);
  const exact =
    network
      .inputGradient()
      .subarray(0, ROWS * network.inputWidth)
      .reduce((total, slope) => total + slope * slope, 0) / ROWS;
  expect(exact).toBeGreaterThan(0.05);
  expect(Math.abs(sum / draws / exact - 1)).toBeLessThan(0.03);
});

test("PR-22 rows that measure have no dropout: at two chances of it the flow is the same", () => {
  const network = made(spec(1, [{ kind: "dropout", share: 0.5 }]), CLASSIC_LOSS, true);
  fillInputs(network, 2);
  const flows = [1, 2].map((seed) => {
    const terms = descend(network, targetsOf(1), ROWS, CLASSIC_LOSS, seedKey(seed));
    return terms;
  });
  // Probes differ, dropout would be a thousand times as large: (0.5)² over epsilon².
  for (const { flow } of flows) expect(flow).toBeLessThan(10);
  expect(flows[0]?.reality).not.toBe(flows[1]?.reality);
});
