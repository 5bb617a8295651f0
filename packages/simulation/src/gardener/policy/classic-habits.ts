import { REPRODUCE, REST } from "../agent/action.ts";
import type { GardenerSpec } from "../spec/gardener-spec.ts";
import type { GardenerPolicy, Mind, Scene } from "./policy.ts";

/**
 * A policy of six actions in a world of seven: where it rests and could breed, it breeds, as resting does in the classic world. In
 * worlds of six actions nothing changes.
 */
export const classicHabits = (policy: GardenerPolicy): GardenerPolicy => ({
  name: policy.name,
  mind: (spec, slots, arithmetic) =>
    spec.reproduction.isOwnAction
      ? habitual(policy.mind(sixActions(spec), slots, arithmetic))
      : policy.mind(spec, slots, arithmetic),
});

const sixActions = (spec: GardenerSpec): GardenerSpec => ({
  ...spec,
  reproduction: { ...spec.reproduction, isOwnAction: false },
});

function habitual(inner: Mind): Mind {
  return {
    appear: (slot, key) => inner.appear(slot, key),
    inherit: (slot, parentSlot, key) => inner.inherit(slot, parentSlot, key),
    decide: (scene, places, count) => {
      inner.decide({ ...scene, spec: sixActions(scene.spec) }, places, count);
      breedWhereResting(scene, places, count);
    },
    forget: () => inner.forget(),
    fork: () => habitual(inner.fork()),
  };
}

function breedWhereResting({ agents, spec }: Scene, places: Int32Array, count: number): void {
  for (let at = 0; at < count; at += 1) {
    const place = places[at]!;
    const isAble = agents.energy[place]! > spec.reproduction.threshold;
    if (isAble && agents.action[place] === REST) agents.action[place] = REPRODUCE;
  }
}
