import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FITTED_RISK } from "./fitted-risk.ts";
import { type Lead, LEADS, riskOf } from "./model/risk-model.ts";
import { PORTABLE_FEATURES, type PortableFacts, PORTABLE_FIRST, portableNext } from "./portable-monitor.ts";

interface Golden {
  readonly features: readonly string[];
  readonly model: unknown;
  readonly sequences: readonly {
    readonly name: string;
    readonly steps: readonly {
      readonly facts: Readonly<Record<keyof PortableFacts, number | null>> & { readonly rate: number };
      readonly features: readonly (number | null)[] | null;
      readonly risks: readonly number[];
    }[];
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/prophet/risk.json", import.meta.url), "utf8"),
) as Golden;

const USUAL: PortableFacts = { loss: 1, gradientNorm: 1, rate: 1e-3, stability: 0.5 };

function watched(facts: readonly Partial<PortableFacts>[]) {
  let state = PORTABLE_FIRST;
  return facts.map((some) => {
    const next = portableNext(state, { ...USUAL, ...some });
    state = next.state;
    return next;
  });
}

/** Of the last step. */
function featureOf(facts: readonly Partial<PortableFacts>[], name: string): number | null {
  const value = watched(facts).at(-1)?.features?.[PORTABLE_FEATURES.indexOf(name)];
  if (value === undefined) throw new Error(`no feature ${name}`);
  return value;
}

const close = (value: number | null): unknown => (value === null ? null : expect.closeTo(value, 9));
const numbers = (from: number, to: number) => fc.double({ min: from, max: to, noNaN: true });
const anyFacts = fc.record({
  loss: numbers(-1, 1e38),
  gradientNorm: numbers(0, 1e38),
  rate: numbers(0, 1000),
  stability: fc.option(fc.double()),
});

test("PR-130 the vectors carry the features and the model that are in use", () => {
  expect(golden.features).toEqual(PORTABLE_FEATURES);
  expect(golden.model).toEqual(FITTED_RISK.portable);
});

test.each(golden.sequences)("PR-130 features and chances of the vectors: $name", ({ steps }) => {
  let state = PORTABLE_FIRST;
  for (const { facts, features, risks } of steps) {
    const next = portableNext(state, {
      ...facts,
      loss: facts.loss ?? Number.NaN,
      gradientNorm: facts.gradientNorm ?? Number.POSITIVE_INFINITY,
    });
    state = next.state;
    expect(next.features).toEqual(features?.map(close) ?? null);
    const told = LEADS.map((lead) => (next.features === null ? 1 : riskOf(FITTED_RISK.portable, next.features, lead)));
    expect(told).toEqual(risks.map(close));
  }
});

test("PR-130 whatever is fed, the state is plain finite numbers, the same again from a copy, and the features are finite", () => {
  fc.assert(
    fc.property(fc.array(anyFacts, { minLength: 1, maxLength: 40 }), (all) => {
      const last = watched(all).at(-1);
      for (const part of Object.values(last?.state ?? {}))
        for (const value of Object.values(part)) expect(Number.isFinite(value)).toBe(true);
      for (const value of last?.features ?? []) expect(value === null || Number.isFinite(value)).toBe(true);
      const copy = JSON.parse(JSON.stringify(last?.state)) as typeof PORTABLE_FIRST;
      expect(portableNext(copy, USUAL)).toEqual(portableNext(last?.state ?? PORTABLE_FIRST, USUAL));
    }),
  );
});

describe("the parts", () => {
  const noise = Array.from({ length: 120 }, (_, i) => 1 + 0.3 * Math.sin(7 * i * i));

  test("PR-131 the gradient's score is that of the mean and deviation of all norms, as long as they are few", () => {
    const norms = noise.slice(0, 20);
    const [before, last] = [norms.slice(0, -1), norms.at(-1) ?? 0];
    const mean = before.reduce((sum, norm) => sum + norm, 0) / before.length;
    const variance = before.reduce((sum, norm) => sum + (norm - mean) ** 2, 0) / before.length;
    const told = featureOf(
      norms.map((gradientNorm) => ({ gradientNorm })),
      "gradientZ",
    );
    expect(told).toBeCloseTo(Math.asinh((last - mean) / Math.sqrt(variance)), 6);
  });

  test("PR-131 a norm that stands out is drawn in before it is remembered: the next one of its kind still stands out", () => {
    const spiky = [...noise, 50, 50].map((gradientNorm) => ({ gradientNorm }));
    const [first, second] = watched(spiky).slice(-2);
    expect(first?.features?.[0]).toBeGreaterThan(5);
    expect(second?.features?.[0]).toBeGreaterThan(4);
  });

  test("PR-131 the loss's features are the same at any level of the loss", () => {
    const names = PORTABLE_FEATURES.filter((name) => name.startsWith("loss") || name.startsWith("spike"));
    fc.assert(
      fc.property(numbers(1e-3, 1e3), (level) => {
        for (const name of names) {
          const [usual, scaled] = [1, level].map((factor) =>
            featureOf(
              noise.map((value) => ({ loss: factor * value })),
              name,
            ),
          );
          expect(scaled).toBeCloseTo(usual ?? Number.NaN, 6);
        }
      }),
      { numRuns: 10 },
    );
  });

  test("PR-131 autocorrelation is below 0 of a loss that goes to and fro, above of one that drifts", () => {
    const toAndFro = Array.from({ length: 200 }, (_, i) => ({ loss: i % 2 === 0 ? 1 : 2 }));
    const slow = Array.from({ length: 200 }, (_, i) => ({ loss: Math.exp(Math.sin(i / 15)) }));
    expect(featureOf(toAndFro, "lossLag1")).toBeLessThan(-0.9);
    expect(featureOf(slow, "lossLag1")).toBeGreaterThan(0.9);
  });

  test("PR-131 a variance that grows is a trend above 0, one that shrinks a trend below", () => {
    const grows = noise.map((value, i) => ({ loss: value ** (i / 20) }));
    const shrinks = noise.map((value, i) => ({ loss: value ** (6 - i / 20) }));
    expect(featureOf(grows, "lossSpreadTrend")).toBeGreaterThan(0.1);
    expect(featureOf(shrinks, "lossSpreadTrend")).toBeLessThan(-0.1);
  });

  test("PR-131 a drift gathers, and noise does not", () => {
    const rising = noise.map((value, i) => ({ loss: value * Math.exp(Math.max(0, i - 100) / 10) }));
    expect(featureOf(rising, "lossDrift")).toBeGreaterThan(2);
    expect(
      featureOf(
        noise.map((loss) => ({ loss })),
        "lossDrift",
      ),
    ).toBeLessThan(2);
  });

  test("PR-131 a peak is remembered, and forgotten by 3 % a step", () => {
    const spike = [...Array.from({ length: 50 }, () => 1), 8, ...Array.from({ length: 10 }, () => 1)];
    const peak = featureOf(
      spike.map((loss) => ({ loss })),
      "spikePeak",
    );
    expect(peak).toBeCloseTo(Math.log(8) * 0.97 ** 10, 9);
    expect(
      featureOf(
        spike.map((loss) => ({ loss })),
        "spikePeakLow",
      ),
    ).toBe(Math.LN2);
  });

  test("PR-131 curvature that nobody measures is unknown; one missing step changes nothing", () => {
    expect(featureOf([{ stability: null }, { stability: null }], "stability")).toBeNull();
    const known = [{ stability: 0.5 }, { stability: 3 }];
    expect(featureOf([...known, { stability: null }], "stability")).toBe(featureOf(known, "stability"));
    expect(featureOf(known, "stabilityBeyond")).toBe(0.5);
  });

  test("PR-131 a rate that rises stands above its mean, a pause changes nothing", () => {
    const steady = Array.from({ length: 20 }, () => ({ rate: 1e-3 }));
    expect(featureOf([...steady, { rate: 1e-2 }], "rateRise")).toBeCloseTo(Math.log(10), 9);
    expect(featureOf([...steady, { rate: 0 }], "rateRise")).toBe(0);
    expect(featureOf([...steady, { rate: 0 }, { rate: 1e-3 }], "rateRise")).toBeCloseTo(0, 9);
  });
});

test.each([{ loss: Number.NaN }, { loss: Number.POSITIVE_INFINITY }, { gradientNorm: Number.NaN }])(
  "PR-132 what is not finite changes nothing and has no features: %o",
  (facts) => {
    const before = portableNext(PORTABLE_FIRST, USUAL).state;
    expect(portableNext(before, { ...USUAL, ...facts })).toEqual({ state: before, features: null });
  },
);

test("PR-133 the published chances are in [0, 1], never fall with the score, and never with the lead where spikes are likely", () => {
  for (const { calibrations } of Object.values(FITTED_RISK))
    for (const lead of LEADS) {
      const { scores, chances } = calibrations[lead];
      expect(scores).toEqual(scores.toSorted((a, b) => a - b));
      expect(chances).toEqual(chances.toSorted((a, b) => a - b));
      expect(Math.min(...chances)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...chances)).toBeLessThanOrEqual(1);
    }
  const top = (lead: Lead): number => FITTED_RISK.portable.calibrations[lead].chances.at(-1) ?? 0;
  expect([top(1), top(5), top(10)]).toEqual([top(1), top(5), top(10)].toSorted((a, b) => a - b));
});
