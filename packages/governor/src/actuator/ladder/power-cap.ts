import type { PowerLevelPpm } from "../power-level.ts";
import type { WorkloadReason } from "../workload-actuator.ts";

/** What a device says of its power, in whole milliwatts. */
export interface PowerCap {
  /** The cap that counts: the strictest of all sources. */
  readonly limitMw: number;
  readonly minimumMw: number;
  /** Shares are shares of it. */
  readonly maximumMw: number;
  /** What the device is set to without us; full power is no more than that. */
  readonly defaultMw: number;
  /** What is drawn now; `null` where it is not told. */
  readonly drawMw: number | null;
}

const MILLIWATTS_PER_WATT = 1_000;

/**
 * The cap to ask for, in whole watts, rounded down, against the job: the level's share of the maximum and at most the default, or the floor
 * where the share is below it. The floor itself is rounded up, or the device would refuse it.
 */
export function wattsFor(levelPpm: PowerLevelPpm, { minimumMw, maximumMw, defaultMw }: PowerCap): number {
  const shareMw = Math.min(defaultMw, (maximumMw * levelPpm) / 1_000_000);
  const shareWatts = Math.floor(shareMw / MILLIWATTS_PER_WATT);
  return Math.max(shareWatts, Math.ceil(minimumMw / MILLIWATTS_PER_WATT));
}

/** The lowest level that the cap keeps, and the draw has followed. */
export function heldBy({ limitMw, maximumMw, drawMw }: PowerCap): 200_000 | 1_000_000 {
  const twentyPercentMw = Math.floor((maximumMw * 200_000) / 1_000_000);
  return Math.max(limitMw, drawMw ?? 0) <= twentyPercentMw ? 200_000 : 1_000_000;
}

/** Rounded up: a floor is never told lower than it is. */
export const floorPpmOf = ({ minimumMw, maximumMw }: PowerCap): number =>
  Math.ceil((minimumMw * 1_000_000) / maximumMw);

/** Why a cap is not at the level that was asked. */
export function capReasons(levelPpm: PowerLevelPpm, cap: PowerCap): WorkloadReason[] {
  if (levelPpm === 1_000_000) return [];
  const floorPpm = floorPpmOf(cap);
  if (levelPpm < floorPpm)
    return [{ code: "LEVEL_UNREACHABLE", detail: `the lowest cap is ${floorPpm} ppm of the maximum` }];
  if (heldBy(cap) > levelPpm)
    return [{ code: "NOT_YET_HELD", detail: `capped at ${cap.limitMw} mW, draws ${cap.drawMw ?? "unknown"} mW` }];
  return [];
}

/** The three places where the power of a GPU is limited (NVIDIA DGX user guide, Managing Power Capping); `null` where one is not known. */
export interface CapSources {
  readonly vbiosMw: number | null;
  readonly hostMw: number | null;
  readonly outOfBandMw: number | null;
}

/** The strictest rules. An unknown source can only make it stricter than we know; `null` if none is known. */
export function strictestMw({ vbiosMw, hostMw, outOfBandMw }: CapSources): number | null {
  const known = [vbiosMw, hostMw, outOfBandMw].filter((each) => each !== null);
  return known.length === 0 ? null : Math.min(...known);
}
