import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalAt, seedKey } from "../random/counter.ts";
import { earlyWarning, type EarlyWarningSettings, UNKNOWN_WARNING, usualEarlyWarning } from "./early-warning.ts";
import { earlyWarningMonitor } from "./early-warning-monitor.ts";
import { gaussianSmoothed, residuals, sigmaOfBandwidth } from "./gaussian-smoothing.ts";
import { kendallTau, trendTau } from "./kendall-tau.ts";
import { rolling, windowLag1, windowVariance } from "./rolling-indicators.ts";

interface IndicatorRow {
  readonly series: readonly number[];
  readonly window: number;
  readonly bandwidth: number;
  readonly smoothing: readonly number[];
  readonly variance: readonly number[];
  readonly lag1: readonly number[];
  readonly tauVariance: number;
  readonly tauLag1: number;
}

interface KendallRow {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly tau: number;
  readonly pValue: number;
}

const golden = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/simulation/warning.json", import.meta.url), "utf8"),
) as { readonly indicators: readonly IndicatorRow[]; readonly kendall: readonly KendallRow[] };
const close = (values: readonly number[]): readonly unknown[] => values.map((value) => expect.closeTo(value, 10));

describe("as ewstools computes them", () => {
  test.each(golden.indicators)("SIM-240 the trend, bandwidth $bandwidth", ({ series, bandwidth, smoothing }) => {
    expect([...gaussianSmoothed(series, sigmaOfBandwidth(bandwidth))]).toEqual(close(smoothing));
  });

  test.each(golden.indicators)("SIM-241 rolling variance and lag-1 autocorrelation, window $window", (row) => {
    const rest = residuals(row.series, sigmaOfBandwidth(row.bandwidth));
    expect([...rolling(rest, row.window, windowVariance)]).toEqual(close(row.variance));
    expect([...rolling(rest, row.window, windowLag1)]).toEqual(close(row.lag1));
  });

  test.each(golden.indicators)("SIM-243 the trends of both, τ $tauLag1", (row) => {
    const settings = { samples: row.series.length, window: row.window, bandwidth: row.bandwidth };
    const found = earlyWarning(row.series, {
      ...usualEarlyWarning(100),
      ...settings,
      bandwidth: Math.min(row.bandwidth, row.series.length),
    });
    if (row.bandwidth <= row.series.length) {
      expect(found.tauVariance).toBeCloseTo(row.tauVariance, 10);
      expect(found.tauLag1).toBeCloseTo(row.tauLag1, 10);
      expect(found.variance).toBeCloseTo(row.variance.at(-1) ?? Number.NaN, 10);
    }
    expect(found.alarm).not.toBe("unknown");
  });
});

describe("Kendall's τ", () => {
  test.each(golden.kendall)("SIM-242 as SciPy has it, τ $tau", ({ x, y, tau, pValue }) => {
    const found = kendallTau(x, y);
    expect(found.tau).toBeCloseTo(tau, 12);
    expect(Math.abs(found.pValue - pValue)).toBeLessThan(1e-10 * pValue);
  });

  const values = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 2, maxLength: 30 });

  test("SIM-242 equal to counting all pairs", () => {
    fc.assert(
      fc.property(values, fc.infiniteStream(fc.integer({ min: -9, max: 9 })), (x, stream) => {
        const y = [...stream.take(x.length)];
        const pairs = x.flatMap((_, i) =>
          x
            .slice(0, i)
            .map((_, j) => [Math.sign((x[i] ?? 0) - (x[j] ?? 0)), Math.sign((y[i] ?? 0) - (y[j] ?? 0))] as const),
        );
        const untied = [0, 1].map((side) => pairs.filter((pair) => pair[side] !== 0).length) as [number, number];
        const excess = pairs.reduce((sum, [a, b]) => sum + a * b, 0);
        const tau = kendallTau(x, y).tau;
        if (untied[0] === 0 || untied[1] === 0) expect(tau).toBeNaN();
        else expect(tau).toBeCloseTo(excess / Math.sqrt(untied[0] * untied[1]), 12);
      }),
    );
  });

  test("SIM-242 1 for what only rises, −1 for what only falls, none for what stands still", () => {
    expect(trendTau([1, 2, 30, 31]).tau).toBe(1);
    expect(trendTau([5, 4, 2, -8]).tau).toBe(-1);
    expect(trendTau([3, 3, 3])).toEqual({ tau: Number.NaN, pValue: Number.NaN });
    expect(trendTau([])).toEqual({ tau: Number.NaN, pValue: Number.NaN });
  });

  test("SIM-242 a hundred thousand samples are no trouble", () => {
    const series = Float64Array.from({ length: 100_000 }, (_, i) => i + 2000 * normalAt(seedKey(4), i));
    expect(trendTau(series).tau).toBeGreaterThan(0.9);
  });
});

describe("trend", () => {
  test("SIM-240 a constant is its own trend, and a kernel wider than the series still sums to 1", () => {
    for (const sigma of [0.3, 2, 40]) {
      expect([...gaussianSmoothed([7, 7, 7, 7], sigma)]).toEqual(close([7, 7, 7, 7]));
    }
  });

  test("SIM-241 a series shorter than the window has no indicator; one that stands still has no autocorrelation", () => {
    expect(rolling([1, 2, 3], 4, windowVariance)).toHaveLength(0);
    expect([...rolling([5, 5, 5, 5, 5], 4, windowLag1)]).toEqual([Number.NaN, Number.NaN]);
    // Large values with a small spread keep their digits.
    const far = [1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3];
    expect(windowVariance(far, 0, 4)).toBeCloseTo(5 / 3, 12);
  });
});

const settings: EarlyWarningSettings = { samples: 40, window: 14, bandwidth: 8, indicator: "lag1", tauAlarm: 0.5 };
const noise = (count: number, key = 11): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => normalAt(seedKey(key), i));

describe("fails closed", () => {
  test.each([
    { name: "too few", series: noise(39) },
    { name: "none", series: [] },
    { name: "one NaN", series: noise(40).fill(Number.NaN, 12, 13) },
    { name: "one infinite", series: noise(40).fill(Infinity, 39) },
    { name: "a sensor that is stuck", series: new Float64Array(40).fill(3) },
    { name: "a sensor that is stuck for one window", series: noise(60).fill(2, 20, 60) },
  ])("SIM-243 $name: unknown, never calm", ({ series }) => {
    expect(earlyWarning(series, settings)).toEqual(UNKNOWN_WARNING);
  });

  test.each([
    { samples: 7 },
    { samples: 40.5 },
    { samples: 100_001 },
    { window: 3 },
    { window: 38 },
    { bandwidth: 0 },
    { bandwidth: 41 },
    { bandwidth: Number.NaN },
    { tauAlarm: 1.1 },
    { tauAlarm: Number.NaN },
  ])("SIM-243 refuses settings that cannot tell anything: %o", (broken) => {
    expect(() => earlyWarningMonitor({ ...settings, ...broken })).toThrow(
      expect.objectContaining({ code: "EARLY_WARNING_SETTINGS" }),
    );
  });
});

test.each([0, -1, 1.5, Number.NaN, Infinity])("SIM-244 refuses a stride of %s", (stride) => {
  expect(() => earlyWarningMonitor(settings, stride)).toThrow(
    expect.objectContaining({ code: "EARLY_WARNING_SETTINGS" }),
  );
});

describe("what has to rise", () => {
  const { tauVariance, tauLag1 } = earlyWarning(noise(40, 12), settings) as { tauVariance: number; tauLag1: number };
  const [low, high] = [Math.min(tauVariance, tauLag1), Math.max(tauVariance, tauLag1)];
  const alarmOf = (indicator: EarlyWarningSettings["indicator"], tauAlarm: number): string =>
    earlyWarning(noise(40, 12), { ...settings, indicator, tauAlarm }).alarm;

  test("SIM-243 one, the other, both or either", () => {
    const between = (low + high) / 2;
    expect(low).toBeLessThan(high);
    expect([alarmOf("both", between), alarmOf("either", between)]).toEqual(["calm", "alarm"]);
    expect([alarmOf("lag1", between), alarmOf("variance", between)].toSorted()).toEqual(["alarm", "calm"]);
    expect([alarmOf("both", low), alarmOf("either", Math.min(1, high + 0.01))]).toEqual(["alarm", "calm"]);
  });
});

describe("monitor", () => {
  const fedWith = (series: ArrayLike<number>, stride = 1): readonly string[] => {
    const monitor = earlyWarningMonitor(settings, stride);
    return Array.from(series, (sample) => JSON.stringify(monitor.feed(sample)));
  };

  test("SIM-244 says after each sample what the series so far says", () => {
    const series = noise(100);
    const whole = Array.from(series, (_, i) => JSON.stringify(earlyWarning(series.subarray(0, i + 1), settings)));
    expect(fedWith(series)).toEqual(whole);
    expect(new Set(whole).size).toBeGreaterThan(50);
  });

  test("SIM-244 a broken sample makes it unknown until it is out of sight", () => {
    const series = noise(120);
    series[50] = Number.NaN;
    const alarms = fedWith(series).map((each) => (JSON.parse(each) as { alarm: string }).alarm);
    expect(alarms.slice(0, 39).every((alarm) => alarm === "unknown")).toBe(true);
    expect(alarms.slice(39, 50)).not.toContain("unknown");
    expect(alarms.slice(50, 90).every((alarm) => alarm === "unknown")).toBe(true);
    expect(alarms.slice(90)).not.toContain("unknown");
  });

  test("SIM-244 with a stride it judges every so often, and a broken sample at once", () => {
    const series = noise(100);
    const [every, seventh] = [fedWith(series), fedWith(series, 7)];
    seventh.forEach((found, i) => {
      const judgedAt = i < 39 ? i : i - ((i - 39) % 7);
      expect(found).toBe(every[judgedAt]);
    });
    series[62] = Number.NaN;
    expect(JSON.parse(fedWith(series, 7)[62] ?? "")).toEqual(UNKNOWN_WARNING);
  });
});
