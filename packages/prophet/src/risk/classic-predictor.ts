import { type Key, partKey } from "@plimsoll/simulation";
import type { Arena } from "@plimsoll/simulation/arithmetic";
import type { Placed } from "../engine/memory.ts";
import { type Network, placeNetwork } from "../engine/network.ts";
import type { NetworkSpec } from "../engine/network-spec.ts";
import { type AdamSpec, placeAdam } from "../engine/optimizers/adam.ts";
import type { Optimizer } from "../engine/optimizers/optimizer.ts";
import type { RiskSource, StepFacts } from "./risk-source.ts";

const RATE = 0.005;
const ADAM: AdamSpec = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, l2: 1e-4, decoupledDecay: 0 };
const HIDDEN = { kind: "dense", outputs: 32 } as const;
const DROPOUT = { kind: "dropout", share: 0.1 } as const;
const NETWORK: NetworkSpec = {
  inputs: 3,
  layers: [HIDDEN, { kind: "relu" }, DROPOUT, HIDDEN, { kind: "relu" }, { kind: "dense", outputs: 1 }],
  gain: 1,
};

/** Purposes of its randomness. */
const WEIGHTS = 0;
const STEPS = 1;

/**
 * The original's predictor (v8.4.2): from [progress, recent error, recent error] it learns tanh of the loss of the very step, with dropout on
 * while it decides. So it echoes the present loss and foretells nothing; it stands here as the baseline that it is.
 */
export function placeClassicPredictor(arena: Arena, key: Key): Placed<RiskSource> {
  const { block, build } = placeNetwork(arena, NETWORK, { rowsMax: 1, givesInputGradient: false });
  const optimizer = placeAdam(arena, block, ADAM);
  return (memory) => {
    const network = build(memory);
    network.initialise(partKey(key, WEIGHTS));
    return classicPredictor(network, optimizer(memory), partKey(key, STEPS));
  };
}

function classicPredictor(network: Network, optimizer: Optimizer, key: Key): RiskSource {
  return {
    foretell: (facts) => {
      const risk = predicted(network, facts, key);
      learn(network, optimizer, risk, Math.tanh(facts.terms.loss));
      return risk;
    },
    rewound: () => {},
    tensors: { parameters: network.parameters, ...optimizer.tensors },
    scalars: () => optimizer.scalars(),
    restore: (scalars) => optimizer.restore(scalars),
  };
}

function predicted(network: Network, { step, progress, recentError }: StepFacts, key: Key): number {
  network.input.set([progress, recentError, recentError]);
  network.forward(1, { dropout: { key: partKey(key, step), droppedRows: 1 } });
  return 1 / (1 + Math.exp(-(network.output[0] ?? Number.NaN)));
}

/** A step on (risk - target)². */
function learn(network: Network, optimizer: Optimizer, risk: number, target: number): void {
  network.outputGradient.fill(0);
  network.outputGradient[0] = 2 * (risk - target) * risk * (1 - risk);
  network.gradients.fill(0);
  network.backward(1);
  optimizer.step(RATE, 1);
}
