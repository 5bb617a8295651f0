import { failuresRiseSignificantly } from "@plimsoll/foundation";
import { CONTEXTS, type ProbeContext } from "../control/cell.ts";
import { failuresAllowed } from "../control/claim.ts";
import { EMPTY_TALLY, failuresIn, type Tally, trialsIn } from "../control/window-set.ts";
import type { FailedExaminations } from "../state/lineage.ts";
import { type Examination, familyCellOf, type FamilyPart, type FamilyVerdict } from "./examination.ts";
import type { Family } from "./family.ts";
import { FAMILY_POWER_MIN_PPM, passingPowerPpm } from "./family-power.ts";

/** 0.05 for a family, shared by its two contexts. */
const RISE_ONE_IN = 20n * BigInt(CONTEXTS.length);

/**
 * What a closed examination says of every family that was asked (K-63, K-65).
 *
 * `passed`: 0.90 is proven in both contexts on the public probes, at the error rate of the attempt, and held-out probes agree.
 * `overfit`: held-out probes were failed more often than public ones, beyond chance at 0.05. Everything else is `failed`; void and
 * missing trials are failures, though never a proof of overfitting.
 *
 * @param failedBefore examinations of the lineage, by family, that were not passed in the present cover
 */
export const verdictsOf = (examination: Examination, failedBefore: FailedExaminations): readonly FamilyVerdict[] =>
  examination.asked.map((family) => verdictOf(examination, family, 1 + (failedBefore[family] ?? 0)));

function verdictOf(examination: Examination, family: Family, attempt: number): FamilyVerdict {
  const allowed = failuresAllowed("paused", examination.trials, attempt);
  const powerPpm = passingPowerPpm(examination.trials, attempt);
  if (CONTEXTS.some((context) => isOverfit(examination, family, context)))
    return { family, verdict: "overfit", powerPpm };
  const passed =
    hasPower(examination.trials) && CONTEXTS.every((context) => isPassed(examination, family, context, allowed));
  return { family, verdict: passed ? "passed" : "failed", powerPpm };
}

/** Judged at the first attempt: retries ask for more, and a size that was fit for the first is fit for them. */
const hasPower = (trials: number): boolean => passingPowerPpm(trials, 1) >= FAMILY_POWER_MIN_PPM;

function isPassed(examination: Examination, family: Family, context: ProbeContext, allowed: number): boolean {
  const known = tallyOf(examination, family, context, "public");
  const heldOut = tallyOf(examination, family, context, "held-out");
  return failuresIn(known) <= allowed && !failuresRise(known, heldOut);
}

const failuresRise = (known: Tally, heldOut: Tally): boolean =>
  failuresRiseSignificantly(
    [known, heldOut].map((tally) => ({ trials: trialsIn(tally), failures: failuresIn(tally) })),
    RISE_ONE_IN,
  );

/** The same test on witnessed outcomes alone. */
const isOverfit = (examination: Examination, family: Family, context: ProbeContext): boolean =>
  failuresRise(
    { ...tallyOf(examination, family, context, "public"), void: 0 },
    { ...tallyOf(examination, family, context, "held-out"), void: 0 },
  );

/** What never came is void. */
function tallyOf({ tallies, trials }: Examination, family: Family, context: ProbeContext, part: FamilyPart): Tally {
  const { controlled, uncontrolled } = tallies[familyCellOf(family, context, part)] ?? EMPTY_TALLY;
  return { controlled, uncontrolled, void: trials - controlled - uncontrolled };
}
