import { CLASSIC_LOSS, PLAIN_LOSS } from "../objective/loss-spec.ts";
import { GUARD } from "../rate/guard/guard-spec.ts";
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
  clip: { kind: "norm", max: 1 },
  errorBuffer: 10,
  risk: { kind: "classic" },
  rate: { schedule: { kind: "boost", rate: 0.01 }, guard: null },
  rewind: null,
  drift: null,
  average: null,
};

/**
 * Ours: the worker sees the last values and learns what they say of the next one, from the newest step and from earlier ones again; the rate
 * follows the surprise, and what is foretold to go astray is braked before it does, put back if it does.
 */
export const FORESIGHT: TrainerSpec = {
  ...CLASSIC,
  stream: { kind: "drifting", regimeSteps: 500, noise: 0.05, transition: "abrupt", gradualSteps: 60 },
  task: { kind: "lagged", lags: 24, rows: 32, window: 128 },
  worker: {
    inputs: 24,
    layers: [HIDDEN, { kind: "tanh" }, HIDDEN, { kind: "tanh" }, { kind: "dense", outputs: 1 }],
    gain: 1,
  },
  loss: PLAIN_LOSS,
  optimizer: { kind: "adam", beta1: 0.9, beta2: 0.99, epsilon: 1e-8, l2: 0, decoupledDecay: 0 },
  risk: { kind: "portable" },
  rate: {
    schedule: { kind: "surprise", rate: 0.006, recentSteps: 5, usualSteps: 100, span: 4 },
    guard: { ...GUARD, stability: { brakeAbove: 1.2, calmShare: 0.8 } },
  },
  rewind: { interval: 200, spikeFactor: 4, confirmedBelow: 0.2 },
  average: { decay: 0.98, errorDecay: 0.98 },
};

/** Trainings by name, for whoever starts from one. */
export const PROFILES = { classic: CLASSIC, foresight: FORESIGHT };
