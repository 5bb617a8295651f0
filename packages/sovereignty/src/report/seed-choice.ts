import { FROZEN_SEEDS } from "../run/bounds.ts";
import type { SeedRun } from "../run/seed-run.ts";

/** So many seeds can be played in a page; all of them are counted in its tables. */
export const SEEDS_SHOWN_MAX = 24;

/** The seeds that a reader wants to see: the frozen ones, then those that went wrong, then others, as many as a page can hold. */
export const shownSeeds = (seeds: readonly SeedRun[]): readonly SeedRun[] =>
  [0, 1, 2].flatMap((level) => seeds.filter((run) => levelOf(run) === level)).slice(0, SEEDS_SHOWN_MAX);

function levelOf({ seed, halt, episodes }: SeedRun): number {
  if (FROZEN_SEEDS.includes(seed)) return 0;
  return halt !== null || episodes.some(({ success }) => !success) ? 1 : 2;
}
