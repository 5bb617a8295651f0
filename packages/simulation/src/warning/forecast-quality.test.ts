import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalAt, partKey, seedKey, uniformAt } from "../random/counter.ts";
import { brierScore, expectedCalibrationError, reliabilityBins } from "./calibration.ts";
import { fitHazard, hazardOf } from "./hazard-model.ts";
import { fitLogistic, logisticProbability } from "./logistic-regression.ts";
import { areaDifference, areaUnderCurve, rocCurve } from "./receiver-operating-characteristic.ts";

interface ForecastRow {
  readonly scores: readonly number[];
  readonly rival: readonly number[];
  readonly events: readonly boolean[];
  readonly area: number;
  readonly areaDeviation: number;
  readonly difference: number;
  readonly differencePValue: number;
  readonly truePositiveRates: readonly number[];
  readonly falsePositiveRates: readonly number[];
  readonly thresholds: readonly number[];
  readonly brier: number;
  readonly calibrationError: number;
  readonly calibrationCurve?: { readonly eventShares: readonly number[]; readonly meanForecasts: readonly number[] };
}

interface RegressionRow {
  readonly rows: readonly (readonly number[])[];
  readonly events: readonly boolean[];
  readonly penalty: number;
  readonly intercept: number;
  readonly weights: readonly number[];
  readonly probabilities: readonly number[];
}

const golden = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/simulation/warning.json", import.meta.url), "utf8"),
) as { readonly forecasts: readonly ForecastRow[]; readonly regressions: readonly RegressionRow[] };
const close = (values: readonly number[], digits = 12): readonly unknown[] =>
  values.map((value) => expect.closeTo(value, digits));

describe("as scikit-learn and DeLong have it", () => {
  test.each(golden.forecasts)("SIM-245 curve and area $area", (row) => {
    const curve = rocCurve(row);
    expect(curve.map(({ truePositiveRate }) => truePositiveRate)).toEqual(close(row.truePositiveRates));
    expect(curve.map(({ falsePositiveRate }) => falsePositiveRate)).toEqual(close(row.falsePositiveRates));
    expect(curve.slice(1).map(({ threshold }) => threshold)).toEqual(row.thresholds);
    const { estimate, low, high } = areaUnderCurve(row, 0.95);
    expect(estimate).toBeCloseTo(row.area, 12);
    expect(low).toBeCloseTo(Math.max(0, row.area - 1.959963984540054 * row.areaDeviation), 10);
    expect(high).toBeCloseTo(Math.min(1, row.area + 1.959963984540054 * row.areaDeviation), 10);
  });

  test.each(golden.forecasts)("SIM-246 difference of two areas on the same runs $difference", (row) => {
    const { estimate, pValue } = areaDifference(row.scores, row.rival, row.events, 0.95);
    expect(estimate).toBeCloseTo(row.difference, 12);
    expect(pValue).toBeCloseTo(row.differencePValue, 10);
  });

  test.each(golden.forecasts)("SIM-247 Brier score $brier and calibration error $calibrationError", (row) => {
    expect(brierScore(row)).toBeCloseTo(row.brier, 12);
    expect(expectedCalibrationError(row)).toBeCloseTo(row.calibrationError, 12);
    const filled = reliabilityBins(row).filter(({ count }) => count > 0);
    if (row.calibrationCurve === undefined) return;
    expect(filled.map(({ eventShare }) => eventShare)).toEqual(close(row.calibrationCurve.eventShares));
    expect(filled.map(({ meanForecast }) => meanForecast)).toEqual(close(row.calibrationCurve.meanForecasts));
  });

  test.each(golden.regressions)("SIM-249 penalised fit, λ $penalty", (row) => {
    const model = fitLogistic(row.rows, row.events, { penalty: row.penalty, stepsMax: 50 });
    expect(model.intercept).toBeCloseTo(row.intercept, 8);
    expect(model.weights).toEqual(close(row.weights, 8));
    const chances = row.rows.slice(0, row.probabilities.length).map((features) => logisticProbability(model, features));
    expect(chances).toEqual(close(row.probabilities, 8));
  });
});

describe("area under the curve", () => {
  test("SIM-245 it is the chance of ranking a pair rightly, ties one half", () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean()), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(rows, (pairs) => {
        const [hit, other] = [true, false].map((kind) =>
          pairs.filter(([, event]) => event === kind).map(([score]) => score),
        ) as [number[], number[]];
        fc.pre(hit.length > 0 && other.length > 0);
        const forecasts = { scores: pairs.map(([score]) => score), events: pairs.map(([, event]) => event) };
        const wins: readonly number[] = hit.flatMap((a) => other.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
        const { estimate, low, high } = areaUnderCurve(forecasts, 0.9);
        expect(estimate).toBeCloseTo(wins.reduce((sum, win) => sum + win, 0) / wins.length, 12);
        expect(0 <= low && low <= estimate && estimate <= high && high <= 1).toBe(true);
      }),
    );
  });

  test("SIM-245 one run of a kind is no evidence: the interval is everything", () => {
    expect(areaUnderCurve({ scores: [1, 2, 3], events: [false, true, false] }, 0.95)).toMatchObject({
      low: 0,
      high: 1,
    });
  });

  test("SIM-245 a perfect ranking is no certainty: the fewer runs, the wider", () => {
    const perfect = (runs: number): { readonly scores: readonly number[]; readonly events: readonly boolean[] } => ({
      scores: Array.from({ length: runs + 40 }, (_, run) => (run < runs ? 1 : 0)),
      events: Array.from({ length: runs + 40 }, (_, run) => run < runs),
    });
    expect(areaUnderCurve(perfect(3), 0.95)).toMatchObject({
      estimate: 1,
      low: expect.closeTo(0.025 ** (1 / 3), 12),
      high: 1,
    });
    expect(areaUnderCurve(perfect(40), 0.95).low).toBeCloseTo(0.025 ** (1 / 40), 12);
    const { scores, events } = perfect(3);
    const wrong = areaUnderCurve({ scores: scores.map((score) => -score), events }, 0.95);
    expect(wrong).toMatchObject({ estimate: 0, low: 0, high: expect.closeTo(1 - 0.025 ** (1 / 3), 12) });
  });

  test("SIM-246 without a spread to judge by, a difference proves nothing", () => {
    const events = [true, false, false];
    expect(areaDifference([3, 1, 2], [1, 2, 3], events, 0.95)).toMatchObject({ low: -1, high: 1, pValue: 1 });
    const both = [true, true, false, false];
    expect(areaDifference([2, 2, 1, 1], [1, 1, 1, 1], both, 0.95)).toMatchObject({ estimate: 0.5, low: -1, pValue: 1 });
  });

  test("SIM-245 95 % intervals hold the true area in 91 to 98 % of samples", () => {
    const events = Array.from({ length: 80 }, (_, run) => run < 40);
    const held = Array.from({ length: 500 }, (_, set) => {
      const scores = events.map((event, run) => normalAt(partKey(seedKey(31), set), run) + (event ? 1 : 0));
      const { low, high } = areaUnderCurve({ scores, events }, 0.95);
      // Φ(1/√2), the area of two normals one deviation apart.
      return low <= 0.7602499389 && 0.7602499389 <= high;
    });
    const share = held.filter(Boolean).length / held.length;
    expect(share).toBeGreaterThan(0.91);
    expect(share).toBeLessThan(0.98);
  });

  test("SIM-246 a forecast does not differ from itself or from its own ranks", () => {
    const [row] = golden.forecasts as [ForecastRow];
    const same = areaDifference(
      row.scores,
      row.scores.map((score) => score ** 3),
      row.events,
      0.95,
    );
    expect(same).toMatchObject({ estimate: 0, pValue: 1 });
  });

  test.each([
    { scores: [], events: [] },
    { scores: [1], events: [true, false] },
    { scores: [1, Number.NaN], events: [true, false] },
    { scores: [1, 2], events: [true, true] },
    { scores: [1, 2], events: [false, false] },
  ])("SIM-245 refuses forecasts that cannot be judged: %o", (broken) => {
    expect(() => areaUnderCurve(broken, 0.95)).toThrow(expect.objectContaining({ code: "FORECASTS" }));
  });
});

describe("calibration", () => {
  test("SIM-247 what is said at its own rate has no error; what overstates has the gap", () => {
    const scores = Array.from({ length: 1000 }, () => 0.2);
    const events = scores.map((_, i) => i % 5 === 0);
    expect(expectedCalibrationError({ scores, events })).toBeCloseTo(0, 12);
    expect(brierScore({ scores, events })).toBeCloseTo(0.16, 12);
    expect(expectedCalibrationError({ scores: scores.map(() => 0.9), events })).toBeCloseTo(0.7, 12);
  });

  test("SIM-247 bins hold their upper edge, the first also 0, and every forecast is in one", () => {
    const scores = [0, 0.1, 0.1 + 1e-12, 0.5, 1];
    const counts = reliabilityBins({ scores, events: scores.map(() => true) }).map(({ count }) => count);
    expect(counts).toEqual([2, 1, 0, 0, 1, 0, 0, 0, 0, 1]);
    expect(() => brierScore({ scores: [1.1], events: [true] })).toThrow(expect.objectContaining({ code: "FORECASTS" }));
  });
});

describe("logistic regression", () => {
  test("SIM-249 the gradient is 0 at the fit, however far the features are", () => {
    const rows = Array.from({ length: 60 }, (_, i) => [
      100 * normalAt(seedKey(2), i),
      5 + 0.01 * normalAt(seedKey(3), i),
    ]);
    const events = rows.map(([a = 0], i) => uniformAt(seedKey(5), i) < 1 / (1 + Math.exp(-a / 50)));
    const model = fitLogistic(rows, events);
    const misses = rows.map((row, i) => logisticProbability(model, row) - Number(events[i]));
    expect(misses.reduce((sum, miss) => sum + miss, 0)).toBeCloseTo(0, 8);
    [0, 1].forEach((feature) => {
      const slope = misses.reduce(
        (sum, miss, i) => sum + miss * (rows[i]?.[feature] ?? 0),
        model.weights[feature] ?? 0,
      );
      expect(slope).toBeCloseTo(0, 6);
    });
  });

  test.each([
    { rows: [], events: [] },
    { rows: [[1]], events: [true, false] },
    { rows: [[1], [1, 2]], events: [true, false] },
    { rows: [[1], [Number.NaN]], events: [true, false] },
  ])("SIM-249 refuses rows it cannot fit: %o", ({ rows, events }) => {
    expect(() => fitLogistic(rows, events)).toThrow(expect.objectContaining({ code: "LOGISTIC_REGRESSION" }));
    expect(() => fitLogistic([[1], [2]], [true, false], { penalty: 0, stepsMax: 9 })).toThrow(/penalty/);
  });

  test("SIM-249 says when it does not settle", () => {
    expect(() => fitLogistic([[1], [2]], [true, false], { penalty: 1, stepsMax: 1 })).toThrow(/after 1 steps/);
  });
});

describe("hazard model", () => {
  const names = ["signal", "constant"];
  const cases = Array.from({ length: 300 }, (_, i) => {
    const signal = 40 + 10 * normalAt(seedKey(6), i);
    return { features: [signal, 3], event: uniformAt(seedKey(7), i) < 1 / (1 + Math.exp(-(signal - 40) / 5)) };
  });
  const model = fitHazard(names, cases);

  test("SIM-250 it is calibrated on fresh cases of the same kind, and ranks them", () => {
    const fresh = Array.from({ length: 2000 }, (_, i) => 40 + 10 * normalAt(seedKey(8), i));
    const events = fresh.map((signal, i) => uniformAt(seedKey(9), i) < 1 / (1 + Math.exp(-(signal - 40) / 5)));
    const scores = fresh.map((signal) => hazardOf(model, [signal, 3]) as number);
    expect(expectedCalibrationError({ scores, events })).toBeLessThan(0.05);
    expect(areaUnderCurve({ scores, events }, 0.95).low).toBeGreaterThan(0.8);
  });

  test("SIM-250 a model is plain data, and a feature that never varies does no harm", () => {
    const again = JSON.parse(JSON.stringify(model)) as typeof model;
    expect(hazardOf(again, [44, 3])).toBe(hazardOf(model, [44, 3]));
    expect(model.deviations[1]).toBe(1);
    expect(model.logistic.weights[1]).toBeCloseTo(0, 12);
  });

  test("SIM-250 missing or broken features are unknown, not safe", () => {
    expect([null, [1], [Number.NaN, 3], [1, 2, 3]].map((features) => hazardOf(model, features))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
