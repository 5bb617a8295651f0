import fc from "fast-check";
import { expect, test } from "vitest";
import { driftScore } from "./drift-score.ts";

test.each([
  ["every change at once", [100, 200], [100, 200], { f1: 1, precision: 1, recall: 1, detectionTime: 0 }],
  ["one change late, one not", [100, 200], [150], { f1: 2 / 3, precision: 1, recall: 0.5, detectionTime: 0.75 }],
  [
    "a false one before, and one twice",
    [100],
    [50, 150, 170],
    { f1: 0.5, precision: 1 / 3, recall: 1, detectionTime: 0.25 },
  ],
  ["no change, and none told", [], [], { f1: 1, precision: 1, recall: 1, detectionTime: 0 }],
  ["no change, and one told", [], [5], { f1: 0, precision: 0, recall: 1, detectionTime: 0 }],
  ["a change, and none told", [100], [], { f1: 0, precision: 1, recall: 0, detectionTime: 1 }],
])("PR-117 the score of %s", (_, changes, detections, score) => {
  const steps = 300;
  expect(driftScore(changes, detections, steps)).toEqual(score);
});

test("PR-117 scores are shares, and one more detection within a regime already told lowers them", () => {
  const steps = fc.uniqueArray(fc.integer({ min: 1, max: 999 }), { maxLength: 20 });
  fc.assert(
    fc.property(steps, steps, (changes, detections) => {
      const rising = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
      const score = driftScore(rising(changes), rising(detections), 1000);
      for (const share of Object.values(score)) expect(share >= 0 && share <= 1).toBe(true);
      const early = driftScore(rising(changes), rising([...detections, 0]), 1000);
      expect(early.f1).toBeLessThanOrEqual(score.f1);
      expect(early.recall).toBe(score.recall);
    }),
  );
});
