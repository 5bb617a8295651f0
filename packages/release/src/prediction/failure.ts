import { exponential, normal, scaledTail } from "./normal.ts";

/** A random walk of the stability index, per cycle. All are shares of 1. */
export interface Walk {
  /** From the index to the critical line. */
  readonly distance: number;
  readonly drift: number;
  /** Standard deviation. */
  readonly spread: number;
}

/**
 * Chance that the walk is at the line within `cycles`: the first passage of a Brownian motion with drift. It is a little more
 * than that of steps, for it sees what happens between two of them.
 */
export function cascade({ distance, drift, spread }: Walk, cycles: number): number {
  if (distance <= 0) return 1;
  const expected = distance + drift * cycles;
  if (spread === 0) return expected <= 0 ? 1 : 0;
  const scale = spread * Math.sqrt(cycles);
  const below = (drift * cycles - distance) / scale;
  return Math.min(1, normal(-expected / scale) + reflected({ distance, drift, spread }, expected / scale, below));
}

/** Paths that touched the line and came back. Where the exponential would overflow, it is taken together with its tail. */
function reflected({ distance, drift, spread }: Walk, above: number, below: number): number {
  if (below <= 0) return exponential((-above * above) / 2) * scaledTail(-below);
  return exponential((-2 * drift * distance) / (spread * spread)) * normal(below);
}

/** Chance of a sudden failure within `cycles`, after `events` of them in `observed` cycles (Jeffreys' rate, Poisson). */
export const brittle = (events: number, observed: number, cycles: number): number =>
  1 - exponential((-(events + 0.5) / observed) * cycles);

/** Either of two independent failures. */
export const either = (one: number, other: number): number => 1 - (1 - one) * (1 - other);
