import { DIRT_FULL } from "../gardener/field/dirt-unit.ts";
import { advance } from "../gardener/generation/advance.ts";
import { forkGardener, type GardenerWorld } from "../gardener/world.ts";
import type { TwinSystem } from "./damage.ts";

/** What is compared between twins. */
export type GardenerMeasure = "dirt" | "agents";

/** Twins of the Gardener that differ in the dirt of one cell at first. Weather, births and brains draw alike in both. */
export const gardenerDamage = (cell: number, measure: GardenerMeasure = "dirt"): TwinSystem<GardenerWorld> => ({
  fork: forkGardener,
  perturb: ({ cells }) => {
    // The farther wall, so that there is always something to change.
    cells[cell] = cells[cell]! < DIRT_FULL / 2 ? DIRT_FULL : 0;
  },
  advance: (world) => {
    advance(world);
  },
  distance: measure === "dirt" ? dirtDistance : agentDistance,
});

/** The least distance of two fields that differ. */
export const dirtFloorOf = ({ cells }: GardenerWorld): number => 1 / (DIRT_FULL * cells.length);

/** Mean absolute difference of dirt over all cells, 0 to 1. */
export function dirtDistance(left: GardenerWorld, right: GardenerWorld): number {
  let sum = 0;
  for (let cell = 0; cell < left.cells.length; cell += 1) sum += Math.abs(left.cells[cell]! - right.cells[cell]!);
  return sum / (DIRT_FULL * left.cells.length);
}

/** Share of agents, by id over both worlds, that do not stand on the same cell in both: 0 to 1, 0 of no agents. */
export function agentDistance(left: GardenerWorld, right: GardenerWorld): number {
  const [here, there] = [placesOf(left), placesOf(right)];
  const ids = new Set([...here.keys(), ...there.keys()]);
  const apart = [...ids].filter((id) => here.get(id) !== there.get(id)).length;
  return ids.size === 0 ? 0 : apart / ids.size;
}

const placesOf = ({ agents }: GardenerWorld): ReadonlyMap<number, number> =>
  new Map(Array.from({ length: agents.count }, (_, place) => [agents.id[place]!, agents.cell[place]!]));
