import type { GardenerArithmetic } from "../arithmetic.ts";
import type { BrainBank } from "../brain/brain-bank.ts";
import { classicChild, fanInChild, randomBrain } from "../brain/brain-birth.ts";
import { BRAIN_FLOATS, MEMORY_FLOATS } from "../brain/brain-layout.ts";
import type { GardenerSpec } from "../spec/gardener-spec.ts";
import { requireGenome } from "./genome-length.ts";
import { actionCount, type GardenerPolicy, type Mind, type Scene } from "./policy.ts";

/** Every agent has a brain of its own: random at first, a mutated copy of the parent's in a child. The original's agents. */
export const randomBrains: GardenerPolicy = {
  name: "random-brains",
  mind: (spec, slots, arithmetic) => ownBrains(spec, arithmetic, arithmetic.brains(slots, slots), slots),
};

/** All agents share one brain of the given weights (`BRAIN_FLOATS` numbers); each has a memory of its own. Nothing mutates. */
export const sharedBrain = (name: string, weights: Float32Array): GardenerPolicy => ({
  name,
  mind: (spec, slots, arithmetic) => {
    requireGenome(weights, BRAIN_FLOATS);
    const bank = arithmetic.brains(1, slots);
    bank.brains.set(weights);
    return oneBrain(spec, arithmetic, bank, slots);
  },
});

function ownBrains(spec: GardenerSpec, arithmetic: GardenerArithmetic, bank: BrainBank, slots: number): Mind {
  const actions = actionCount(spec);
  const { mutationRate, isScaledByFanIn } = spec.reproduction;
  const child = isScaledByFanIn ? fanInChild : classicChild;
  const brainIn = (slot: number): Float32Array => bank.brains.subarray(slot * BRAIN_FLOATS, (slot + 1) * BRAIN_FLOATS);
  return {
    appear: (slot, key) => {
      brainIn(slot).set(randomBrain(key, actions));
      clearMemory(bank, slot);
    },
    inherit: (slot, parentSlot, key) => {
      brainIn(slot).set(child(brainIn(parentSlot), key, mutationRate, actions));
      clearMemory(bank, slot);
    },
    decide: decider(bank, slots, actions, (slot) => slot),
    forget: () => bank.memories.fill(0),
    fork: () => ownBrains(spec, arithmetic, copyOfBank(bank, arithmetic.brains(slots, slots)), slots),
  };
}

function oneBrain(spec: GardenerSpec, arithmetic: GardenerArithmetic, bank: BrainBank, slots: number): Mind {
  return {
    appear: (slot) => clearMemory(bank, slot),
    inherit: (slot) => clearMemory(bank, slot),
    decide: decider(bank, slots, actionCount(spec), () => 0),
    forget: () => bank.memories.fill(0),
    fork: () => oneBrain(spec, arithmetic, copyOfBank(bank, arithmetic.brains(1, slots)), slots),
  };
}

function clearMemory({ memories }: BrainBank, slot: number): void {
  memories.fill(0, slot * MEMORY_FLOATS, (slot + 1) * MEMORY_FLOATS);
}

function copyOfBank(bank: BrainBank, copy: BrainBank): BrainBank {
  copy.brains.set(bank.brains);
  copy.memories.set(bank.memories);
  return copy;
}

/** All asked agents in one batch. */
function decider(bank: BrainBank, slots: number, actions: number, brainOf: (slot: number) => number): Mind["decide"] {
  const batch = new Int32Array(4 * slots);
  const chosen = new Uint8Array(slots);
  return ({ spec: { side }, cells, agents }: Scene, places, count) => {
    for (let at = 0; at < count; at += 1) {
      const cell = agents.cell[places[at]!]!;
      const slot = agents.slot[places[at]!]!;
      const column = cell % side;
      batch[4 * at] = (cell - column) / side;
      batch[4 * at + 1] = column;
      batch[4 * at + 2] = brainOf(slot);
      batch[4 * at + 3] = slot;
    }
    bank.decide({ count, agents: batch, cells, side, actions, chosen });
    for (let at = 0; at < count; at += 1) agents.action[places[at]!] = chosen[at]!;
  };
}
