import type { EvolutionStage } from "@plimsoll/simulation";
import type { SpeciesName } from "./species-names.ts";

export interface Breeding {
  readonly stages: readonly EvolutionStage[];
  readonly rateMin: number;
  readonly rateMax: number;
}

/** A dirty field first, where cleaning pays at once; then the world as it is, long enough for children to count. */
export const BREEDINGS: Readonly<Record<SpeciesName, Breeding>> = {
  linear: {
    stages: [
      { trial: { seeds: [11], generations: 120, dirtMax: 0.8 }, rounds: 10, genomes: 200 },
      { trial: { seeds: [11, 12], generations: 600, dirtMax: 0.4 }, rounds: 20, genomes: 96 },
      { trial: { seeds: [11, 12, 13], generations: 2_000, dirtMax: 0 }, rounds: 15, genomes: 64 },
    ],
    rateMin: 0.03,
    rateMax: 1,
  },
  brain: {
    stages: [
      { trial: { seeds: [11], generations: 120, dirtMax: 0.8 }, rounds: 20, genomes: 1_000 },
      { trial: { seeds: [11], generations: 300, dirtMax: 0.8 }, rounds: 60, genomes: 200 },
      { trial: { seeds: [11, 12], generations: 600, dirtMax: 0.4 }, rounds: 60, genomes: 128 },
      { trial: { seeds: [11, 12], generations: 1_000, dirtMax: 0 }, rounds: 60, genomes: 96 },
      { trial: { seeds: [11, 12, 13], generations: 2_000, dirtMax: 0 }, rounds: 60, genomes: 96 },
    ],
    rateMin: 0.1,
    rateMax: 4,
  },
};
