/** A predicate of the typed DSL. Its canonical form always has `args`, so that TRUE is `{"args":[],"op":"TRUE"}`. */
export interface Condition {
  readonly op: string;
  readonly args: readonly ConditionArgument[];
}

export type ConditionArgument = Condition | string | number | boolean;

export const condition = (op: string, ...args: readonly ConditionArgument[]): Condition => ({ op, args });

export const ALWAYS = condition("TRUE");

/** A condition and all conditions inside it. */
export function* conditionsWithin(whole: Condition): Generator<Condition, void> {
  yield whole;
  for (const argument of whole.args) if (typeof argument === "object") yield* conditionsWithin(argument);
}
