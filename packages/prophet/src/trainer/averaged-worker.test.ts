import { expect, test } from "vitest";
import { averagedWorker } from "./averaged-worker.ts";
import { FORESIGHT } from "./profiles.ts";
import { createTrainer } from "./trainer.ts";

const SETTINGS = { decay: 0.9, errorDecay: 0.5 };

test("PR-43 the one that erred least before is believed, whatever it errs now", () => {
  const worker = averagedWorker(Float32Array.of(1), SETTINGS);
  worker.follow();
  expect(worker.counted(1, 5, () => 9)).toBe(1);
  // The weights erred least at the first step, so they count at the second, though the mean is right this time.
  expect(worker.counted(4, 5, () => 0)).toBe(4);
  // Errors so far, halved each time: 2.25, 4.5 and 3.75 for silence: weights still; then the mean.
  expect(worker.counted(40, 7, () => 1)).toBe(40);
  expect(worker.counted(40, 7, () => 1)).toBe(1);
});

test("PR-43 silence is believed where nothing can be learnt", () => {
  const worker = averagedWorker(Float32Array.of(1), SETTINGS);
  for (let step = 0; step < 5; step += 1) worker.counted(10, 1, () => 10);
  expect(worker.counted(10, 2, () => 10)).toBe(2);
});

test("PR-43 the weights are put back after the mean has had its look, and the mean follows them slowly", () => {
  const parameters = Float32Array.of(1);
  const worker = averagedWorker(parameters, SETTINGS);
  worker.follow();
  parameters[0] = 2;
  worker.follow();
  let seen = Number.NaN;
  worker.counted(1, 1, () => {
    seen = parameters[0] ?? Number.NaN;
    return 1;
  });
  expect(seen).toBeCloseTo(0.9 * 1 + 0.1 * 2, 6);
  expect(parameters[0]).toBe(2);
});

test("PR-43 an error that is not finite leaves the comparison as it was", () => {
  const worker = averagedWorker(Float32Array.of(1), SETTINGS);
  worker.follow();
  worker.counted(1, 2, () => 3);
  const before = worker.scalars();
  worker.counted(Number.NaN, 2, () => 3);
  expect(worker.scalars()).toEqual(before);
});

test("PR-44 averaging moves no weight", () => {
  const spec = { ...FORESIGHT, rate: { ...FORESIGHT.rate, schedule: { kind: "fixed", rate: 0.006 } as const } };
  const [plain, averaged] = [createTrainer({ ...spec, average: null }), createTrainer(spec)];
  for (let step = 0; step < 50; step += 1) for (const trainer of [plain, averaged]) trainer.step(1);
  expect(averaged.parameters).toEqual(plain.parameters);
});
