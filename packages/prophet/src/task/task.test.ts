import { seedKey } from "@plimsoll/simulation";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Stream } from "../stream/stream.ts";
import type { TaskContext } from "./task.ts";
import { taskOf, taskShape, type TaskSpec } from "./task-spec.ts";

const LAGS = 4;
const ROWS = 6;
const WINDOW = 16;
const WIDTH = 8;
const LAGGED: TaskSpec = { kind: "lagged", lags: LAGS, rows: ROWS, window: WINDOW };
const PROGRESS: TaskSpec = { kind: "progress", rows: 3 };

/** Steps can be told from their values: no two differences of neighbours are the same. */
const SQUARES: Stream = { steps: 500, valueAt: (step) => step ** 2 };

function filled(
  spec: TaskSpec,
  stream: Stream,
  step: number,
  recentError = 0.5,
): { input: number[][]; targets: number[] } {
  const task = taskOf(spec, stream, seedKey(8));
  const input = new Float32Array(task.rows * WIDTH).fill(-9);
  const targets = new Float32Array(task.rows * task.outputs);
  task.fillBatch(contextOf(step, recentError), input, WIDTH, targets);
  const rows = Array.from({ length: task.rows }, (_, row) => [...input.subarray(row * WIDTH, (row + 1) * WIDTH)]);
  return { input: rows, targets: [...targets] };
}

/** The same up to a step; from there on something else. */
const changedFrom = (step: number): Stream => ({
  steps: 500,
  valueAt: (at) => (at < step ? SQUARES.valueAt(at) : -1000 - at),
});

const contextOf = (step: number, recentError = 0): TaskContext => ({ step, recentError });
const anyStep = fc.integer({ min: 1, max: 480 });

describe("lagged", () => {
  test("PR-100 the first row is the last values, newest first, and its target the change to the next", () => {
    const { input, targets } = filled(LAGGED, SQUARES, 10);
    expect(input[0]).toEqual([81, 64, 49, 36, -9, -9, -9, -9]);
    expect(targets[0]).toBe(19);
  });

  test("PR-100 before the first step there is nothing, which is 0", () => {
    const { input, targets } = filled(LAGGED, { steps: 9, valueAt: (step) => step + 5 }, 2);
    expect(input[0]?.slice(0, LAGS)).toEqual([6, 5, 0, 0]);
    expect(targets[0]).toBe(1);
    expect(filled(LAGGED, { steps: 9, valueAt: () => 5 }, 0).targets[0]).toBe(5);
  });

  test("PR-101 nothing of the step's own value or of a later one is in any input, or in any target but the first", () => {
    fc.assert(
      fc.property(anyStep, (step) => {
        const [known, changed] = [filled(LAGGED, SQUARES, step), filled(LAGGED, changedFrom(step), step)];
        expect(changed.input).toEqual(known.input);
        expect(changed.targets.slice(1)).toEqual(known.targets.slice(1));
        expect(changed.targets[0]).not.toBe(known.targets[0]);
      }),
    );
  });

  test("PR-102 the other rows are steps of the window before, each with its own lags and target", () => {
    const drawn = new Set<number>();
    fc.assert(
      fc.property(anyStep, (step) => {
        const { input, targets } = filled(LAGGED, SQUARES, step);
        for (let row = 1; row < ROWS; row += 1) {
          // (s)² − (s − 1)² = 2 s − 1; at 0 it is 0.
          const at = Math.floor(((targets[row] ?? 0) + 1) / 2);
          expect(at >= Math.max(0, step - WINDOW) && at < step).toBe(true);
          const lags = Array.from({ length: LAGS }, (_, lag) => Math.max(0, at - lag - 1) ** 2);
          expect(input[row]?.slice(0, LAGS)).toEqual(lags);
          if (step >= WINDOW) drawn.add(step - at);
        }
      }),
      { numRuns: 300 },
    );
    expect(drawn.size).toBe(WINDOW);
  });

  test("PR-102 a batch depends on nothing but its step: asked again, or after others, it is the same", () => {
    const task = taskOf(LAGGED, SQUARES, seedKey(8));
    const batch = (step: number): string => {
      const [input, targets] = [new Float32Array(ROWS * WIDTH), new Float32Array(ROWS)];
      task.fillBatch(contextOf(step), input, WIDTH, targets);
      return `${input.join()};${targets.join()}`;
    };
    const first = batch(100);
    for (const step of [300, 0, 99, 101, 400]) batch(step);
    expect(batch(100)).toBe(first);
    expect(batch(101)).not.toBe(first);
  });

  test("PR-103 a value of the window is computed once, not once for every lag", () => {
    let computed = 0;
    const counting: Stream = { steps: 500, valueAt: (step) => (computed += 1) && step };
    const task = taskOf(LAGGED, counting, seedKey(8));
    const [input, targets] = [new Float32Array(ROWS * WIDTH), new Float32Array(ROWS)];
    for (let step = 0; step < 400; step += 1) task.fillBatch(contextOf(step), input, WIDTH, targets);
    expect(computed).toBe(400);
  });
});

describe("progress", () => {
  test("PR-104 each row is how far the run is and how it did, and the targets are the next values", () => {
    const { input, targets } = filled(PROGRESS, SQUARES, 100);
    for (const row of input) expect(row.slice(0, 2)).toEqual([Math.fround(0.2), 0.5]);
    expect(targets).toEqual([10_000, 10_201, 10_404]);
  });

  test("PR-104 no value of the stream is in an input", () => {
    fc.assert(
      fc.property(anyStep, (step) => {
        expect(filled(PROGRESS, changedFrom(0), step).input).toEqual(filled(PROGRESS, SQUARES, step).input);
      }),
    );
  });
});

test.each([
  [{ ...LAGGED, lags: 0 }],
  [{ ...LAGGED, window: 0 }],
  [{ kind: "progress", rows: 0 }],
  [{ kind: "both", rows: 1 }],
])("PR-105 %o is no task", (spec) => {
  expect(taskShape.parse(spec).ok).toBe(false);
});
