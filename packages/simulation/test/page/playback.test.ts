import { describe, expect, test } from "vitest";
import { maskedSoftmax } from "../../page/cluster/masked-softmax.ts";
import { History } from "../../page/playback/history.ts";
import { SPEED_STOPS, speedAt, StepClock } from "../../page/playback/step-clock.ts";
import { folded, GOLDEN_RUNS, hashOfRun, hexOf, WHOLE, wholeRuns } from "../../page/proof/golden.ts";

describe("playing", () => {
  test("SIM-387 as many steps are due as the speed says, whatever the frames", () => {
    for (const frameMs of [4, 16.7, 33]) {
      const clock = new StepClock();
      let steps = 0;
      for (let atMs = 0; atMs < 10_000; atMs += frameMs) steps += clock.due(frameMs, 7);
      expect(Math.abs(steps - 70)).toBeLessThanOrEqual(1);
    }
  });

  test("SIM-387 a hidden page does not catch up, and the fastest speed has no limit", () => {
    const clock = new StepClock();
    expect(clock.due(60_000, 100)).toBe(10);
    expect(clock.due(1, Infinity)).toBe(Infinity);
    expect([speedAt(0), speedAt(3), speedAt(SPEED_STOPS - 1)]).toEqual([1, 8, Infinity]);
  });

  test("SIM-387 a history keeps the last values, the oldest first", () => {
    const history = new History(3);
    expect([...history.values()]).toEqual([]);
    for (const value of [1, 2, 3, 4]) history.add(value);
    expect([...history.values()]).toEqual([2, 3, 4]);
  });

  test("SIM-385 softmax: only what is allowed, and no overflow", () => {
    expect(maskedSoftmax(Float32Array.of(900, 900, 5), 0b011)).toEqual([0.5, 0.5, 0]);
    expect(maskedSoftmax(Float32Array.of(1, 1), 0)).toEqual([0.5, 0.5]);
  });
});

describe("same bits", () => {
  test("SIM-381 the page plays every published run, and its fold sees each of them", () => {
    expect(GOLDEN_RUNS.length).toBe(18);
    for (const run of GOLDEN_RUNS.slice(0, 4)) expect(hexOf(hashOfRun(run))).toBe(run.hash);
    expect(folded(folded(0, 1), 2)).not.toBe(folded(folded(0, 2), 1));
  });

  test("SIM-381 the long runs are ten million steps", () => {
    const steps = wholeRuns().reduce((sum, run) => sum + run.steps * run.environments, 0);
    expect(steps).toBe(WHOLE.steps);
    expect(steps).toBeGreaterThanOrEqual(10_000_000);
  });
});
