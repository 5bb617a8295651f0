import { expect, test } from "vitest";
import { FULL_USE, setPointAfter, SHIPPED_MODULATION as LIMITS, type SetPoint } from "./modulate.ts";

function modulated(times: number): SetPoint[] {
  const points: SetPoint[] = [];
  for (let point = FULL_USE; points.length < times; points.push(point))
    point = setPointAfter("MODULATE", point, LIMITS);
  return points;
}

test("RS-90 each modulation leaves 85 %, and below the floor it is a pause", () => {
  const points = modulated(11);
  expect(points.slice(0, 3).map(({ share }) => share)).toEqual([8_500, 7_225, 6_141]);
  expect(points.slice(-3)).toMatchObject([
    { isPaused: false },
    { share: 0, isPaused: true },
    { share: 0, isPaused: true },
  ]);
  expect(points.every(({ heldCycles }) => heldCycles === 2)).toBe(true);
});

test("RS-91 an abort takes all, and a continuation gives back one step a cycle after the hold", () => {
  const aborted = setPointAfter("ABORT", FULL_USE, LIMITS);
  expect(aborted).toEqual({ share: 0, heldCycles: 2, isPaused: true });
  const held = setPointAfter("CONTINUE", { share: 7_225, heldCycles: 2, isPaused: false }, LIMITS);
  expect(held).toEqual({ share: 7_225, heldCycles: 1, isPaused: false });
  const risen = setPointAfter("CONTINUE", held, LIMITS);
  expect(risen).toEqual({ share: 8_500, heldCycles: 0, isPaused: false });
  expect(setPointAfter("CONTINUE", setPointAfter("CONTINUE", risen, LIMITS), LIMITS)).toEqual(FULL_USE);
});
