/** The one order of a cycle. */
export type Directive = "CONTINUE" | "MODULATE" | "ABORT";

/** Probabilities are ten-thousandths, rounded up. */
export interface DirectionFacts {
  /** Of catastrophic failure, at the worst horizon. */
  readonly failure: number;
  /** What the arbitration accepts for this mission. */
  readonly acceptable: number;
  /** Above it nothing goes on, whoever accepts what: 9500. */
  readonly ceiling: number;
  readonly isAborted: boolean;
  /** The directive of the cycle before, and the failure it was given for; null in the first. */
  readonly previous: { readonly directive: Directive; readonly failure: number } | null;
}

export interface Direction {
  readonly directive: Directive;
  readonly because:
    | "no valid number"
    | "arbitration"
    | "ceiling"
    | "modulation failed"
    | "acceptable"
    | "not acceptable";
}

/** The order of the tests is the rule: what stops comes before what goes on (the sheet's §5.5). */
export function directionOf(facts: DirectionFacts): Direction {
  const { failure, acceptable, ceiling, previous } = facts;
  if (![failure, acceptable, ceiling].every(isShare)) return { directive: "ABORT", because: "no valid number" };
  if (facts.isAborted) return { directive: "ABORT", because: "arbitration" };
  if (failure > ceiling) return { directive: "ABORT", because: "ceiling" };
  const isNoBetter = previous?.directive === "MODULATE" && failure >= previous.failure;
  if (isNoBetter) return { directive: "ABORT", because: "modulation failed" };
  if (failure < acceptable) return { directive: "CONTINUE", because: "acceptable" };
  return { directive: "MODULATE", because: "not acceptable" };
}

const isShare = (share: number): boolean => Number.isSafeInteger(share) && share >= 0 && share <= 10_000;
