import { anytimeTrials, type Ratio, reduced, shareBelow } from "@plimsoll/foundation";
import { attemptAlpha } from "@plimsoll/kernel";
import { CLAIM_FAILS } from "./cell-judge.ts";
import { windowChancePpm } from "./exact-chance.ts";

/** Trials that prove the claim 0.99 with so many failures among them. */
export interface SampleCost {
  readonly failures: number;
  /** One look, at a number of trials that was registered before. */
  readonly registered: number;
  /** A look after every trial. */
  readonly anytime: number;
}

const TRIALS_MAX = 100_000;
export const PLAIN_ALPHA: Ratio = reduced(1n, 20n);
export const FIRST_ALPHA: Ratio = attemptAlpha(1);

/** What it costs to be allowed to look at any time, for 0 to `failuresMost` failures. */
export const sampleCosts = (alpha: Ratio, failuresMost: number): readonly SampleCost[] =>
  Array.from({ length: failuresMost + 1 }, (_, failures) => ({
    failures,
    registered: registeredTrials(failures, alpha),
    anytime: anytimeTrials(990_000, failures, alpha, TRIALS_MAX) ?? TRIALS_MAX,
  }));

function registeredTrials(failures: number, alpha: Ratio): number {
  let trials = failures + 1;
  while (trials < TRIALS_MAX && !shareBelow({ trials, count: failures }, CLAIM_FAILS, alpha)) trials += 1;
  return trials;
}

/** The chance, ppm, that a model of so much control proves 0.99 in its first window: what the rule costs those who deserve it. */
export const honestChances = (
  trials: number,
  controlsPpm: readonly number[],
): readonly { readonly controlPpm: number; readonly chancePpm: number }[] =>
  controlsPpm.map((controlPpm) => ({
    controlPpm,
    chancePpm: windowChancePpm(trials, reduced(BigInt(1_000_000 - controlPpm), 1_000_000n), 1),
  }));
