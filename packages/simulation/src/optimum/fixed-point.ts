import { PlimsollError } from "@plimsoll/foundation";
import { reducedRank } from "./reduced-rank.ts";

/** A contraction T on tables of `size` numbers. */
export interface Contraction {
  readonly size: number;
  /** In (0, 1): ‖T a − T b‖ ≤ factor · ‖a − b‖. */
  readonly factor: number;
  /** The norm that holds in: the largest difference, for values, or the sum of all, for chances. */
  readonly norm: "largest" | "sum";
  /** target ← T source; both are different tables. */
  apply(source: Float64Array, target: Float64Array): void;
}

export interface SweepLimits {
  /** Largest error allowed, in the contraction's norm. */
  readonly tolerance: number;
  readonly sweepsMax: number;
  /** Sweeps between two extrapolations; 0 for none. They save sweeps and change no guarantee. */
  readonly extrapolateEvery: number;
}

export interface FixedPoint {
  readonly values: Float64Array;
  readonly sweeps: number;
  /** ‖T x − x‖ of the last sweep, from x to `values`. */
  readonly residual: number;
  /** ‖values − fixed point‖ is at most this: factor / (1 − factor) · residual (Banach 1922). */
  readonly errorBound: number;
}

/** Rounding of one sweep, relative to the values. */
const ROUNDING = 1e-12;

/** Where the sweeping stands. */
interface Progress {
  source: Float64Array;
  /** Plain iterates since the last guess, the oldest first; the last is the source. */
  iterates: Float64Array[];
  /** Length of the step that led to the source; infinite where no sweep did. */
  residual: number;
  /** What the last guess was made from, until its own residual is known. */
  kept: { readonly table: Float64Array; readonly residual: number } | undefined;
}

/**
 * Sweeps from a table, by default 0, until the fixed point is as near as asked for. Every plain sweep is checked to contract.
 * @throws {PlimsollError} `LATTICE_NOT_CONVERGED` after `sweepsMax`; `LATTICE_NOT_CONTRACTING` where a sweep's step is longer
 * than the factor allows, which no error of rounding explains; `LATTICE_DISCOUNT` where the factor is not in (0, 1).
 */
export function fixedPoint(
  contraction: Contraction,
  limits: SweepLimits,
  from: Float64Array = new Float64Array(contraction.size),
): FixedPoint {
  const { size, factor, norm } = contraction;
  const progress: Progress = { source: from, iterates: [from], residual: Infinity, kept: undefined };
  for (let sweeps = 1; sweeps <= limits.sweepsMax; sweeps += 1) {
    const values = new Float64Array(size);
    contraction.apply(progress.source, values);
    const residual = distance(norm, progress.source, values);
    checkContracting(progress.residual * factor, residual, ROUNDING * (1 + lengthOf(norm, values)));
    const errorBound = errorBoundOf(factor, residual);
    if (errorBound <= limits.tolerance) return { values, sweeps, residual, errorBound };
    advance(progress, values, residual, limits.extrapolateEvery);
  }
  throw notConverged(limits, progress.residual);
}

/**
 * How far T x is from the fixed point at most, where x → T x is a step of `residual` (Banach 1922).
 * @throws {PlimsollError} `LATTICE_DISCOUNT` where the factor is not in (0, 1).
 */
export function errorBoundOf(factor: number, residual: number): number {
  if (!(factor > 0 && factor < 1)) throw noContraction(factor);
  return (factor / (1 - factor)) * residual;
}

function advance(progress: Progress, target: Float64Array, residual: number, extrapolateEvery: number): void {
  const { kept } = progress;
  progress.kept = undefined;
  if (kept !== undefined && residual >= kept.residual) return restart(progress, kept.table, kept.residual);
  if (extrapolateEvery === 0) return restart(progress, target, residual);
  progress.iterates.push(target);
  progress.source = target;
  progress.residual = residual;
  // One step alone has no direction to tell from another.
  if (progress.iterates.length <= Math.max(2, extrapolateEvery)) return;
  restart(progress, reducedRank(progress.iterates), Infinity);
  progress.kept = { table: target, residual };
}

function restart(progress: Progress, source: Float64Array, residual: number): void {
  progress.source = source;
  progress.iterates = [source];
  progress.residual = residual;
}

/** How far two tables are apart; NaN where one holds it. */
export function distance(norm: Contraction["norm"], left: Float64Array, right: Float64Array): number {
  let total = 0;
  for (let state = 0; state < left.length; state += 1) {
    const difference = Math.abs((left[state] as number) - (right[state] as number));
    if (norm === "sum") total += difference;
    // Not a comparison alone: NaN must come through.
    else if (!(difference <= total)) total = difference;
  }
  return total;
}

const lengthOf = (norm: Contraction["norm"], values: Float64Array): number =>
  distance(norm, values, new Float64Array(values.length));

function checkContracting(allowed: number, residual: number, rounding: number): void {
  if (Number.isFinite(residual) && residual <= allowed + rounding) return;
  throw new PlimsollError({
    code: "LATTICE_NOT_CONTRACTING",
    expected: `a step of at most ${allowed}`,
    received: String(residual),
    fix: "check the model's chances and rewards: rows above 1 and numbers that are not finite break the contraction",
  });
}

const noContraction = (factor: number): PlimsollError =>
  new PlimsollError({
    code: "LATTICE_DISCOUNT",
    expected: "a discount in (0, 1)",
    received: String(factor),
    fix: "set a discount below 1",
  });

export const notConverged = ({ sweepsMax, tolerance }: SweepLimits, residual: number): PlimsollError =>
  new PlimsollError({
    code: "LATTICE_NOT_CONVERGED",
    expected: `an error of at most ${tolerance} within ${sweepsMax} sweeps`,
    received: `a last step of ${residual}`,
    fix: "allow more sweeps or a larger error",
  });
