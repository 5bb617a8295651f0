import { lowerSharePpm, ppm, upperSharePpm } from "@plimsoll/foundation";
import fc from "fast-check";
import { expect, test } from "vitest";
import { intervalHolds } from "./interval-holds.ts";

const ALPHA = ppm(50_000);
const counts = fc.integer({ min: 1, max: 3_000 }).chain((trials) => fc.nat(trials).map((count) => ({ trials, count })));

test("RS-157 the bounds are Clopper's and Pearson's, to one ten-thousandth on the safe side", () => {
  fc.assert(
    fc.property(counts, (count) => {
      const [from, to] = [Math.floor(lowerSharePpm(count, ALPHA) / 100), Math.ceil(upperSharePpm(count, ALPHA) / 100)];
      expect(intervalHolds(count, { from, to }, true)).toBe(true);
      if (from < 9_998) expect(intervalHolds(count, { from: from + 2, to: 10_000 }, true)).toBe(false);
      if (to > 2) expect(intervalHolds(count, { from: 0, to: to - 2 }, true)).toBe(false);
    }),
    { numRuns: 60 },
  );
});

test("RS-157 the coarser bound never bears what the exact one does not", () => {
  fc.assert(
    fc.property(counts, fc.nat(10_000), fc.nat(10_000), (count, from, to) => {
      if (intervalHolds(count, { from, to }, false)) expect(intervalHolds(count, { from, to }, true)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("RS-157 a thousand million trials are judged at once", () => {
  const count = { trials: 1_000_000_000, count: 970_000_000 };
  expect(intervalHolds(count, { from: 9_699, to: 9_701 }, true)).toBe(true);
  expect(intervalHolds(count, { from: 9_700, to: 9_701 }, true)).toBe(false);
});
