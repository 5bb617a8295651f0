import { CLASSIC_LOSS } from "../objective/loss-spec.ts";
import type { TrainerSpec } from "./trainer-spec.ts";

const HIDDEN = { kind: "dense", outputs: 32 } as const;

/** The original's constants (v8.4.2), with a gradient of the flow that has no dropout in it. */
export const CLASSIC: TrainerSpec = {
  seed: 42,
  steps: 2000,
  stream: { kind: "classic" },
  task: { kind: "progress", rows: 1 },
  worker: {
    inputs: 2,
    layers: [
      HIDDEN,
      { kind: "tanh" },
      { kind: "dropout", share: 0.1 },
      HIDDEN,
      { kind: "tanh" },
      { kind: "dense", outputs: 1 },
    ],
    gain: 0.5,
  },
  loss: CLASSIC_LOSS,
  optimizer: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, l2: 1e-4, decoupledDecay: 0 },
  gradientNormMax: 1,
  errorBuffer: 10,
  risk: { kind: "classic" },
  rate: { schedule: { kind: "boost", rate: 0.01 } },
  rewind: null,
};
