import fc from "fast-check";
import { expect, test } from "vitest";
import { brittle, cascade } from "./failure.ts";
import { exponential, normal } from "./normal.ts";
import { predict } from "./predict.ts";

test.each([
  [{ distance: 0.3, drift: -0.02, spread: 0.05 }, [0.004752, 0.057878, 0.358651]],
  [{ distance: 0.1, drift: 0, spread: 0.03 }, [0.054292, 0.136037, 0.291841]],
])("A44 RS-50 the first passage of %o", (walk, expected) => {
  for (const [place, cycles] of [3, 5, 10].entries()) {
    expect(Math.abs(cascade(walk, cycles) - (expected[place] as number))).toBeLessThan(1e-6);
  }
});

test.each([
  [0, 200, [0.007472, 0.012422, 0.02469]],
  [1, 50, [0.086069, 0.139292, 0.259182]],
])("A44 RS-50 sudden failures, %i in %i cycles", (events, observed, expected) => {
  for (const [place, cycles] of [3, 5, 10].entries()) {
    expect(Math.abs(brittle(events, observed, cycles) - (expected[place] as number))).toBeLessThan(1e-6);
  }
});

test("RS-51 without spread a fall that reaches the line is certain, and one that does not is not", () => {
  expect(cascade({ distance: 0.2, drift: -0.05, spread: 0 }, 3)).toBe(0);
  expect(cascade({ distance: 0.2, drift: -0.05, spread: 0 }, 5)).toBe(1);
  expect(cascade({ distance: 0, drift: 1, spread: 1 }, 3)).toBe(1);
});

test("RS-52 exponential and normal agree with the machine's own to 1e-12", () => {
  for (let x = -40; x <= 0; x += 0.37) expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(1e-11);
  expect(normal(0)).toBeCloseTo(0.5, 14);
  expect(normal(1.959963984540054)).toBeCloseTo(0.975, 12);
  expect(normal(-6) / 9.865876450376946e-10).toBeCloseTo(1, 9);
  expect(normal(-2.9999999) / normal(-3.0000001)).toBeCloseTo(1, 5);
});

const series = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 20, maxLength: 60 });

test("A43 RS-53 a longer horizon is never safer, and the same telemetry gives the same", () => {
  fc.assert(
    fc.property(series, fc.nat({ max: 20 }), (all, incidents) => {
      const facts = { series: all, incidents, critical: 3_500, cyclesMin: 20 };
      const chances = predict(facts)?.within.map(({ either }) => either) ?? [];
      expect(chances).toHaveLength(3);
      expect(chances).toEqual(chances.toSorted((a, b) => a - b));
      expect(predict(facts)).toEqual(predict(facts));
      for (const chance of chances) expect(Number.isSafeInteger(chance) && chance >= 0 && chance <= 10_000).toBe(true);
    }),
  );
});

test("RS-54 nineteen cycles predict nothing", () => {
  const facts = { series: Array.from({ length: 19 }, () => 9_000), incidents: 0, critical: 3_500, cyclesMin: 20 };
  expect(predict(facts)).toBeNull();
  expect(predict({ ...facts, series: [...facts.series, 9_000] })).not.toBeNull();
});
