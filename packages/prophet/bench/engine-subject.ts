import { normalAt, partKey, seedKey, uniformAt } from "@plimsoll/simulation";
import { kernelArithmetic } from "@plimsoll/simulation/arithmetic";
import { clipScale, placeGradientNorm } from "../src/engine/gradient-norm.ts";
import { inMemory } from "../src/engine/memory.ts";
import { placeNetwork } from "../src/engine/network.ts";
import type { NetworkSpec } from "../src/engine/network-spec.ts";
import { placeOptimizer } from "../src/engine/optimizers/optimizer-spec.ts";
import { descend, rowsNeeded } from "../src/objective/descend.ts";
import type { LossSpec } from "../src/objective/loss-spec.ts";

export const [INPUTS, HIDDEN, ROWS] = [16, 128, 256] as const;
const LONGEST = 1;
const RATE = 1e-3;

const SPEC: NetworkSpec = {
  inputs: INPUTS,
  layers: [
    { kind: "dense", outputs: HIDDEN },
    { kind: "tanh" },
    { kind: "dense", outputs: HIDDEN },
    { kind: "tanh" },
    { kind: "dense", outputs: 1 },
  ],
  gain: 1,
};

/** Operations of the products of one plain step: forward, by weights, and by all inputs but the first layer's. */
export const FLOP_PER_STEP = 2 * ROWS * (2 * INPUTS * HIDDEN + 3 * HIDDEN * HIDDEN + 3 * HIDDEN);

/** Answers a function that takes so many steps and answers with the last loss: forward, backward, clipping, Adam. */
export function openSubject(loss: LossSpec): (steps: number) => number {
  const { network, optimizer, norm } = inMemory((arena) => {
    const place = { rowsMax: rowsNeeded(ROWS, loss, false), givesInputGradient: false };
    const { block, build } = placeNetwork(arena, SPEC, place);
    const adam = { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, l2: 0, decoupledDecay: 0 } as const;
    const [optimizer, norm] = [placeOptimizer(arena, block, adam), placeGradientNorm(arena, block)];
    return (memory) => ({ network: build(memory), optimizer: optimizer(memory), norm: norm(memory) });
  }, kernelArithmetic);
  const key = seedKey(1);
  network.initialise(key);
  for (let i = 0; i < ROWS * INPUTS; i += 1) network.input[i] = normalAt(seedKey(2), i);
  const targets = Float32Array.from({ length: ROWS }, (_, i) => uniformAt(seedKey(3), i));
  let done = 0;
  return (steps) => {
    let last = Number.NaN;
    for (let step = 0; step < steps; step += 1, done += 1) {
      network.gradients.fill(0);
      last = descend(network, targets, ROWS, loss, partKey(key, done)).loss;
      optimizer.step(RATE, clipScale(norm(), LONGEST));
    }
    return last;
  };
}
