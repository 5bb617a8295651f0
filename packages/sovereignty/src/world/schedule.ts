import type { Regime } from "./world-state.ts";

/** The first episode of regime 1. */
export const REGIME_1_START = 2;

/** The episode in which regime 2 was registered to begin. */
export const REGIME_2_PREREGISTERED_START = 4;
/** Δ of seed §6: so many episodes may regime 2 be late. */
export const REGIME_2_DELAY_MAX = 2;

/**
 * The event gate E3 (seed §6): regime 2 begins in the episode after the one in which Repair A was accepted, and not before
 * the registered one; null while Repair A is not accepted.
 */
export const regime2Start = (repairAEpisode: number | null): number | null =>
  repairAEpisode === null ? null : startAfter(repairAEpisode);

const startAfter = (repairAEpisode: number): number => Math.max(REGIME_2_PREREGISTERED_START, repairAEpisode + 1);

/** Fixed at the start of an episode, for the whole of it. */
export function regimeOf(episode: number, repairAEpisode: number | null): Regime {
  if (episode < REGIME_1_START) return 0;
  const start = regime2Start(repairAEpisode);
  return start !== null && episode >= start ? 2 : 1;
}

/**
 * Whether at the start of an episode it is certain that regime 2 is more than Δ late: `FAILURE / REPAIR_A_TOO_LATE`. Without
 * Repair A that is so from episode 6 on, since even an acceptance there would start regime 2 in episode 7.
 */
export function isRepairATooLate(episode: number, repairAEpisode: number | null): boolean {
  return startAfter(repairAEpisode ?? episode) - REGIME_2_PREREGISTERED_START > REGIME_2_DELAY_MAX;
}

/** Whole episodes under the post-A law before regime 2. The formula gives 0 where Repair A came in episode 3 or later. */
export const fullPostAEpisodes = (repairAEpisode: number): number => startAfter(repairAEpisode) - repairAEpisode - 1;
