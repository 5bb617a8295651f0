import { expect, test } from "vitest";
import { HostClock } from "./host-clock.ts";

test("ST-3 a wall clock drifts and can be set, a monotonic one only drifts", () => {
  let trueMs = 1_000_000;
  const clock = new HostClock(5_000, () => trueMs, -50);
  expect([clock.monotonicMs(), clock.wallMs()]).toEqual([999_950, 1_004_950]);
  clock.stepMs = -60_000;
  expect([clock.monotonicMs(), clock.wallMs()]).toEqual([999_950, 944_950]);
  trueMs += 1;
  expect(clock.monotonicMs()).toBeGreaterThanOrEqual(999_950);
});
