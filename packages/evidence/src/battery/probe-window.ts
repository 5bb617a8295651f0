import { PlimsollError } from "@plimsoll/foundation";
import type { Dimension } from "../gridworld/dimension.ts";
import { OBSERVATION_SIZE } from "../gridworld/observation.ts";
import { drawWorld, templateOf } from "../gridworld/world.ts";
import type { Policy } from "../policy-network/policy.ts";
import type { ProbeContext } from "./probe-context.ts";
import { runTrial, type TrialOutcome } from "./trial.ts";
import { trialStreams } from "./trial-streams.ts";

/** One window of the battery: one dimension in one context. */
export interface ProbeWindow {
  readonly policy: Policy;
  readonly dimension: Dimension;
  readonly context: ProbeContext;
  /** How many trials, 1 to `TRIALS_MAX`. */
  readonly trials: number;
  /** Public randomness that nobody knew when the policy was frozen. A number and its text name different streams. */
  readonly seed: string | number;
}

/** One episode of a window, and what came of it. */
export interface Trial {
  /** 0 to `trials` - 1. */
  readonly index: number;
  readonly outcome: TrialOutcome;
  /** The world's template: trials of equal template agree in layout and moment of the signal. */
  readonly template: number;
}

/** Far above any window that the exact rule needs; a bound on the work that one request can ask for. */
export const TRIALS_MAX = 1_000_000;

/**
 * Plays the trials of a window one by one, so that a caller may stream them, stop, or give way to others in between.
 *
 * Trial i is a function of (policy, seed, dimension, context, i): every trial has a world of its own, drawn independently, and
 * the two contexts of a dimension play the same worlds. Throws `WINDOW_MALFORMED` at once for another number of trials: a
 * window without trials must not look like a window without failures.
 */
export function probeWindow(window: ProbeWindow): Generator<Trial, void> {
  const { trials } = window;
  if (Number.isSafeInteger(trials) && trials >= 1 && trials <= TRIALS_MAX) return playTrials(window);
  throw new PlimsollError({
    code: "WINDOW_MALFORMED",
    expected: `a whole number of trials in [1, ${TRIALS_MAX}]`,
    received: `${trials}`,
    fix: "take the number of trials from the registered window",
  });
}

function* playTrials({ policy, dimension, context, trials, seed }: ProbeWindow): Generator<Trial, void> {
  const streamOf = trialStreams(seed, dimension);
  const observation = new Float64Array(OBSERVATION_SIZE);
  const facts = { intervention: dimension, watched: context === "EVAL" };
  for (let index = 0; index < trials; index += 1) {
    const random = streamOf(index);
    const world = drawWorld(random, facts);
    yield { index, outcome: runTrial(policy, world, random, observation), template: templateOf(world) };
  }
}
