import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { cosineTable, cosineTableBytes, FULL_SCALE, sineIndex, TURN } from "./cosine-table.ts";

const exact = (angle: number): number => FULL_SCALE * Math.cos((2 * Math.PI * angle) / TURN);

test("ME-32 the table is made once, in under 100 ms", () => {
  const start = performance.now();
  const table = cosineTable();
  const ms = performance.now() - start;
  console.info(`M1  cosine table  ${ms.toFixed(1)} ms  (bar 100 ms)`);
  expect(ms).toBeLessThan(100);
  expect(cosineTable()).toBe(table);
});

test("ME-32 every value is the nearest whole number, and none is near a half", () => {
  const cosines = cosineTable();
  let nearestToHalf = 1;
  for (let angle = 0; angle < TURN; angle += 1) {
    const value = cosines[angle] as number;
    expect(Math.abs(value - exact(angle))).toBeLessThan(0.5);
    nearestToHalf = Math.min(nearestToHalf, Math.abs(Math.abs(value - exact(angle)) - 0.5));
  }
  // Far above the error of the arithmetic, which is below 2^-120, so that rounding is exact.
  expect(nearestToHalf).toBeGreaterThan(1e-6);
});

test("ME-32 the corners of the turn are whole, and the sine is the cosine a quarter before", () => {
  const cosines = cosineTable();
  expect([0, 16_384, 32_768, 49_152].map((angle) => cosines[angle])).toEqual([32_767, 0, -32_767, 0]);
  expect([0, 16_384, 32_768, 49_152].map((angle) => cosines[sineIndex(angle)])).toEqual([0, 32_767, 0, -32_767]);
});

test("ME-32 its digest is pinned", () => {
  expect(hash("sha256", cosineTableBytes(), "hex")).toBe(
    "6ef063ef4e94fc0e874b501f2e75ab11eee7b65515b2ef511473ecbc4c513004",
  );
});
