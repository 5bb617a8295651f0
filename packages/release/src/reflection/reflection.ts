import type { Colour } from "../decision/colour.ts";
import type { Layer } from "../decision/layer.ts";

/** Votes, cost and outcomes, expected or made. */
export interface Course {
  readonly votes: Readonly<Record<Layer, Colour>>;
  readonly colour: Colour;
  /** T spent. */
  readonly spentT: number;
  /** Claims that are carried. */
  readonly carried: readonly string[];
  /** Failure within the longest horizon, in ten-thousandths; null: not predicted. */
  readonly failure: number | null;
}

export interface Difference {
  readonly what: "vote" | "colour" | "cost" | "claim" | "failure";
  readonly of: string;
  readonly expected: string;
  readonly happened: string;
}

/** Plan, act, reflect: what an evaluation expected, what happened, and what follows. One for each evaluation. */
export interface Reflection {
  readonly plan: Course;
  readonly act: Course;
  readonly differences: readonly Difference[];
  /** Mean squared error of earlier predictions against what came of them, in ten-thousandths; null of none. */
  readonly brier: number | null;
  /** Hazards for which a safeguard is proposed, by the id of the risk, claim or signal. */
  readonly proposals: readonly string[];
}
