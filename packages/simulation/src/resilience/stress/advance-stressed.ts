import { advance } from "../../gardener/generation/advance.ts";
import type { GenerationRecord } from "../../gardener/record/generation-record.ts";
import type { GardenerSpec } from "../../gardener/spec/gardener-spec.ts";
import type { GardenerWorld } from "../../gardener/world.ts";
import { type Key, partKey, seedKey, uniformAt } from "../../random/counter.ts";
import { type Stress, stressAt } from "./stress.ts";

/** A world under stress. Twins under the same stress lose the same agents. */
export interface StressedWorld {
  world: GardenerWorld;
  readonly stress: Stress;
  readonly lossKey: Key;
}

/** A purpose apart from those of a world. */
const LOSS = 102;

export const stressed = (world: GardenerWorld, stress: Stress): StressedWorld => ({
  world,
  stress,
  lossKey: partKey(seedKey(world.setup.seed), LOSS),
});

/** Carries a stressed world through one generation. */
export function advanceStressed(subject: StressedWorld): GenerationRecord {
  const { world, stress, lossKey } = subject;
  const strength = stressAt(stress, world.generation);
  if (stress.stressor === "loss") breakAgents(world, strength, partKey(lossKey, world.generation));
  else subject.world = underSpec(world, specUnder(world.setup.spec, stress.stressor, strength));
  return advance(subject.world);
}

const specUnder = (spec: GardenerSpec, stressor: "growth" | "metabolism", strength: number): GardenerSpec =>
  stressor === "growth"
    ? { ...spec, dirt: { ...spec.dirt, growthMax: strength } }
    : { ...spec, energy: { ...spec.energy, metabolism: strength } };

/** The same world, whose further generations follow another spec of the same size. */
const underSpec = (world: GardenerWorld, spec: GardenerSpec): GardenerWorld => ({
  ...world,
  setup: { ...world.setup, spec },
});

/** Takes all energy from agents by chance, each by its own id: they are removed when the next generation begins. */
function breakAgents({ agents }: GardenerWorld, chance: number, key: Key): void {
  for (let place = 0; place < agents.count; place += 1)
    if (uniformAt(key, agents.id[place]!) < chance) agents.energy[place] = 0;
}
