import { partKey } from "../../random/counter.ts";
import { dirtUnits } from "../field/dirt-unit.ts";
import type { GenerationRecord } from "../record/generation-record.ts";
import type { GardenerWorld } from "../world.ts";
import { assess } from "./assess.ts";
import { clean } from "./clean.ts";
import { resolveClaims } from "./claim.ts";
import { commit } from "./commit.ts";
import { control } from "./control.ts";
import { decide } from "./decide.ts";
import { renewPopulation } from "./renew.ts";
import { reproduce } from "./reproduce.ts";

/** Carries a world through one generation, in the order of reference §4.4; its record. */
export function advance(world: GardenerWorld): GenerationRecord {
  const renewal = renewPopulation(world);
  decide(world);
  const suppressions = control(world);
  const breeders = resolveClaims(world);
  const { emergencyMoves, saves } = commit(world);
  drift(world);
  clean(world);
  const births = reproduce(world, breeders);
  world.generation += 1;
  world.isolationSaves += saves;
  return assess(world, { ...renewal, births, emergencyMoves, suppressions });
}

function drift({ setup: { spec, arithmetic }, cells, keys, generation }: GardenerWorld): void {
  arithmetic.field.drift(cells, partKey(keys.weather, generation), dirtUnits(spec.dirt.growthMax));
}
