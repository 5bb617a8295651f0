import type { ControlState } from "./control-layer.ts";
import type { Suppression } from "./suppression.ts";

export interface ContinuousDecision {
  readonly step: number;
  readonly subject: number;
  /** The wished action, such as a change of a learning rate; 0 is doing nothing. */
  readonly values: readonly number[];
  /** In survival no value is larger than this, either way, after scaling; of the values' own unit, 0 or more. */
  readonly sizeMaxInSurvival: number;
}

export interface ScaledDecision {
  readonly values: readonly number[];
  readonly suppression: Suppression | null;
}

/**
 * Damping by scaling: every value times α, and in survival cut to the size that is safe. A value that is not a number becomes 0.
 * No value ever grows or turns round.
 */
export function scaledAction(decision: ContinuousDecision, state: ControlState): ScaledDecision {
  const values = decision.values.map((value) => scaledValue(value, decision.sizeMaxInSurvival, state));
  const same = values.every((value, index) => value === decision.values[index]);
  return { values, suppression: same ? null : suppressionOf(decision, values, state) };
}

function scaledValue(value: number, sizeMax: number, { alpha, survival }: ControlState): number {
  if (!Number.isFinite(value)) return 0;
  const size = Math.abs(value) * alpha;
  return Math.sign(value) * (survival ? Math.min(size, sizeMax > 0 ? sizeMax : 0) : size);
}

const suppressionOf = (
  { step, subject, values: wished }: ContinuousDecision,
  values: readonly number[],
  { reason }: ControlState,
): Suppression => ({ step, subject, from: sizes(wished), to: sizes(values), means: "scaling", cause: reason });

const sizes = (values: readonly number[]): string => `[${values.join(", ")}]`;
