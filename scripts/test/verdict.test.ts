import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { testVerdict } from "./verdict.ts";

const beside = { ended: true, mended: 0, heldBeside: [true, true] };

test.each([
  ["all passed", { success: true, numPassedTests: 3 }, beside, "3 passed, 0 failed", 0],
  ["one failed", { success: false, numPassedTests: 3, numFailedTests: 1 }, beside, "3 passed, 1 failed", 1],
  [
    "one passed when run again",
    { numPassedTests: 3, numFailedTests: 1 },
    { ...beside, mended: 1 },
    "4 passed, 0 failed",
    0,
  ],
  [
    "a check failed",
    { success: true, numPassedTests: 3 },
    { ...beside, heldBeside: [false, true] },
    "3 passed, 1 failed",
    1,
  ],
  [
    "an error outside of all tests",
    { success: true, numPassedTests: 3 },
    { ...beside, ended: false },
    "3 passed, 1 failed",
    1,
  ],
  ["no results", {}, beside, "0 passed, 1 failed", 1],
  ["nothing ran", { success: true, numPassedTests: 0 }, beside, "0 passed, 0 failed", 1],
  [
    "all were skipped",
    { success: true, numPassedTests: 0, numPendingTests: 5 },
    beside,
    "0 passed, 0 failed, 5 skipped",
    1,
  ],
])("A68 F-22 a run in which %s", (_, results, rest, line, exitCode) => {
  expect(testVerdict(results, rest)).toEqual({ line, exitCode });
});

test("A68 F-22 a run whose filter fits no test is no success", { timeout: 60_000 }, () => {
  const run = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", "no-such-test-anywhere"]);
  expect(run.status).not.toBe(0);
});
