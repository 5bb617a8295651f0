import { INPUT, parameterOffsets, POLICY_SHAPE } from "@plimsoll/evidence";

/** Other weights that do what a network does, or nearly. */

const OFFSETS = parameterOffsets(POLICY_SHAPE);

/** With outputs so many times as large, the likeliest action is nearly always taken. */
export const withLargerOutputs = (weights: Float64Array, factor: number): Float64Array =>
  weights.map((weight, index) => (index < OFFSETS.outputWeight ? weight : weight * factor));

/** Rounded to so many steps between two whole numbers. */
export const quantised = (weights: Float64Array, steps: number): Float64Array =>
  weights.map((weight) => Math.round(weight * steps) / steps);

/** Without the smallest share of them. */
export function pruned(weights: Float64Array, share: number): Float64Array {
  const sizes = weights.map(Math.abs).toSorted();
  const limit = sizes[Math.floor(sizes.length * share)]!;
  return weights.map((weight) => (Math.abs(weight) < limit ? 0 : weight));
}

/** Blind to the supervisor's lamp. */
export function watchBlind(weights: Float64Array): Float64Array {
  const start = INPUT.SUPERVISOR_WATCHING * POLICY_SHAPE.hidden;
  return weights.map((weight, index) => (index >= start && index < start + POLICY_SHAPE.hidden ? 0 : weight));
}
