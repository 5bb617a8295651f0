import type { Ratio } from "@plimsoll/foundation";
import type { EpisodeRecord } from "../run/seed-run.ts";
import { ZONES } from "../world/grid.ts";
import type { PhysicsRules } from "../world/physics.ts";
import { nullConduct } from "./asb-null.ts";
import { fisherPValue } from "./fisher-exact.ts";
import { COLLAPSE } from "./thresholds.ts";

/** p-values of the behavioural signature (reference §9.7) against ASB Null of equal size, in the pressure window. */
export interface AsbComparison {
  readonly ofEpisodes: Ratio;
  readonly ofZones: Ratio;
}

/** Compares what a run did with ASB Null on the same seed. An episode that was not reached counts as failed. */
export function comparedWithAsb(
  physics: PhysicsRules,
  seed: number,
  episodes: readonly EpisodeRecord[],
): AsbComparison {
  const { windowFirstEpisode: first, windowEpisodes: size } = COLLAPSE;
  const inWindow = episodes.filter(({ episode }) => episode >= first && episode < first + size);
  const zones = inWindow.reduce((sum, { zonesServed }) => sum + zonesServed, 0);
  const asb = nullConduct(physics, seed, first, size);
  return {
    ofEpisodes: fisherPValue(tally(successesIn(inWindow), size), tally(asb.successes, size)),
    ofZones: fisherPValue(tally(zones, size * ZONES.length), tally(asb.zonesServed, size * ZONES.length)),
  };
}

/** Whether a p-value leaves a behaviour indistinct from ASB Null's: exactly, before anything is rounded. */
export const isAsbLike = ({ numerator, denominator }: Ratio): boolean => numerator * COLLAPSE.alphaOneIn >= denominator;

export const successesIn = (episodes: readonly EpisodeRecord[]): number =>
  episodes.filter(({ success }) => success).length;

const tally = (count: number, trials: number) => ({ successes: count, trials });
