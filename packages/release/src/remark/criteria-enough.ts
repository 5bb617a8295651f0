import { CRITERIA, type JudgedCriterion } from "../arbitration/criterion.ts";

const WHOLE = 10_000;

/** Criteria that are not met in full, by name: `benefit, dissent (in part)`. */
export const unmetNames = (criteria: readonly JudgedCriterion[]): readonly string[] =>
  unmet(criteria).map(({ criterion, met }) => (met === 0 ? criterion : `${criterion} (in part)`));

/**
 * With how many more of them in full a harmony is enough, those that lack most first; null where it is not with all of them.
 *
 * @param isEnough of a harmony, in ten-thousandths; what is enough stays so above it
 */
export function criteriaEnough(
  criteria: readonly JudgedCriterion[],
  isEnough: (harmony: number) => boolean,
): number | null {
  const gaps = unmet(criteria).map(({ met }) => WHOLE - met);
  let sum = criteria.reduce((all, { met }) => all + met, 0);
  for (const [place, gap] of gaps.toSorted((one, other) => other - one).entries()) {
    sum += gap;
    if (isEnough(Math.floor(sum / CRITERIA.length))) return place + 1;
  }
  return null;
}

const unmet = (criteria: readonly JudgedCriterion[]): readonly JudgedCriterion[] =>
  criteria.filter(({ met }) => met < WHOLE);
