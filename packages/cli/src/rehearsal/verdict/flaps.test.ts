import type { Entry } from "@plimsoll/kernel";
import { expect, test } from "vitest";
import { FlapCount } from "./flaps.ts";

const HOUR_MS = 3_600_000;

/** Levels of one job, an hour apart. */
function counted(levels: readonly (0 | 200_000 | 1_000_000)[], hours = 1): FlapCount {
  const flaps = new FlapCount();
  flaps.take({ kind: "run.started", at: 0, run: "r", lineage: "l" } as unknown as Entry);
  for (const [place, levelPpm] of levels.entries())
    flaps.take({
      kind: "throttle.set",
      at: place * hours * HOUR_MS,
      run: "r",
      power: { levelPpm, band: "full", reasons: [] },
    } as unknown as Entry);
  return flaps;
}

test("SIM-339 going one way step by step is no flap, and a level that stays is none", () => {
  expect(counted([200_000, 1_000_000, 1_000_000]).total(0)).toBe(0);
  expect(counted([1_000_000, 200_000, 0]).total(0)).toBe(1);
});

test("SIM-339 every turn counts: up, down, up, down is three", () => {
  expect(counted([1_000_000, 200_000, 1_000_000, 200_000]).total(0)).toBe(3);
});

test("SIM-339 the most in a day is of any twenty-four hours, and of those from an instant on", () => {
  const flaps = counted([1_000_000, 0, 1_000_000, 0, 1_000_000, 0, 1_000_000], 6);
  expect(flaps.total(0)).toBe(6);
  expect(flaps.mostInADay(0)).toBe(4);
  expect(flaps.mostInADay(30 * HOUR_MS)).toBe(2);
});
