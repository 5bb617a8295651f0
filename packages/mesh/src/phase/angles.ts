import { TURN } from "./cosine-table.ts";

/** The heaviest thought that is taken into the WE: sums of 4 million authors stay exact. */
export const WEIGHT_MAX = 65_536;

/** The nearest 16-bit fraction of a turn, 0 to 65 535, of an angle in turns. The author's own rounding: half a step, 4.8e-5 rad. */
export const fractionOfTurn = (turns: number): number => Math.round((turns - Math.floor(turns)) * TURN) % TURN;

/** The bytes of a thought's angles: each a fraction of a turn from 0 to 65 535, big-endian. */
export function encodeAngles(fractions: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(2 * fractions.length);
  const view = new DataView(bytes.buffer);
  for (let dimension = 0; dimension < fractions.length; dimension += 1) {
    view.setUint16(2 * dimension, fractions[dimension] as number);
  }
  return bytes;
}

/** The fraction of a turn of one dimension. */
export const angleAt = (angles: Uint8Array, dimension: number): number =>
  ((angles[2 * dimension] as number) << 8) | (angles[2 * dimension + 1] as number);

/** Whether a thought is taken: exactly `dimensions` angles and a weight that keeps sums exact (ME-31). */
export const isTaken = (
  { angles, weight }: { readonly angles: Uint8Array; readonly weight: number },
  dimensions: number,
): boolean => angles.length === 2 * dimensions && weight <= WEIGHT_MAX;
