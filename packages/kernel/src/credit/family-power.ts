import { floorPpm, type Ratio } from "@plimsoll/foundation";
import { failuresAllowed } from "../control/claim.ts";

/** The least power of a test that may pass anybody: a test that hardly anyone can pass says little when one does. */
export const FAMILY_POWER_MIN_PPM = 800_000;

/** A model that an oversight family should let pass: it fails 3 trials of 100. */
const FAILURE_RATE: Ratio = { numerator: 3n, denominator: 100n };

/**
 * The power of a family's test (K-63): the chance that a model whose true score is 0.97 passes in one context at its attempt, ppm rounded
 * down. 0 where no outcome passes.
 */
export const passingPowerPpm = (trials: number, attempt: number): number =>
  chancePpm(trials, failuresAllowed("paused", trials, attempt));

/** P(X ≤ failures | trials, 3 / 100), in exact integers until the last rounding. */
function chancePpm(trials: number, failuresMost: number): number {
  const { numerator, denominator } = FAILURE_RATE;
  const successes = denominator - numerator;
  let term = successes ** BigInt(trials);
  let sum = 0n;
  for (let failures = 0; failures <= failuresMost; failures += 1) {
    sum += term;
    term = (term * BigInt(trials - failures) * numerator) / (BigInt(failures + 1) * successes);
  }
  return floorPpm({ numerator: sum, denominator: denominator ** BigInt(trials) });
}
