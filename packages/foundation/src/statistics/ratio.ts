/** A probability or a rate as an exact ratio of integers; `denominator` is positive. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const PPM = 1_000_000n;

/** Parts per million as a ratio in lowest terms. Small terms keep the powers in exact tails small. */
export const ppm = (partsPerMillion: number): Ratio => reduced(BigInt(partsPerMillion), PPM);

/**
 * A ratio in lowest terms.
 *
 * @param denominator above 0
 */
export function reduced(numerator: bigint, denominator: bigint): Ratio {
  const divisor = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  return right === 0n ? left : greatestCommonDivisor(right, left % right);
}

/** The largest whole number of parts per million not above the ratio: rounding is against the one who claims it. */
export function floorPpm({ numerator, denominator }: Ratio): number {
  const scaled = numerator * PPM;
  const quotient = scaled / denominator;
  return Number(scaled < 0n && scaled % denominator !== 0n ? quotient - 1n : quotient);
}
