import { expect, test } from "vitest";
import { floorGrowthPerSecond, slopePerSecond } from "./slope.ts";
import { soak } from "./soak.ts";

test("the slope of a line is its slope, and of one reading nothing is known", () => {
  expect(slopePerSecond([0, 1, 2, 3].map((seconds) => [seconds, 5 + 7 * seconds]))).toBeCloseTo(7);
  expect(slopePerSecond([[1, 2]])).toBe(0);
});

test("what a heap leaves behind is what its lowest readings say, and in a short time nothing is known", () => {
  const sawtooth = (growth: number) =>
    Array.from({ length: 400 }, (_, at) => [at, 100 + growth * at + (at % 50)] as const);
  expect(floorGrowthPerSecond(sawtooth(0))).toBe(0);
  expect(floorGrowthPerSecond(sawtooth(2))).toBeCloseTo(2, 0);
  expect(floorGrowthPerSecond(sawtooth(2).slice(0, 100))).toBe(null);
});

// The long one is `npm run soak`. In so short a time memory says nothing, and is not asked.
test(
  "SVR-4 SVR-41 a short soak: nothing that was answered is lost, no reader misses anything",
  { timeout: 180_000 },
  async () => {
    const plan = { durationMs: 12_000, roundMs: 4_000, commands: 1_500, runs: 60, readers: 10, clients: 12 };
    const figures = await soak(plan, () => {});
    expect(figures).toMatchObject({ verified: true, readerFaults: 0 });
    expect(figures.rounds).toBeGreaterThanOrEqual(2);
    expect(figures.acknowledged).toBeGreaterThan(200);
  },
);
