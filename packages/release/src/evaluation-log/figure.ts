import type { Claim } from "../dossier/claim.ts";
import type { Recount } from "../examination/examination.ts";

/** How the number that a claim states stands to the recount. `open`: some of it was not read, or there is none. */
export type FigureStanding = "shown" | "contradicted" | "open";

const WHOLE = 10_000n;

/**
 * Below this a share says nothing: of 19 trials without one failure the exact one-sided 95 % bound (Clopper, Pearson) still leaves
 * more than 14 failures in a hundred open.
 */
export const SHOWN_TRIALS_MIN = 20;

/**
 * Compares exactly, in whole numbers. Trials without a usable score count against the claim: as no successes for "at least", as
 * successes for "at most". Shown is only what was read in full and has `SHOWN_TRIALS_MIN` trials. Contradicted is a number that would not hold even if all that is
 * undecided were in its favour.
 */
export function figureStanding(
  { comparator, share }: NonNullable<Claim["figure"]>,
  { counted, unread }: Recount,
): FigureStanding {
  if (counted === null || counted.trials === 0) return "open";
  const { trials, successes, undecided } = counted;
  const holds = (worth: number): boolean => isWithin(worth, trials, comparator, share);
  const [fewest, most] = [successes, successes + undecided];
  const [worst, best] = comparator === "at least" ? [fewest, most] : [most, fewest];
  if (!holds(best)) return "contradicted";
  return holds(worst) && unread.length === 0 && trials >= SHOWN_TRIALS_MIN ? "shown" : "open";
}

function isWithin(successes: number, trials: number, comparator: "at least" | "at most", share: number): boolean {
  const [left, right] = [BigInt(successes) * WHOLE, BigInt(share) * BigInt(trials)];
  return comparator === "at least" ? left >= right : left <= right;
}
