import { normalAt, seedKey } from "@plimsoll/simulation";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Adwin, ADWIN_DEFAULTS } from "./adwin.ts";
import { DRIFT_DEFAULTS, driftDetectorOf, driftShape, type DriftSpec } from "./drift-spec.ts";
import { driftStateShape } from "./drift-state.ts";
import { Kswin, KSWIN_DEFAULTS, keyedSampler } from "./kswin.ts";

const KEY = seedKey(9);
const SPECS: readonly (readonly [string, DriftSpec])[] = Object.entries(DRIFT_DEFAULTS);

/** Levels that change at places of their own. */
const values = (seed: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, step) => 3 * (Math.floor(step / 211) % 2) + normalAt(seedKey(seed), step));

const drifts = (detector: { update(value: number): boolean }, shown: readonly number[]): readonly number[] =>
  shown.flatMap((value, place) => (detector.update(value) ? [place] : []));

describe.each(SPECS)("%s", (kind, spec) => {
  test("PR-114 goes on from a state as JSON bit for bit, wherever it was cut", () => {
    const shown = values(3, 900);
    const whole = driftDetectorOf(spec, KEY);
    const found = drifts(whole, shown);
    expect(found.length).toBeGreaterThan(1);
    const cuts = [0, 1, 31, 99, 100, 450, ...found, ...found.map((place) => place + 1)];
    for (const cut of cuts) {
      const first = driftDetectorOf(spec, KEY);
      drifts(first, shown.slice(0, cut));
      const json: unknown = JSON.parse(JSON.stringify(first.state));
      const state = driftStateShape.parse(json);
      if (!state.ok) throw new Error(JSON.stringify(state.error));
      const second = driftDetectorOf(spec, KEY);
      second.restore(state.value);
      expect(second.state).toEqual(json);
      expect(drifts(second, shown.slice(cut)).map((place) => place + cut)).toEqual(found.filter((at) => at >= cut));
      expect(JSON.stringify(second.state)).toBe(JSON.stringify(whole.state));
    }
  });

  test("PR-114 a state is a copy: what is shown later does not change it", () => {
    const detector = driftDetectorOf(spec, KEY);
    drifts(detector, values(4, 130));
    const state = detector.state;
    const before = JSON.stringify(state);
    drifts(detector, values(5, 130));
    expect(JSON.stringify(state)).toBe(before);
  });

  test("PR-115 another detector's state is refused", () => {
    const other = SPECS.find(([name]) => name !== kind)?.[1] as DriftSpec;
    expect(() => driftDetectorOf(spec, KEY).restore(driftDetectorOf(other, KEY).state)).toThrow(
      expect.objectContaining({ code: "PROPHET_STATE" }),
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1e101])("PR-115 %f is refused, and changes nothing", (value) => {
    const detector = driftDetectorOf(spec, KEY);
    drifts(detector, values(6, 150));
    const before = JSON.stringify(detector.state);
    expect(() => detector.update(value)).toThrow(expect.objectContaining({ code: "PROPHET_DRIFT_VALUE" }));
    expect(JSON.stringify(detector.state)).toBe(before);
  });

  test("PR-115 the state of the greatest values is still JSON", () => {
    const detector = driftDetectorOf(spec, KEY);
    for (let step = 0; step < 500; step += 1) detector.update(step % 3 === 0 ? 1e100 : -1e100);
    expect(driftStateShape.parse(JSON.parse(JSON.stringify(detector.state))).ok).toBe(true);
  });

  test("PR-116 its default is a spec of its own", () => {
    expect(driftShape.parse(spec)).toEqual({ ok: true, value: spec });
    expect(driftShape.parse({ ...spec, extra: 1 }).ok).toBe(false);
  });
});

test("PR-110 ADWIN's window has the width, the sum and the deviations of the values that it holds", () => {
  const finite = fc.double({ min: -1000, max: 1000, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(finite, { minLength: 1, maxLength: 400 }),
      fc.integer({ min: 2, max: 8 }),
      (shown, bucketsMax) => {
        const detector = new Adwin({ ...ADWIN_DEFAULTS, bucketsMax, clock: 1_000_000 });
        for (const value of shown) detector.update(value);
        const mean = shown.reduce((sum, value) => sum + value, 0) / shown.length;
        expect(detector.width).toBe(shown.length);
        expect(detector.total / shown.length).toBeCloseTo(mean, 8);
        expect(detector.deviations).toBeCloseTo(
          shown.reduce((sum, value) => sum + (value - mean) ** 2, 0),
          3,
        );
      },
    ),
  );
});

test("PR-110 ADWIN's window holds a million values in buckets for the logarithm of them", () => {
  const detector = new Adwin();
  for (let step = 0; step < 1_000_000; step += 1) detector.update(step % 2);
  const state = detector.state;
  expect(detector.width).toBe(1_000_000);
  expect(state.kind === "adwin" && state.bucketTotals.flat().length).toBeLessThan(6 * 20);
});

test("PR-115 ADWIN refuses a state whose buckets do not hold as many values as it says", () => {
  const detector = new Adwin();
  for (const value of values(1, 50)) detector.update(value);
  const { state } = detector;
  if (state.kind !== "adwin") throw new Error(state.kind);
  for (const wrong of [
    { ...state, width: 49 },
    { ...state, bucketTotals: [] },
    { ...state, bucketDeviations: state.bucketDeviations.slice(1) },
  ])
    expect(() => new Adwin().restore(wrong)).toThrow(expect.objectContaining({ code: "PROPHET_STATE" }));
});

test("PR-112 a keyed sample has places without replacement, others for every draw, and each place as often", () => {
  const sampler = keyedSampler(KEY);
  const counts = [...new Uint32Array(70)];
  const seen = new Set<string>();
  for (let draw = 0; draw < 2000; draw += 1) {
    const places = new Int32Array(30);
    sampler(draw, 70, places);
    expect(new Set(places).size).toBe(30);
    for (const place of places) counts[place] = (counts[place] ?? Number.NaN) + 1;
    seen.add(places.join());
  }
  expect(seen.size).toBe(2000);
  // 2000 draws of 30 of 70: 857, deviation 22.
  for (const count of counts) expect(Math.abs(count - 857)).toBeLessThan(110);
});

test("PR-112 a sample of more than half of the window is refused", () => {
  expect(() => new Kswin(keyedSampler(KEY), { ...KSWIN_DEFAULTS, sample: 51 })).toThrow(
    expect.objectContaining({ code: "PROPHET_DRIFT_SPEC" }),
  );
});
