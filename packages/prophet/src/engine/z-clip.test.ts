import fc from "fast-check";
import { expect, test } from "vitest";
import { NO_LENGTHS, Z_CLIP_SETTINGS, zClipped, type ZClipState } from "./z-clip.ts";

const after = (lengths: readonly number[], from: ZClipState = NO_LENGTHS): ZClipState =>
  lengths.reduce((state, length) => zClipped(state, length).state, from);

const STEADY = Array.from({ length: 25 }, (_, i) => 2 + (i % 2 === 0 ? 0.1 : -0.1) * (i < 24 ? 1 : 0));

test("PR-75 the first lengths are not shortened, and give the mean and the variance", () => {
  const lengths = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 25, maxLength: 25 });
  fc.assert(
    fc.property(lengths, (first) => {
      const { count, mean, variance } = after(first);
      const expected = first.reduce((sum, value) => sum + value, 0) / 25;
      const spread = first.reduce((sum, value) => sum + (value - expected) ** 2, 0) / 25;
      expect(count).toBe(25);
      expect(Math.abs(mean - expected)).toBeLessThanOrEqual(1e-9 * (1 + expected));
      expect(Math.abs(variance - spread)).toBeLessThanOrEqual(1e-9 * (1 + spread + expected ** 2));
    }),
  );
  expect(zClipped(after(STEADY.slice(0, 24)), 1e9).scale).toBe(1);
});

test("PR-75 a length that stands out becomes the mean and threshold² / z deviations, and is what the state learns", () => {
  const state = { count: 40, mean: 2, variance: 0.25 };
  // z = (4 - 2) / 0.5 = 4: 2 + 2.5² / 4 · 0.5 = 2.78125.
  const { state: next, scale } = zClipped(state, 4);
  expect(scale).toBeCloseTo(2.781_25 / 4, 5);
  expect(next.mean).toBeCloseTo(0.97 * 2 + 0.03 * 2.781_25, 5);
  expect(next.variance).toBeCloseTo(0.97 * 0.25 + 0.03 * (2.781_25 - next.mean) ** 2, 5);
  expect(zClipped(state, 3.2).scale).toBe(1);
  expect(zClipped(state, 0.01).scale).toBe(1);
});

test("PR-75 the further a length stands out, the shorter what is left, and never below the mean", () => {
  const state = after(STEADY);
  fc.assert(
    fc.property(
      fc.double({ min: 2.4, max: 1e6, noNaN: true }),
      fc.double({ min: 1.01, max: 100, noNaN: true }),
      (a, more) => {
        const [near, far] = [zClipped(state, a).scale * a, zClipped(state, a * more).scale * a * more];
        expect(far).toBeLessThanOrEqual(near);
        expect(far).toBeGreaterThanOrEqual(state.mean * (1 - 1e-5));
      },
    ),
  );
});

test("PR-75 a length that is no number is refused, and the state is finite after anything", () => {
  const state = after(STEADY);
  for (const length of [Number.NaN, Number.POSITIVE_INFINITY])
    expect(zClipped(state, length)).toEqual({ state, scale: 0 });
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e100 }), { maxLength: 80 }), (lengths) => {
      const end = after(lengths);
      expect(Object.values(JSON.parse(JSON.stringify(end)) as ZClipState).every(Number.isFinite)).toBe(true);
    }),
  );
  expect(Z_CLIP_SETTINGS).toEqual({ alpha: 0.97, threshold: 2.5, warmupSteps: 25 });
});
