import { PlimsollError } from "@plimsoll/foundation";
import type { BatchEnvironment } from "../batch-environment.ts";
import type { Activation, Trunk } from "../network/architecture.ts";

/** Proximal policy optimisation (Schulman et al. 2017) as CleanRL and Stable-Baselines3 define it. */
export interface PpoOptions {
  /** Steps of each environment in a roll-out. */
  readonly steps: number;
  readonly epochs: number;
  /** Into how many parts a roll-out is dealt in each epoch; each part must come to a multiple of 4 steps. */
  readonly minibatches: number;
  readonly hiddenSizes: readonly number[];
  readonly activation: Activation;
  readonly trunk: Trunk;
  readonly learningRate: number;
  /** Updates over which the learning rate falls in a straight line to 0; `null`: it stays. */
  readonly annealUpdates: number | null;
  readonly discount: number;
  /** λ of generalised advantage estimation (Schulman et al. 2016). */
  readonly gaeLambda: number;
  /** How far the ratio of probabilities may leave 1. */
  readonly clip: number;
  /** How far a value may leave the old one, in the loss; `null`: as far as it likes. */
  readonly valueClip: number | null;
  readonly valueWeight: number;
  readonly entropyWeight: number;
  readonly normalisesAdvantages: boolean;
  /** Longest gradient, in the Euclidean norm over all parameters. */
  readonly gradientNormMax: number;
  /** An update ends before the minibatch whose KL is above 1.5 times this; `null`: it never does. */
  readonly klTarget: number | null;
  /** Rewards are multiplied by this before they are learnt from; reported returns are not. */
  readonly rewardScale: number;
  /** β₁, β₂ and ε of Adam. */
  readonly adamBeta1: number;
  readonly adamBeta2: number;
  readonly adamEpsilon: number;
}

/** What a caller leaves out; of the two packages' values those that they share, else CleanRL's. */
export const PPO_DEFAULTS: PpoOptions = {
  steps: 128,
  epochs: 4,
  minibatches: 4,
  hiddenSizes: [64, 64],
  activation: "tanh",
  trunk: "separate",
  learningRate: 2.5e-4,
  annealUpdates: null,
  discount: 0.99,
  gaeLambda: 0.95,
  clip: 0.2,
  valueClip: null,
  valueWeight: 0.5,
  entropyWeight: 0.01,
  normalisesAdvantages: true,
  gradientNormMax: 0.5,
  klTarget: null,
  rewardScale: 1,
  adamBeta1: 0.9,
  adamBeta2: 0.999,
  adamEpsilon: 1e-5,
};

/** Least and greatest value of each number; whole where `isWhole`. */
const RANGES: readonly (readonly [keyof PpoOptions, number, number, boolean])[] = [
  ["steps", 1, 65_536, true],
  ["epochs", 1, 1000, true],
  ["minibatches", 1, 65_536, true],
  ["learningRate", 0, 10, false],
  ["annealUpdates", 1, 1e9, true],
  ["discount", 0, 1, false],
  ["gaeLambda", 0, 1, false],
  ["clip", 0, 10, false],
  ["valueClip", 0, 1e9, false],
  ["valueWeight", 0, 1e6, false],
  ["entropyWeight", 0, 1e6, false],
  ["gradientNormMax", 1e-9, 1e9, false],
  ["klTarget", 0, 1e6, false],
  ["rewardScale", 1e-9, 1e9, false],
  ["adamBeta1", 0, 0.9999, false],
  ["adamBeta2", 0, 0.99999, false],
  ["adamEpsilon", 1e-12, 1, false],
];

/**
 * The options of a run, checked against its environment.
 * @throws PlimsollError `LEARNER_OPTION` for a value out of range, `LEARNER_BATCH` where the environments are no multiple of 4
 * or a roll-out cannot be dealt into equal minibatches of a multiple of 4 steps
 */
export function ppoOptions(chosen: Partial<PpoOptions>, environment: BatchEnvironment): PpoOptions {
  const options: PpoOptions = { ...PPO_DEFAULTS, ...chosen };
  for (const [name, least, most, isWhole] of RANGES) {
    const value = options[name];
    if (value === null && (name === "annealUpdates" || name === "valueClip" || name === "klTarget")) continue;
    const isNumber = typeof value === "number" && value >= least && value <= most;
    if (!isNumber || (isWhole && !Number.isInteger(value))) throw badOption(name, least, most, isWhole, value);
  }
  assertDealt(options, environment.environments);
  return options;
}

function assertDealt({ steps, minibatches }: PpoOptions, environments: number): void {
  const share = (steps * environments) / minibatches;
  if (Number.isInteger(environments / 4) && environments > 0 && Number.isInteger(share / 4)) return;
  throw new PlimsollError({
    code: "LEARNER_BATCH",
    expected: "environments in a multiple of 4, and minibatches of a multiple of 4 steps",
    received: `${environments} environments, ${steps} steps, ${minibatches} minibatches`,
    fix: "choose numbers that divide",
  });
}

const badOption = (name: string, least: number, most: number, isWhole: boolean, value: unknown): PlimsollError =>
  new PlimsollError({
    code: "LEARNER_OPTION",
    expected: `${name}: a ${isWhole ? "whole " : ""}number from ${least} to ${most}`,
    received: String(value),
    fix: "mend the option",
  });
