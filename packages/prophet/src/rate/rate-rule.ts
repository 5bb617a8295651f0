/** The original's four names: how grave the rule finds the moment. */
export const MODES = ["panic", "alert", "warning", "cruise"] as const;

/** One of `MODES`. */
export type Mode = (typeof MODES)[number];

/** What a rule may know when it sets the rate of a step: the gradient is there, the step is not taken. */
export interface RateFacts {
  readonly step: number;
  /** Steps of the whole run; `null` where nobody knows. */
  readonly steps: number | null;
  /** Chance of a spike, in [0, 1]; `null` before there is one. */
  readonly risk: number | null;
  /** Of this step's batch, before the step. */
  readonly loss: number;
  /** Mean squared error of the fresh rows, before the step. */
  readonly error: number;
  readonly gradientNorm: number;
  /** Curvature along the last update against what it can bear, as `engine/update-curvature.ts` has it; `null` before there is one. */
  readonly stability: number | null;
  /** A detector has found the stream to be another one, at this step. */
  readonly drifted: boolean;
  /** How far the last update moved a policy, in nats (Kullback and Leibler); only where there is a policy. */
  readonly kl?: number | null;
}

/** All that a rule knows of the past, and what it decided last. Plain numbers: a checkpoint carries it as JSON. */
export interface RateState {
  readonly rate: number;
  readonly mode: Mode;
  readonly memory: Readonly<Record<string, number>>;
}

/** How fast to learn. Pure: the same states and facts, the same rates. */
export interface RateRule {
  readonly first: RateState;
  next(state: RateState, facts: RateFacts): RateState;
  /** After the weights were put back: what made them go astray is not to happen again. */
  afterRewind(state: RateState): RateState;
}
