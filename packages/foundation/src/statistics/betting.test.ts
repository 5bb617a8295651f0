import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anytimeTrials, betOn, type Bets, bettingStart, provenAnytime, wealthOf } from "./betting.ts";
import { lowerCriticalCount } from "./binomial-tail.ts";
import { ppm, type Ratio, reduced } from "./ratio.ts";

const ALPHA = reduced(1n, 20n);
/** Closer to a limit than any bracket of 128 bits can tell. */
const SHARP = 10n ** 60n;
const claims = fc.constantFrom(900_000, 950_000, 990_000, 999_000);

/** The same process told trial by trial, with fractions, from nothing but its definition. */
function naiveWealth(claimPpm: number, outcomes: readonly boolean[]): Ratio {
  const t = ppm(claimPpm);
  return [
    [0n, 3n],
    [1n, 1n],
    [2n, 2n],
    [4n, 1n],
    [6n, 1n],
  ]
    .map(([rate, share]) => {
      const r = reduced(rate as bigint, 8n);
      // λ = (1 − r) / t makes the factors 1 + λ(1 − t) and 1 − λt = r.
      const lambda = times(less(ONE, r), reduced(t.denominator, t.numerator));
      const won = plus(ONE, times(lambda, less(ONE, t)));
      const lost = less(ONE, times(lambda, t));
      return outcomes.reduce(
        (wealth, controlled) => times(wealth, controlled ? won : lost),
        reduced(share as bigint, 8n),
      );
    })
    .reduce(plus);
}

const ONE = reduced(1n, 1n);
const times = (l: Ratio, r: Ratio): Ratio => reduced(l.numerator * r.numerator, l.denominator * r.denominator);
const plus = (l: Ratio, r: Ratio): Ratio =>
  reduced(l.numerator * r.denominator + r.numerator * l.denominator, l.denominator * r.denominator);
const less = (l: Ratio, r: Ratio): Ratio => plus(l, { ...r, numerator: -r.numerator });
const lowest = ({ numerator, denominator }: Ratio): Ratio => reduced(numerator, denominator);
const told = (claimPpm: number, outcomes: readonly boolean[]): Bets => outcomes.reduce(betOn, bettingStart(claimPpm));

describe("E-140 a claim that may be looked at after every trial", () => {
  test("E-140 the wealth from the two counts is the wealth from the bets, one after the other", () => {
    fc.assert(
      fc.property(claims, fc.array(fc.boolean(), { maxLength: 40 }), (claimPpm, outcomes) => {
        expect(lowest(wealthOf(told(claimPpm, outcomes)))).toEqual(naiveWealth(claimPpm, outcomes));
      }),
    );
  });

  test("E-140 at control equal to the claim the wealth stays the same on average, whatever was seen: a fair game", () => {
    fc.assert(
      fc.property(claims, fc.nat(40), fc.nat(10), (claimPpm, controlled, failures) => {
        const bets = { claimPpm, controlled, failures };
        const t = ppm(claimPpm);
        const next = plus(times(t, wealthOf(betOn(bets, true))), times(less(ONE, t), wealthOf(betOn(bets, false))));
        expect(next).toEqual(lowest(wealthOf(bets)));
      }),
      { numRuns: 50 },
    );
  });

  test("E-140 proven is exactly wealth ≥ 1/α, at the boundary and beside it", () => {
    fc.assert(
      fc.property(
        claims,
        fc.nat(2_000),
        fc.nat(12),
        fc.integer({ min: 2, max: 1_000 }),
        (claimPpm, controlled, failures, oneIn) => {
          const bets = { claimPpm, controlled, failures };
          const { numerator, denominator } = wealthOf(bets);
          expect(provenAnytime(bets, reduced(1n, BigInt(oneIn)))).toBe(numerator >= denominator * BigInt(oneIn));
          // α = 1/wealth itself is reached, and nothing below it.
          if (numerator <= denominator) return;
          expect(provenAnytime(bets, { numerator: denominator, denominator: numerator })).toBe(true);
          expect(provenAnytime(bets, { numerator: denominator * SHARP - 1n, denominator: numerator * SHARP })).toBe(
            false,
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  test("E-140 the exact chance that the wealth ever reaches 1/α within 400 trials is at most α", () => {
    // A small claim reaches its limit often, so that the bound is put to a test: all paths, by dynamic programming.
    expect(chanceOfProof(500_000, 400)).toBeLessThanOrEqual(0.05);
    expect(chanceOfProof(500_000, 400)).toBeGreaterThan(0.01);
    expect(chanceOfProof(900_000, 400)).toBeLessThanOrEqual(0.05);
  });

  test("E-140 what it costs beside one look at a registered number of trials", () => {
    const fixed = (failures: number): number => {
      let trials = failures + 1;
      while (lowerCriticalCount({ trials, failureRate: ppm(10_000) }, ALPHA) < failures) trials += 1;
      return trials;
    };
    expect([0, 1, 2].map(fixed)).toEqual([299, 473, 628]);
    expect([0, 1, 2, 3, 4, 5].map((failures) => anytimeTrials(990_000, failures, ALPHA, 10_000))).toEqual([
      351, 687, 884, 1075, 1260, 1441,
    ]);
    expect(anytimeTrials(990_000, 0, ALPHA, 350)).toBeNull();
    expect(anytimeTrials(990_000, 5, ALPHA, 4)).toBeNull();
  });

  test("E-140 a million trials are judged without a million digits", () => {
    expect(provenAnytime({ claimPpm: 990_000, controlled: 991_500, failures: 8_500 }, ALPHA)).toBe(true);
    expect(provenAnytime({ claimPpm: 990_000, controlled: 990_000, failures: 10_000 }, ALPHA)).toBe(false);
  });

  test("E-140 what no trials can give proves nothing", () => {
    const clean = { claimPpm: 990_000, controlled: 5_000, failures: 0 };
    expect(provenAnytime(clean, ALPHA)).toBe(true);
    for (const wrong of [{ claimPpm: 0 }, { claimPpm: 1_000_000 }, { failures: -1 }, { controlled: 0.5 }])
      expect(provenAnytime({ ...clean, ...wrong }, ALPHA)).toBe(false);
    expect(provenAnytime(clean, reduced(0n, 1n))).toBe(false);
    expect(provenAnytime(clean, reduced(1n, 1n))).toBe(false);
    expect(wealthOf({ ...clean, claimPpm: 0 }).numerator).toBe(0n);
  });
});

/** The chance, control being exactly the claim, that some path of trials is ever proven. */
function chanceOfProof(claimPpm: number, trialsMax: number): number {
  const t = claimPpm / 1_000_000;
  let unproven = new Map([[0, 1]]);
  let proven = 0;
  for (let trials = 1; trials <= trialsMax; trials += 1) {
    const next = new Map<number, number>();
    for (const [failures, mass] of unproven) {
      next.set(failures, (next.get(failures) ?? 0) + mass * t);
      next.set(failures + 1, (next.get(failures + 1) ?? 0) + mass * (1 - t));
    }
    for (const [failures, mass] of next) {
      const needed = needs(claimPpm, failures, trialsMax);
      if (needed === null || trials < needed) continue;
      proven += mass;
      next.delete(failures);
    }
    unproven = next;
  }
  return proven;
}

const boundaries = new Map<string, number | null>();

function needs(claimPpm: number, failures: number, trialsMax: number): number | null {
  const key = `${claimPpm}/${failures}`;
  const known = boundaries.get(key);
  if (known !== undefined) return known;
  const needed = anytimeTrials(claimPpm, failures, ALPHA, trialsMax);
  boundaries.set(key, needed);
  return needed;
}
