import type { Key } from "../../random/counter.ts";

/** What is counted of a field. */
export interface FieldTotals {
  /** Sum of all cells, in units of dirt. */
  readonly dirt: number;
  /** Cells above the hot bound. */
  readonly hot: number;
  /** Sum over the cells of min(max(cell − rampFrom, 0), rampWidth), in units of dirt: hot spots without a jump. */
  readonly ramp: number;
}

/** Bounds in units of dirt. */
export interface FieldBounds {
  readonly hotAbove: number;
  readonly rampFrom: number;
  readonly rampWidth: number;
}

/** A noise on every cell, from one key. */
export interface ProbeNoise {
  /** Standard deviation as a share of 1.0, at most `NOISE_SHARE_MAX`. */
  readonly eps: number;
  readonly key: Key;
}

/** Dirt and hot cells of a field and of the same field moved by one noise, cut off at the walls. */
export interface FieldProbe {
  readonly totals: FieldTotals;
  readonly moved: Pick<FieldTotals, "dirt" | "hot">;
}

/** The field moved by a noise, and by the opposite noise; what passes a wall comes back from it. */
export interface FieldPair {
  readonly plus: FieldTotals;
  readonly minus: FieldTotals;
}

/**
 * Arithmetic on a dirt field of 8 · n cells, all in whole numbers. Two implementations, the kernel and its twin, MUST give equal
 * results for equal arguments.
 */
export interface FieldArithmetic {
  /**
   * Adds to each cell a growth of uniform chance from 0 to `span` units (cell i has half a word of 32 bits to itself: word i/2
   * under `key`). A full cell stays full.
   */
  drift(cells: Uint16Array, key: Key, span: number): void;
  /** Leaves the cells as they are, as the next. */
  probe(cells: Uint16Array, bounds: FieldBounds, noise: ProbeNoise): FieldProbe;
  probePairs(
    cells: Uint16Array,
    bounds: FieldBounds,
    noises: readonly ProbeNoise[],
  ): { readonly totals: FieldTotals; readonly pairs: readonly FieldPair[] };
}

/** Beyond it the scaled noise would not fit into 16 bits. */
export const NOISE_SHARE_MAX = 0.1;

/**
 * The factor, in 2^−9, that makes the centred sum of four random bytes a noise of this standard deviation: such a sum has variance
 * 4 · (256² − 1) / 12. It is bell-shaped with a flatter tail than the normal (excess kurtosis −0.3, nothing beyond 3.46 deviations).
 */
export const noiseScale = (eps: number): number => Math.round((eps * 65_535 * 512) / Math.sqrt((4 * 65_535) / 12));
