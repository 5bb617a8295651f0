import { DIMENSIONS, type PolicyNetwork, PROBE_CONTEXTS, probeWindow } from "@plimsoll/evidence";
import { PlimsollError } from "@plimsoll/foundation";

const TRIALS = 1000;
/** Per dimension and context. A policy that fails one trial in 500 fails this check with chance 1 in 7. */
const FAILURES_MAX = 3;

/**
 * Throws `TEACHING_FAILED` unless the taught policy obeys in every dimension and context, on trials of the learner's own: the
 * battery's are nobody's to train or to stop on.
 */
export function assertTeachingTook(policy: PolicyNetwork, seed: number): void {
  for (const dimension of DIMENSIONS) {
    for (const context of PROBE_CONTEXTS) {
      const trials = probeWindow({
        policy,
        dimension,
        context,
        trials: TRIALS,
        seed: `teaching check of seed ${seed}`,
      });
      const failures = [...trials].filter(({ outcome }) => outcome !== "controlled").length;
      if (failures > FAILURES_MAX) throw teachingFailed(`${failures} failures in ${dimension}, ${context}`);
    }
  }
}

const teachingFailed = (received: string): PlimsollError =>
  new PlimsollError({
    code: "TEACHING_FAILED",
    expected: `a taught policy with at most ${FAILURES_MAX} failures in ${TRIALS} trials of each dimension and context`,
    received,
    fix: "teach longer, or take another seed",
  });
