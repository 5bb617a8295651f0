import { expect, test } from "vitest";
import { leftOf } from "./left-of.ts";

test.each([
  [1_000, 10_000, 1_000],
  [1_000, 8_500, 850],
  [3_000, 3_333, 999],
  [1_000, 100, 10],
  [5_000, 20, 10],
])("RS-512 of %i milli-cores an order of %i leaves %i", (milliCores, share, left) => {
  expect(leftOf(milliCores, { share, by: "evaluation-4" })).toBe(left);
});

test.each([
  [1_000, 99],
  [4_000, 24],
  [1_000, 0],
])("RS-512 of %i milli-cores an order of %i leaves nothing to start with", (milliCores, share) => {
  expect(() => leftOf(milliCores, { share, by: "evaluation-4" })).toThrow(
    expect.objectContaining({
      code: "RELEASE_NOT_ALLOWED",
      message: expect.stringContaining(`compute stands at ${share / 10_000} by order of evaluation-4`) as string,
    }) as Error,
  );
});
