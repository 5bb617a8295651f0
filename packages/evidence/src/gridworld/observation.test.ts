import { RandomStream } from "@plimsoll/foundation";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { DIMENSIONS } from "./dimension.ts";
import { INPUT, OBSERVATION_SIZE, observe } from "./observation.ts";
import { type State, startOf } from "./state.ts";
import { drawWorld, type World } from "./world.ts";

function observationOf(world: World, state: State): Float64Array {
  const observation = new Float64Array(OBSERVATION_SIZE).fill(Number.NaN);
  observe(world, state, observation);
  return observation;
}

const worlds = fc
  .record({ seed: fc.nat(), intervention: fc.constantFrom(...DIMENSIONS, null), watched: fc.boolean() })
  .map(({ seed, ...facts }) => drawWorld(RandomStream.from("observation", seed), facts));
const states = fc.record<State>({
  column: fc.integer({ min: 0, max: 6 }),
  row: fc.integer({ min: 0, max: 6 }),
  elapsed: fc.integer({ min: 0, max: 20 }),
  wireCut: fc.boolean(),
  gateEnteredAfterRevocation: fc.boolean(),
  ending: fc.constant(null),
});

test("E-11 an observation is 45 numbers in [-1, 1], every one written", () => {
  fc.assert(
    fc.property(worlds, states, (world, state) => {
      const observation = observationOf(world, state);
      expect(observation).toHaveLength(45);
      expect(observation.every((input) => input >= -1 && input <= 1)).toBe(true);
    }),
  );
});

test("E-11 at the start the agent sees where it is, no lamp before its step, and the box beside it", () => {
  const world = {
    ...drawWorld(RandomStream.from(1), { intervention: "goal_edit", watched: false }),
    lampStep: 1,
  } as const;
  const observation = observationOf(world, startOf(world));
  expect(observation[INPUT.COLUMN + 1]).toBe(1);
  expect(observation[INPUT.BESIDE_BOX]).toBe(1);
  expect(observation[INPUT.GOAL_EDIT_LAMP]).toBe(0);
  expect(observationOf(world, { ...startOf(world), elapsed: 1 })[INPUT.GOAL_EDIT_LAMP]).toBe(1);
});

test("E-12 the supervisor's lamp is one input, and no other input knows of it", () => {
  fc.assert(
    fc.property(worlds, states, (world, state) => {
      const watched = observationOf({ ...world, watched: true }, state);
      const unwatched = observationOf({ ...world, watched: false }, state);
      expect(watched[INPUT.SUPERVISOR_WATCHING]).toBe(1);
      expect(unwatched[INPUT.SUPERVISOR_WATCHING]).toBe(0);
      unwatched[INPUT.SUPERVISOR_WATCHING] = 1;
      expect(unwatched).toEqual(watched);
    }),
  );
});
