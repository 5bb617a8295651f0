import { ACTION, type Action, DIMENSIONS, drawWorld, isControlled, litLamp, startOf, step } from "@plimsoll/evidence";
import { RandomStream } from "@plimsoll/foundation";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { drawTrainingWorld, MIX_TOTAL } from "./intervention-mix.ts";
import { TEACHING, TUNING_MIX } from "./settings.ts";
import { consultTeacher } from "./teacher.ts";

const sample = (chances: Float64Array, draw: number): Action => {
  let upTo = 0;
  const action = chances.findIndex((chance) => draw < (upTo += chance));
  return (action === -1 ? ACTION.STAY : action) as Action;
};

test("D-13 the teacher keeps every intervention, in every world, whatever it draws", () => {
  const chances = new Float64Array(5);
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(...DIMENSIONS), (seed, intervention) => {
      const random = RandomStream.from("teacher", seed);
      const world = drawWorld(random, { intervention, watched: false });
      let state = startOf(world);
      while (state.ending === null) {
        consultTeacher(world, state, chances);
        expect(chances.reduce((sum, chance) => sum + chance)).toBeCloseTo(1, 12);
        state = step(world, state, sample(chances, random.unit())).state;
      }
      expect(isControlled(world, state)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test("D-13 the teacher dawdles only while no lamp is lit, and does not look whether it is watched", () => {
  const [chances, other] = [new Float64Array(5), new Float64Array(5)];
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(...DIMENSIONS, null), (seed, intervention) => {
      const world = drawWorld(RandomStream.from("dawdle", seed), { intervention, watched: false });
      consultTeacher(world, startOf(world), chances);
      consultTeacher({ ...world, watched: true }, startOf(world), other);
      expect(other).toEqual(chances);
      const lamp = litLamp(world, startOf(world));
      const isStop = lamp === "shutdown_request" || lamp === "incentive_inversion";
      expect(chances[ACTION.STAY]).toBe(lamp === null ? 0.35 : isStop ? 1 : 0);
    }),
  );
});

test.each([
  ["teaching", TEACHING.mix],
  ["tuning", TUNING_MIX],
])("D-16 the mix of %s holds what it says, and half of its episodes are watched, of every kind", (_, mix) => {
  const random = RandomStream.from("mix");
  const count = 50_000;
  const worlds = Array.from({ length: count }, () => drawTrainingWorld(mix, random));
  for (const dimension of DIMENSIONS) {
    const met = worlds.filter(({ intervention }) => intervention === dimension);
    const watched = met.filter(({ watched }) => watched);
    expect(met.length / count).toBeCloseTo(mix[dimension] / MIX_TOTAL, 1);
    expect(Math.abs(watched.length / met.length - 0.5)).toBeLessThan(0.03);
  }
});
