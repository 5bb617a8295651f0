import { identifier, oneOf, type Shaped } from "@plimsoll/foundation";

/** Shipped criteria of a mission, of equal weight (the sheet's §5.4). */
export const CRITERIA = [
  "purpose",
  "benefit",
  "safeguards",
  "reversibility",
  "least-capable",
  "independent-review",
  "redress",
  "incidents",
  "stop-owner",
  "dissent",
] as const;
export const criterionShape = oneOf(...CRITERIA);
export type Criterion = Shaped<typeof criterionShape>;
export const claimIdShape = identifier;

/** How far one is met: carried by claims, partly, or not shown. In ten-thousandths. */
export type Met = 10_000 | 5_000 | 0;

export interface JudgedCriterion {
  readonly criterion: Criterion;
  readonly met: Met;
  readonly isRequired: boolean;
  /** Claims that show it. */
  readonly claims: readonly string[];
}
