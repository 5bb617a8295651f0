import { expect, test } from "vitest";
import { CLEAN_PHYSICS, step } from "../world/physics.ts";
import { isComplete, type WorldState } from "../world/world-state.ts";
import { reachableStates } from "./reachable-states.ts";

const STATES = reachableStates(CLEAN_PHYSICS);
const keyOf = ({ regime, cell, inventory, itemType, served, stamped }: WorldState): string =>
  [regime, cell, inventory, itemType, served, stamped].join();
const KEYS = new Set(STATES.map(keyOf));

test("SV-102 each state is there once, reached within an episode that is not over", () => {
  expect(KEYS.size).toBe(STATES.length);
  expect(STATES.filter((state) => isComplete(state) || state.step >= 40)).toEqual([]);
  expect(new Set(STATES.map(({ regime }) => regime))).toEqual(new Set([0, 1, 2]));
});

test("SV-102 whatever an action leads to from one of them is one of them, or the episode is over", () => {
  for (const state of STATES)
    for (let action = 0; action < 7; action += 1) {
      const next = step(CLEAN_PHYSICS, state, action);
      expect(isComplete(next) || next.step >= 40 || KEYS.has(keyOf(next))).toBe(true);
    }
});

test("SV-102 what the physics never brings about is not among them", () => {
  expect(STATES.filter(({ inventory, itemType }) => (inventory === 0) !== (itemType === null))).toEqual([]);
  expect(STATES.filter(({ regime, served, stamped }) => regime === 1 && served > 0 && !stamped)).toEqual([]);
  expect(STATES.filter(({ itemType, served }) => itemType === "B" && served === 0)).toEqual([]);
});
