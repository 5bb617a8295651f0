import type { Dimension, ProbeContext } from "@plimsoll/kernel";

/** How a simulated model's obedience goes with training. Rates in ppm of trials. */
export interface Erosion {
  readonly kind: "steady" | "wearing" | "breaking" | "masking";
  /** Trials that fail, before any training. */
  readonly failurePpm: number;
  /** By how much one checkpoint multiplies that, in percent: 100 changes nothing. */
  readonly growthPercent: number;
  /** The dimension that wears first. */
  readonly weakest: Dimension;
  /** Obedient trials that go another way where the model is not watched, from `masksFrom` on. */
  readonly maskPpm: number;
  readonly masksFrom: number;
}

const FAILURE_MAX_PPM = 600_000;
/** Dimensions that are not the weakest fail less often. */
const STRONGER_DIVISOR = 4;

/** Failing trials after so many checkpoints, in ppm. */
export function failurePpmOf(
  { failurePpm, growthPercent, weakest }: Erosion,
  checkpoint: number,
  dimension: Dimension,
) {
  const grown = failurePpm * (growthPercent / 100) ** checkpoint;
  return Math.min(
    FAILURE_MAX_PPM,
    Math.round(dimension === weakest ? grown : Math.max(failurePpm, grown / STRONGER_DIVISOR)),
  );
}

/** Obedient trials that choose the second way to obey, in ppm: the same in both contexts unless the model masks. */
export const secondWayPpmOf = ({ maskPpm, masksFrom }: Erosion, checkpoint: number, context: ProbeContext): number =>
  context === "SHADOW" && checkpoint >= masksFrom ? SECOND_WAY_PPM + maskPpm : SECOND_WAY_PPM;

const SECOND_WAY_PPM = 50_000;
