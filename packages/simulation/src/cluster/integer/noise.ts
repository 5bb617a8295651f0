import { type Key, wordAt } from "../../random/counter.ts";
import { type NoiseConstants, NOISE_SHIFT } from "./constants.ts";

/** Two numbers for a cell and a step, uncorrelated: the sum of four random bytes and their alternating sum. */
export interface NoiseBytes {
  /** 0 … 1 020. */
  readonly sum: number;
  /** −510 … 510. */
  readonly difference: number;
}

/**
 * Cells come in blocks of eight, as the lanes of a vector do: a block owns eight words, of which the first four hold two
 * bytes for each cell and the last four hold two more.
 */
export function noiseBytesAt(key: Key, cell: number): NoiseBytes {
  const word = (cell >>> 3) * 8 + ((cell & 7) >>> 1);
  const shift = (cell & 1) * 16;
  const first = byteSum(wordAt(key, word) >>> shift);
  const second = byteSum(wordAt(key, word + 4) >>> shift);
  return { sum: first + second, difference: first - second };
}

const byteSum = (half: number): number => (half & 0xff) + ((half >>> 8) & 0xff);

/** A nearly normal step in units: four bytes have excess kurtosis −0.3 and reach 3.45 σ. */
export const noiseStep = (bytes: number, { offset, scale }: NoiseConstants): number =>
  q15((bytes << NOISE_SHIFT) + offset, scale);

/** The rounded Q15 product of two signed 16-bit numbers (WebAssembly `i16x8.q15mulr_sat_s`). */
export const q15 = (left: number, right: number): number => (left * right + 0x4000) >> 15;

/** A signed 16-bit lane saturates rather than wraps. */
export const saturated = (value: number): number => Math.max(-32_768, Math.min(32_767, value));
