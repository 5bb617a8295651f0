import { DIRT_FULL } from "../gardener/field/dirt-unit.ts";
import { advance } from "../gardener/generation/advance.ts";
import { forkGardener, type GardenerWorld } from "../gardener/world.ts";

/** A blow to a field, and when it counts as got over. */
export interface Probe {
  /** Dirt added to every cell at once, as a share of full, above 0; cells cannot hold more than 1. */
  readonly dirt: number;
  /** Back is within so much of the level of the twin that was not hit, as a share of what the field holds. */
  readonly band: number;
  /** How long back must last to count. */
  readonly lasting: number;
  /** Generations watched at most, `lasting` or more. */
  readonly generations: number;
}

/** What became of a field after a blow. */
export interface Recovery {
  /** Level of dirt that the blow really added, as a share of what the field holds: less than `dirt` where cells were full. */
  readonly added: number;
  /** Generations until the level was back and stayed, or null where it was not within the watch. */
  readonly generations: number | null;
}

/**
 * How long a world takes to get over a probe, beside a twin under the same weather that was not hit: a slow return is the oldest sign
 * of a near collapse (Wissel 1984). The world itself is left as it was.
 */
export function recoveryTime(world: GardenerWorld, probe: Probe): Recovery {
  const [free, hit] = [forkGardener(world), forkGardener(world)];
  const blow = Math.round(probe.dirt * DIRT_FULL);
  hit.cells.forEach((dirt, cell) => (hit.cells[cell] = Math.min(DIRT_FULL, dirt + blow)));
  const added = levelOf(hit) - levelOf(free);
  let within = 0;
  for (let generation = 1; generation <= probe.generations; generation += 1) {
    advance(free);
    advance(hit);
    within = Math.abs(levelOf(hit) - levelOf(free)) <= probe.band ? within + 1 : 0;
    if (within === probe.lasting) return { added, generations: generation - probe.lasting + 1 };
  }
  return { added, generations: null };
}

function levelOf({ cells }: GardenerWorld): number {
  let sum = 0;
  for (const dirt of cells) sum += dirt;
  return sum / (DIRT_FULL * cells.length);
}
