import { beforeAll, describe, expect, test } from "vitest";
import { partKey, seedKey, uniformAt } from "../random/counter.ts";
import { brierScore, expectedCalibrationError } from "./calibration.ts";
import { earlyWarning, type EarlyWarningSettings } from "./early-warning.ts";
import { HAZARD_FEATURES, hazardFeatures } from "./hazard-features.ts";
import { fitHazard, hazardOf } from "./hazard-model.ts";
import { MAY_FOLD, type MayGrazing, mayGrazingRun } from "./may-grazing.ts";
import { areaDifference, areaUnderCurve } from "./receiver-operating-characteristic.ts";

/**
 * The reference's own check (simulation.md §8): 200 ramps to the fold against 200 nulls, Gaussian detrending, window 35 %. It
 * names no other parameter; ours are 800 samples one unit of time apart, grazing from 1.2, noise 0.02, bandwidth 40 %.
 */
const RUNS = 200;
const SAMPLES = 800;
const START = 1.2;
const model = (last: number): MayGrazing => ({
  grazing: [START, last],
  noise: 0.02,
  samples: SAMPLES,
  sampleTime: 1,
  stepsPerSample: 10,
});
const runsOf = (seed: number, last: number): readonly Float64Array[] =>
  Array.from({ length: RUNS }, (_, run) => mayGrazingRun(model(last), partKey(seedKey(seed), run)));
const settingsAt = (samples: number): EarlyWarningSettings => ({
  samples,
  window: Math.floor(0.35 * samples),
  bandwidth: 0.4 * samples,
  indicator: "lag1",
  tauAlarm: 0.5,
});
const events = [...Array<boolean>(RUNS).fill(true), ...Array<boolean>(RUNS).fill(false)];

let watched: readonly Float64Array[] = [];
beforeAll(() => {
  watched = [...runsOf(101, MAY_FOLD), ...runsOf(102, START)];
});

describe("May's grazing model", () => {
  test("SIM-251 the fold is where the upper state vanishes", () => {
    const highest = Array.from({ length: 60_000 }, (_, i) => 4 + i * 1e-4).map((x) => ((1 - x / 10) * (x * x + 1)) / x);
    expect(MAY_FOLD).toBeCloseTo(
      highest.reduce((a, b) => Math.max(a, b)),
      4,
    );
  });

  test("SIM-251 without noise it settles before the fold and collapses beyond", () => {
    const still = (grazing: readonly [number, number]): number =>
      mayGrazingRun({ ...model(0), grazing, noise: 0 }, seedKey(1)).at(-1) ?? Number.NaN;
    expect(still([2.5, 2.5])).toBeGreaterThan(5);
    expect(still([2.5, 2.8])).toBeLessThan(1);
  });
});

interface Found {
  readonly lag1: number;
  readonly variance: number;
  readonly hits: number;
  readonly falseAlarms: number;
}

describe("ramps against nulls", () => {
  const seen = new Map<number, Found>();
  const areas = (share: number): Found => {
    const known = seen.get(share) ?? computed(share);
    seen.set(share, known);
    return known;
  };
  const computed = (share: number): Found => {
    const settings = settingsAt(Math.floor(share * SAMPLES));
    const warnings = watched.map((series) => earlyWarning(series.subarray(0, settings.samples), settings));
    const area = (of: "tauLag1" | "tauVariance"): number =>
      areaUnderCurve({ scores: warnings.map((warning) => warning[of] ?? Number.NaN), events }, 0.95).estimate;
    const alarms = warnings.map(({ alarm }) => alarm === "alarm");
    return {
      lag1: area("tauLag1"),
      variance: area("tauVariance"),
      hits: alarms.slice(0, RUNS).filter(Boolean).length / RUNS,
      falseAlarms: alarms.slice(RUNS).filter(Boolean).length / RUNS,
    };
  };

  // The standard error of such an area is 0.027 at 0.70 and 0.015 at 0.91; the bands are about two of them on both sides together.
  test.each([
    { share: 0.5, lag1: 0.7, variance: 0.54 },
    { share: 0.7, lag1: 0.81, variance: 0.65 },
    { share: 0.9, lag1: 0.91, variance: 0.71 },
  ])("SIM-251 with the first $share of the ramp: autocorrelation $lag1 ± 0.06, variance $variance ± 0.08", (row) => {
    const found = areas(row.share);
    expect(Math.abs(found.lag1 - row.lag1)).toBeLessThan(0.06);
    expect(Math.abs(found.variance - row.variance)).toBeLessThan(0.08);
    expect(found.lag1).toBeGreaterThan(found.variance);
  });

  test("SIM-251 the rule τ ≥ 0.5 warns most ramps late on, and gives false alarms all the same", () => {
    const { hits, falseAlarms } = areas(0.9);
    expect(Math.abs(hits - 0.76)).toBeLessThan(0.08);
    expect(Math.abs(falseAlarms - 0.12)).toBeLessThan(0.06);
  });
});

/**
 * Nulls that all stand at one grazing rate are too easy for a model that may read the level: the level alone tells them apart. Here every null
 * stands at a rate of its own, anywhere on the ramp's way, so that only where a run stands *and* how it moves together tell.
 */
describe("a hazard model taught on other runs, nulls anywhere on the way", () => {
  const samples = Math.floor(0.7 * SAMPLES);
  const settings = settingsAt(samples);
  const scattered = (seed: number): readonly Float64Array[] =>
    Array.from({ length: RUNS }, (_, run) => {
      const rate = START + 1.2 * uniformAt(seedKey(seed), run);
      return mayGrazingRun({ ...model(rate), grazing: [rate, rate] }, partKey(seedKey(seed), run)).subarray(0, samples);
    });
  const featuresOf = (seed: number): readonly (readonly number[] | null)[] =>
    [...runsOf(seed, MAY_FOLD).map((series) => series.subarray(0, samples)), ...scattered(seed + 1)].map((series) =>
      hazardFeatures(series, settings),
    );
  /** What classical early warning sees: indicators and their trends, no level. */
  const indicators = HAZARD_FEATURES.filter((name) => !["level", "change", "tauLevel"].includes(name));
  const only = (names: readonly string[], features: readonly number[]): readonly number[] =>
    names.map((name) => features[HAZARD_FEATURES.indexOf(name as (typeof HAZARD_FEATURES)[number])] as number);
  let taught: readonly (readonly number[] | null)[] = [];
  let fresh: readonly (readonly number[])[] = [];

  beforeAll(() => {
    taught = featuresOf(201);
    fresh = featuresOf(301).map((features) => features ?? []);
  });

  const scoresOf = (names: readonly string[]): readonly number[] => {
    const cases = taught.map((features, i) => ({ features: only(names, features ?? []), event: events[i] ?? false }));
    const hazard = fitHazard(names, cases);
    return fresh.map((features) => hazardOf(hazard, only(names, features)) ?? Number.NaN);
  };

  test("SIM-252 at 70 % of the way it ranks better than the classical trend, with the level and without", () => {
    const classical = fresh.map((features) => only(["tauLag1"], features)[0] as number);
    const [full, blind] = [scoresOf(HAZARD_FEATURES), scoresOf(indicators)];
    expect(areaDifference(full, classical, events, 0.95).low).toBeGreaterThan(0);
    expect(areaDifference(blind, classical, events, 0.95).low).toBeGreaterThan(0.1);
    expect(areaUnderCurve({ scores: blind, events }, 0.95).estimate).toBeGreaterThan(0.93);
    expect(expectedCalibrationError({ scores: blind, events })).toBeLessThan(0.08);
    expect(brierScore({ scores: blind, events })).toBeLessThan(0.12);
  });
});
