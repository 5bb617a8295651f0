import { areaUnderCurve, normalAt, seedKey, uniformAt } from "@plimsoll/simulation";
import { describe, expect, test } from "vitest";
import { FORECASTERS, OURS, rawOf, Z_SCORE } from "../bench/risk-forecasters.ts";
import { fittedLogistic, isotonic, scoresOf } from "../bench/risk-fitting.ts";
import { recordedRun, type RecordedRun } from "../bench/risk-runs.ts";
import { samplesOf } from "../bench/risk-samples.ts";
import { area, brier, calibrationError, type Said } from "../bench/risk-scoring.ts";
import { WORKER_RISK_FEATURES } from "../src/risk/fitted-source.ts";
import { calibrated, LEAD, LEADS } from "../src/risk/model/risk-model.ts";

/** Seeds that neither the fit nor the study has. */
const FRESH = 90_000;

const everyRun = (runs: readonly RecordedRun[]): Uint32Array => new Uint32Array(runs.length).fill(1);

describe("moments of a run", () => {
  const spikes = [40, 41, 70];
  const run: RecordedRun = {
    family: "drifting",
    seed: 0,
    rate: 1,
    steps: 100,
    features: new Float32Array(100 * WORKER_RISK_FEATURES.length),
    losses: new Float64Array(100),
    spiked: Uint8Array.from({ length: 100 }, (_, step) => (spikes.includes(step) ? 1 : 0)),
    classic: new Float64Array(100),
    hasDiverged: false,
  };

  test.each(LEADS)(
    "PR-140 lead %i: a moment has an event where a spike is ahead within the lead, and a spike is no moment",
    (lead) => {
      const { steps, events } = samplesOf([run], { lead, width: 0, isOnset: false });
      const ahead = (step: number): boolean => spikes.some((spike) => spike > step && spike <= step + lead);
      expect([...steps].filter((step) => spikes.includes(step))).toEqual([]);
      expect([...events]).toEqual([...steps].map((step) => Number(ahead(step))));
      // Nobody knows what came of the last ones.
      expect(Math.max(...steps)).toBe(99 - lead);
      expect(Math.min(...steps)).toBe(16);
    },
  );

  test("PR-140 a run that diverged ends with a spike, and is seen to its end", () => {
    const spiked = run.spiked.slice();
    spiked[99] = 1;
    const { steps, events } = samplesOf([{ ...run, spiked, hasDiverged: true }], {
      lead: 10,
      width: 0,
      isOnset: false,
    });
    expect([...steps].at(-1)).toBe(98);
    expect([...events].slice(-10)).toEqual(Array.from({ length: 10 }, () => 1));
  });

  test("PR-140 out of the calm there was no spike in the 20 steps before", () => {
    const { steps } = samplesOf([run], { lead: 5, width: 0, isOnset: true });
    expect([...steps].filter((step) => spikes.some((spike) => step >= spike && step <= spike + 20))).toEqual([]);
  });
});

describe("fitting and scoring", () => {
  const count = 4000;
  const features = Float32Array.from({ length: 2 * count }, (_, i) =>
    i % 2 === 0 ? 5 + 3 * normalAt(seedKey(1), i) : normalAt(seedKey(2), i),
  );
  const chanceAt = (row: number): number => 1 / (1 + Math.exp(-(((features[2 * row] ?? 0) - 5) / 3 - 1)));
  const events = Uint8Array.from({ length: count }, (_, row) => (uniformAt(seedKey(3), row) < chanceAt(row) ? 1 : 0));
  const samples = { features, width: 2, events };
  const logistic = fittedLogistic(samples);
  const scores = scoresOf(logistic, samples);
  const knots = isotonic(scores, events);

  test("PR-141 the fit finds the chances that the events were drawn with", () => {
    const misses = scores.map((score, row) => Math.abs(calibrated(knots, score) - chanceAt(row)));
    expect(misses.reduce((sum, miss) => sum + miss, 0) / count).toBeLessThan(0.03);
    expect(Math.abs(logistic.weights[1] ?? 1)).toBeLessThan(0.1);
  });

  test("PR-141 what is always the same is calibrated to the base rate, by one knot", () => {
    const { scores: single, chances } = isotonic(new Float64Array(count), events);
    expect(single).toEqual([0]);
    expect(chances[0]).toBeCloseTo(events.reduce((sum, event) => sum + event, 0) / count, 2);
  });

  test("PR-142 area, Brier score and calibration error are those of the definitions", () => {
    const runs = Uint32Array.from({ length: count }, (_, row) => row % 10);
    const values = scores.map((score) => Math.round(50 * calibrated(knots, score)) / 50);
    const said: Said = { samples: { ...samples, runs, steps: runs }, values };
    const all = new Uint32Array(10).fill(1);
    const forecasts = { scores: [...values], events: [...events].map((event) => event === 1) };
    expect(area(said)(all)).toBeCloseTo(areaUnderCurve(forecasts, 0.95).estimate, 10);
    expect(brier(said)(all)).toBeCloseTo(
      values.reduce((sum, value, row) => sum + (value - (events[row] ?? 0)) ** 2, 0) / count,
      10,
    );
    expect(calibrationError(said)(all)).toBeLessThan(0.02);
    // Twice as sure as right.
    const overstated = { ...said, values: values.map(() => 0.9) };
    const share = events.reduce((sum, event) => sum + event, 0) / count;
    expect(calibrationError(overstated)(all)).toBeCloseTo(0.9 - share, 10);
  });

  test("PR-142 a run that is taken twice counts twice", () => {
    const runs = Uint32Array.from({ length: count }, (_, row) => (row < count / 2 ? 0 : 1));
    const whole: Said = {
      samples: { ...samples, runs, steps: runs },
      values: scores.map((score) => calibrated(knots, score)),
    };
    const half: Said = {
      samples: { ...samples, events: events.slice(0, count / 2), runs: runs.slice(0, count / 2), steps: runs },
      values: whole.values.slice(0, count / 2),
    };
    for (const figure of [area, brier, calibrationError])
      expect(figure(whole)(Uint32Array.of(2, 0))).toBeCloseTo(figure(half)(Uint32Array.of(1)), 10);
  });
});

test("PR-143 on fresh runs of a kind of task that it was not fitted on, the model is far ahead of the gradient norm's z-score", () => {
  const runs = Array.from({ length: 24 }, (_, i) => recordedRun("teacher", FRESH + i));
  const samples = samplesOf(runs, { lead: LEAD, width: 0, isOnset: false });
  const areaOf = (name: string): number => {
    const forecaster = FORECASTERS.find((one) => one.name === name) ?? (FORECASTERS[0] as (typeof FORECASTERS)[number]);
    return area({ samples, values: rawOf(forecaster, runs, samples) })(everyRun(runs));
  };
  expect(areaOf(OURS.worker)).toBeGreaterThan(0.8);
  expect(areaOf(OURS.portable)).toBeGreaterThan(0.8);
  expect(areaOf(OURS.portable) - areaOf(Z_SCORE)).toBeGreaterThan(0.05);
});

test("PR-140 the same family and seed is the same run, to the last bit of what is read from it", () => {
  expect(recordedRun("drifting", FRESH)).toEqual(recordedRun("drifting", FRESH));
});
