import { describe, expect, test } from "vitest";
import { kernelArithmetic } from "../../gardener/arithmetic.ts";
import { seedKey } from "../../random/counter.ts";
import { COLLAPSE_FEATURES, collapseFeatures } from "./collapse-features.ts";
import { collapseStudy } from "./collapse-study.ts";
import { COLLAPSE_WORLDS, collapseTrials } from "./collapse-trial.ts";
import { levelMatched, measuredRuns } from "./forecasts-of-runs.ts";
import { forecastPlot } from "./study-plot.ts";
import { SIGNALS, watchCollapse, type WatchedCollapse } from "./watch-collapse.ts";

const trial = collapseTrials(COLLAPSE_WORLDS.slice(0, 1), 2, seedKey(1), 10);

/** A run of known signals: dirt rises to `level`, all else is flat but for a ripple. */
function drawn(level: number, length: number, collapsedAt: number | null, seed: number): WatchedCollapse {
  const ripple = (at: number): number => 1 + 0.01 * Math.sin(at * (1 + (seed % 7)));
  const signals = Object.fromEntries(
    SIGNALS.map((signal) => [signal, Float64Array.from({ length }, (_, at) => ripple(at))]),
  ) as unknown as WatchedCollapse["signals"];
  const entropyTotal = signals.entropyTotal.map((value, at) => (value * level * (at + 1)) / length);
  return { trial: { ...trial[0]!, seed }, signals: { ...signals, entropyTotal }, collapsedAt };
}

describe("trials of collapse", () => {
  test("SIM-412 half go on to a fatal stress and half to a safe one, all begin at a safe one, and no seed comes twice", () => {
    const trials = collapseTrials(COLLAPSE_WORLDS, 20, seedKey(3), 500);
    expect(new Set(trials.map(({ seed }) => seed)).size).toBe(140);
    for (const { world, stress } of trials) {
      const [usual, from, , to] = stress.points.map(({ strength }) => strength / world.limit);
      expect(usual).toBeCloseTo(world.usual / world.limit, 12);
      expect(from! >= 0.2 && from! < 0.75).toBe(true);
      expect(to! < 0.75 || to! >= 1.2).toBe(true);
    }
    expect(trials.filter(({ world, stress }) => stress.points[3]!.strength > world.limit)).toHaveLength(70);
    expect(collapseTrials(COLLAPSE_WORLDS, 20, seedKey(3), 500)).toEqual(trials);
  });

  test("SIM-413 living runs are looked at when collapsing ones of their world are, early collapses are left out", () => {
    const runs = [drawn(3_300, 1_000, 1_000, 1), drawn(900, 3_000, null, 2), drawn(3_300, 120, 120, 3)];
    expect(measuredRuns(runs, seedKey(5)).map(({ way }) => way)).toEqual([1_000, 1_000]);
    expect(measuredRuns([drawn(900, 3_000, null, 2)], seedKey(5))).toEqual([]);
  });

  test("SIM-414 what a forecast reads lies in the past: the same run cut there gives the same features", () => {
    const whole = drawn(3_000, 1_000, null, 4);
    const cut = {
      ...whole,
      signals: Object.fromEntries(SIGNALS.map((signal) => [signal, whole.signals[signal].slice(0, 400)])),
    } as unknown as WatchedCollapse;
    const features = collapseFeatures(whole, 400);
    expect(features).toHaveLength(COLLAPSE_FEATURES.length);
    expect(collapseFeatures(cut, 400)).toEqual(features);
    expect(collapseFeatures(whole, 99)).toBeNull();
  });

  test("SIM-415 matched pairs are of one world and have as much dirt", () => {
    const runs = [drawn(3_300, 1_000, 1_000, 1), drawn(3_300, 1_000, null, 2), drawn(300, 1_000, null, 3)];
    const measured = runs.map((run) => ({ run, way: 1_000 }));
    expect(levelMatched(measured, 0.7).map(({ run }) => run.trial.seed)).toEqual([1, 2]);
    const others = measured.map(({ run, way }, at) => ({
      run: { ...run, trial: { ...run.trial, world: COLLAPSE_WORLDS[at]! } },
      way,
    }));
    expect(levelMatched(others, 0.7)).toEqual([]);
  });

  test("SIM-416 a collapse is dirt beyond 90 %, and a run is watched no longer", () => {
    const fatal = {
      ...trial[0]!,
      stress: { stressor: "growth", points: [{ generation: 0, strength: 0.06 }] },
    } as const;
    expect(watchCollapse(fatal, kernelArithmetic(60))).toBeNull();
    const later = {
      ...trial[0]!,
      stress: {
        stressor: "growth",
        points: [
          { generation: 1_400, strength: 0.005 },
          { generation: 1_500, strength: 0.5 },
        ],
      },
    } as const;
    const run = watchCollapse(later, kernelArithmetic(60))!;
    expect(run.collapsedAt).toBe(run.signals.entropyTotal.length);
    expect(run.signals.entropyTotal.at(-1)).toBeGreaterThan(3_240);
    expect(run.signals.entropyTotal.at(-2)).toBeLessThanOrEqual(3_240);
  });

  test("SIM-417 a study on few runs of two worlds: our model ranks better than classic risk, on runs that it was not taught on", () => {
    const worlds = COLLAPSE_WORLDS.filter(({ agents, stressor }) => agents === "evolved" && stressor !== "metabolism");
    const steps = collapseStudy({ worlds, runsPerWorld: 8, seed: 21 }, kernelArithmetic(60));
    let turns = 0;
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) turns += 1;
    const study = step.value;
    expect(turns).toBe(2 * 2 * 8);
    expect(study.runs + study.leftOut).toBe(16);
    const at = (forecaster: string): number =>
      study.rows.find((row) => row.forecaster === forecaster && row.share === 0.7)!.area.estimate;
    // On 432 runs of seven worlds: classic risk 0.539, ours 0.962.
    expect(at("ours")).toBeGreaterThan(0.85);
    expect(at("ours")).toBeGreaterThan(at("classic risk"));
    expect(study.worlds.map(({ world }) => world)).toEqual(["evolved-growth", "evolved-loss"]);
    expect(study.digest).toMatch(/^sha256:/);
    const plot = forecastPlot("A & B", study.rows);
    expect(plot).toContain("A &amp; B");
    expect(plot.match(/<g stroke=/g)).toHaveLength(study.rows.length);
  });
});
