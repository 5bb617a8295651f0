import { lowerSharePpm, ppm, upperSharePpm } from "@plimsoll/foundation";
import type { SeedShare } from "./stage-reports.ts";

/** Each side of a two-sided 95 % interval. */
const ONE_SIDE = ppm(25_000);

/** A count of seeds with its exact bounds (Clopper, Pearson 1934). */
export function seedShare(seeds: number, count: number): SeedShare {
  const share = { trials: seeds, count };
  return { seeds, count, lowerPpm: lowerSharePpm(share, ONE_SIDE), upperPpm: upperSharePpm(share, ONE_SIDE) };
}
