import { seedKey } from "@plimsoll/simulation";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DriftingSettings, driftingStream } from "./drifting-stream.ts";
import { henonOrbit } from "./henon-orbit.ts";

const ABRUPT: DriftingSettings = { regimeSteps: 500, noise: 0, transition: "abrupt", gradualSteps: 1 };
const GRADUAL: DriftingSettings = { ...ABRUPT, transition: "gradual", gradualSteps: 100 };
const SEEDS = Array.from({ length: 30 }, (_, seed) => seed);

const valuesOf = ({ valueAt }: { valueAt: (step: number) => number }, from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, index) => valueAt(from + index));

/** Mean squared difference of neighbours. */
const roughness = (values: readonly number[]): number =>
  values.slice(1).reduce((sum, value, index) => sum + (value - (values[index] ?? 0)) ** 2, 0) / (values.length - 1);

describe.each([
  ["abrupt", ABRUPT],
  ["gradual", GRADUAL],
])("%s", (_, settings) => {
  test("PR-91 values depend on key and step alone, in whatever order they are asked for", () => {
    const stream = driftingStream(5000, { ...settings, noise: 0.1 }, seedKey(3));
    const known = valuesOf(stream, 0, 6000);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5999 }), (step) => {
        expect(stream.valueAt(step)).toBe(known[step]);
        expect(driftingStream(5000, { ...settings, noise: 0.1 }, seedKey(3)).valueAt(step)).toBe(known[step]);
      }),
    );
  });

  test("PR-91 every seed is another stream", () => {
    const streams = SEEDS.map((seed) => valuesOf(driftingStream(1000, settings, seedKey(seed)), 0, 1000).join());
    expect(new Set(streams).size).toBe(SEEDS.length);
    const changes = SEEDS.map((seed) => driftingStream(3000, settings, seedKey(seed)).changes.join());
    expect(new Set(changes).size).toBe(SEEDS.length);
  });
});

test("PR-92 every regime has 0.5 to 1.5 of the mean length, all three kinds come in turn, and neighbours differ", () => {
  for (const seed of SEEDS) {
    const { changes, regimeAt, steps } = driftingStream(6000, ABRUPT, seedKey(seed));
    const starts = [0, ...changes];
    for (const [index, start] of starts.entries()) {
      const length = (starts[index + 1] ?? steps) - start;
      if (index < changes.length) expect(length >= 250 && length <= 750).toBe(true);
      if (index > 0) expect(regimeAt(start - 1)).not.toBe(regimeAt(start));
      expect(regimeAt(start + length - 1)).toBe(regimeAt(start));
    }
    expect(new Set(starts.slice(0, 3).map(regimeAt)).size).toBe(3);
  }
});

test("PR-92 all six orders come, and periods and amplitudes differ", () => {
  const streams = SEEDS.map((seed) => driftingStream(6000, ABRUPT, seedKey(seed)));
  const orders = streams.map(({ changes, regimeAt }) => [0, ...changes].slice(0, 3).map(regimeAt).join());
  expect(new Set(orders).size).toBe(6);
  const amplitudes = streams.map(({ valueAt }) => Math.max(...valuesOf({ valueAt }, 0, 250)).toFixed(3));
  expect(new Set(amplitudes).size).toBeGreaterThan(25);
});

test("PR-92 a sine is smooth, a square has two values, chaos is rough and never repeats", () => {
  for (const seed of SEEDS) {
    const { changes, regimeAt, valueAt } = driftingStream(3000, ABRUPT, seedKey(seed));
    for (const start of [0, ...changes.slice(0, 3)]) {
      const values = valuesOf({ valueAt }, start, start + 200);
      const distinct = new Set(values).size;
      if (regimeAt(start) === "square") expect(distinct).toBe(2);
      else expect(distinct).toBeGreaterThan(90);
      if (regimeAt(start) === "chaos") expect(roughness(values)).toBeGreaterThan(0.1);
      if (regimeAt(start) === "sine") expect(roughness(values)).toBeLessThan(0.12);
    }
  }
});

test("PR-93 Hénon's orbit stays in [-1, 1], and two that start a billionth apart part e-fold every 2.4 steps", () => {
  for (const seed of SEEDS)
    for (const value of henonOrbit(seedKey(seed), 5000)) expect(Math.abs(value)).toBeLessThanOrEqual(1);
  // Lyapunov's exponent from the orbit: log of how much the map's derivative stretches a vector, 0.4192 as published.
  const orbit = henonOrbit(seedKey(1), 100_000);
  let [dx, dy, sum] = [1, 0, 0];
  for (const value of orbit) {
    [dx, dy] = [-2 * 1.4 * 1.29 * value * dx + dy, 0.3 * dx];
    const stretch = Math.hypot(dx, dy);
    sum += Math.log(stretch);
    [dx, dy] = [dx / stretch, dy / stretch];
  }
  expect(sum / orbit.length).toBeCloseTo(0.4192, 2);
});

test("PR-93 an orbit is the map's: each value follows from the two before", () => {
  const orbit = henonOrbit(seedKey(7), 1000).map((value) => value * 1.29);
  for (let step = 2; step < orbit.length; step += 1) {
    const [before, last] = [orbit[step - 2] ?? 0, orbit[step - 1] ?? 0];
    expect(orbit[step]).toBeCloseTo(1 - 1.4 * last ** 2 + 0.3 * before, 10);
  }
});

test("PR-94 far from its changes a gradual stream is the abrupt one, whose changes it has", () => {
  for (const seed of SEEDS) {
    const [abrupt, gradual] = [ABRUPT, GRADUAL].map((settings) => driftingStream(3000, settings, seedKey(seed)));
    expect(gradual?.changes).toEqual(abrupt?.changes);
    for (const [index, change] of abrupt?.changes.slice(1).entries() ?? []) {
      const middle = Math.floor(((abrupt?.changes[index] ?? 0) + change) / 2);
      // At 125 steps or more from any change the others' share is below 1 / (1 + e^5).
      expect(Math.abs((gradual?.valueAt(middle) ?? 0) - (abrupt?.valueAt(middle) ?? 9))).toBeLessThan(0.03);
    }
  }
});

test("PR-94 near a change old and new value are mixed by 1 / (1 + exp(-4 t / width))", () => {
  const share = (after: number, width: number): number => 1 / (1 + Math.exp((-4 * after) / width));
  const widths = [60, 100, 140] as const;
  const long = { ...ABRUPT, regimeSteps: 4000 };
  for (const seed of SEEDS) {
    const abrupt = driftingStream(20_000, long, seedKey(seed));
    const gradual = widths.map((gradualSteps) =>
      driftingStream(20_000, { ...long, transition: "gradual", gradualSteps }, seedKey(seed)),
    );
    for (const change of abrupt.changes)
      for (const after of [-40, -7, 13, 50]) {
        // value = old + share · (new − old): two widths tell old and new, of which the abrupt stream has one; the third width follows.
        const [shares, mixed] = [
          widths.map((width) => share(after, width)),
          gradual.map(({ valueAt }) => valueAt(change + after)),
        ];
        const [s0 = 0, s1 = 0, s2 = 0] = shares;
        const [v0 = 0, v1 = 0, v2 = 0] = mixed;
        const step = (v1 - v0) / (s1 - s0);
        const old = v0 - s0 * step;
        expect(after < 0 ? old : old + step).toBeCloseTo(abrupt.valueAt(change + after), 6);
        expect(old + s2 * step).toBeCloseTo(v2, 6);
        // The regime that is not there yet, or no more, goes on as itself.
        expect(Math.abs(after < 0 ? old + step : old)).toBeGreaterThan(1e-5);
      }
  }
});

test("PR-94 the noise is normal, of the deviation asked for, and moves nothing else", () => {
  const quiet = driftingStream(5000, ABRUPT, seedKey(2));
  const noisy = driftingStream(5000, { ...ABRUPT, noise: 0.3 }, seedKey(2));
  expect(noisy.changes).toEqual(quiet.changes);
  const noise = valuesOf(noisy, 0, 5000).map((value, step) => value - quiet.valueAt(step));
  const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
  const variance = noise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noise.length;
  expect(Math.abs(mean)).toBeLessThan(0.02);
  expect(Math.sqrt(variance)).toBeCloseTo(0.3, 1);
});

test("PR-94 the regimes go on after the last step", () => {
  const stream = driftingStream(100, { ...ABRUPT, regimeSteps: 50 }, seedKey(2));
  const longer = driftingStream(1000, { ...ABRUPT, regimeSteps: 50 }, seedKey(2));
  expect(stream.changes.every((change) => change < 100)).toBe(true);
  expect(stream.valueAt(900)).toBe(longer.valueAt(900));
});
