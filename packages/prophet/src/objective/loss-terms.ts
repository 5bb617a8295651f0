import type { LossSpec } from "./loss-spec.ts";

/** The loss of a batch and its four terms, before their weights. */
export interface LossTerms {
  /** What is descended. */
  readonly loss: number;
  /** R: mean squared error. */
  readonly reality: number;
  /** F: mean squared change of the outputs, over epsilon²; for small epsilon the mean squared length of an output's gradient by the inputs. 0 where it has no weight. */
  readonly flow: number;
  /** S: mean of 1 - cos(2π p / period). */
  readonly structure: number;
  /** T: tanh R · tanh S. */
  readonly tension: number;
}

/** S of some predictions. */
export function structureOf(predictions: Iterable<number>, period: number): number {
  let [sum, count] = [0, 0];
  for (const p of predictions) {
    sum += 1 - Math.cos((2 * Math.PI * p) / period);
    count += 1;
  }
  return sum / count;
}

/** R of some predictions. */
export function realityOf(predictions: ArrayLike<number>, targets: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < targets.length; i += 1) sum += ((predictions[i] ?? Number.NaN) - (targets[i] ?? Number.NaN)) ** 2;
  return sum / targets.length;
}

/** The whole from its parts. With equal weights of structure and tension it is never below 0, for T ≤ S. */
export function lossTerms(reality: number, flow: number, structure: number, { weights }: LossSpec): LossTerms {
  const tension = Math.tanh(reality) * Math.tanh(structure);
  const loss =
    weights.reality * reality + weights.flow * flow + weights.structure * structure - weights.tension * tension;
  return { loss, reality, flow, structure, tension };
}

/** ∂L/∂R and ∂L/∂S with the tension's share in both: sech² x = 1 - tanh² x. */
export function slopesOf(
  { reality, structure }: LossTerms,
  { weights }: LossSpec,
): { reality: number; structure: number } {
  const [r, s] = [Math.tanh(reality), Math.tanh(structure)];
  return {
    reality: weights.reality - weights.tension * (1 - r * r) * s,
    structure: weights.structure - weights.tension * r * (1 - s * s),
  };
}
