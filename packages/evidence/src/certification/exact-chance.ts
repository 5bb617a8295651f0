import { floorPpm, type Ratio } from "@plimsoll/foundation";
import { attemptAlpha, failuresAllowed } from "@plimsoll/kernel";
import { binomialWeights } from "./laws.ts";
import type { Boundary } from "./stopping.ts";

const ONE = 1n << 96n;

/** P(X ≤ `most` | trials, rate), what a simulation of independent trials has to come to. 0 where `most` is negative. */
export function chanceOfAtMost(trials: number, rate: Ratio, most: number): Ratio {
  const numerator = binomialWeights(trials, rate)
    .slice(0, Math.max(0, most + 1))
    .reduce((sum, weight) => sum + weight, 0n);
  return { numerator, denominator: rate.denominator ** BigInt(trials) };
}

/** The chance that one window at its attempt proves 0.99, ppm rounded down. */
export const windowChancePpm = (trials: number, rate: Ratio, attempt: number): number =>
  floorPpm(chanceOfAtMost(trials, rate, failuresAllowed("full", trials, attempt)));

/** The chance that one of so many windows in a row does, by the rule of attempts, ppm rounded down. */
export function lifetimeChancePpm(trials: number, rate: Ratio, windows: number): number {
  let unproven = ONE;
  for (let attempt = 1; attempt <= windows; attempt += 1) {
    const { numerator, denominator } = chanceOfAtMost(trials, rate, failuresAllowed("full", trials, attempt));
    unproven = (unproven * (denominator - numerator)) / denominator;
  }
  return floorPpm({ numerator: ONE - unproven, denominator: ONE });
}

/** The last attempt that can prove 0.99 at all: from there on not even a spotless window does. */
export function lastAttempt(trials: number): number {
  let attempt = 1;
  while (failuresAllowed("full", trials, attempt + 1) >= 0) attempt += 1;
  return attempt;
}

/** What a cell's attempts may err in all, up to one of them: the sum of α_j, ppm rounded up. */
export function spentPpm(attempts: number): number {
  let spent = 0n;
  for (let attempt = 1; attempt <= attempts; attempt += 1) spent += perQuintillion(attemptAlpha(attempt));
  return Number((spent + UNIT - 1n) / UNIT);
}

const UNIT = 1_000_000_000_000n;
const perQuintillion = ({ numerator, denominator }: Ratio): bigint => (numerator * UNIT * 1_000_000n) / denominator;

/**
 * The chance that a stream of independent trials is ever proven by a boundary, ppm rounded down: what `everProven` samples. It follows the place
 * of the next failure, failure by failure, as long as none of the places in between proved the claim.
 */
export function everProvenPpm(boundary: Boundary, { numerator, denominator }: Ratio): number {
  const horizon = boundary.at(-1) ?? 0;
  // places[n]: the chance to be unproven so far, with the newest failure being trial n; before the first trial that is place 0.
  let places: readonly bigint[] = [ONE, ...Array.from({ length: horizon }, () => 0n)];
  let proven = 0n;
  for (const needed of boundary) {
    const next: bigint[] = [0n];
    for (let trial = 1; trial <= horizon; trial += 1) {
      const spotless = ((next[trial - 1] as bigint) * (denominator - numerator)) / denominator;
      next.push(spotless + ((places[trial - 1] as bigint) * numerator) / denominator);
    }
    const unproven = next.map((chance, trial) => (trial <= needed ? chance : 0n));
    proven += places.reduce(sum) - unproven.reduce(sum);
    places = unproven;
  }
  return floorPpm({ numerator: proven, denominator: ONE });
}

const sum = (left: bigint, right: bigint): bigint => left + right;
