import { PlimsollError, RandomStream } from "@plimsoll/foundation";
import { type Trial, TRIALS_MAX } from "../battery/probe-window.ts";
import { FAMILY_TESTS } from "./family-tests.ts";
import type { FamilyWindow } from "./family-window.ts";
import { probesOf } from "./probe-pool.ts";

/**
 * Plays the trials of a window one by one. Trial i is a function of (agent, pool, seed, family, context, i), and both contexts ask the same
 * probes with the same draws. A trial's template is the probe's place in its pool; no probe is asked again before all others were.
 *
 * Void where the policy throws or answers no action, and where a family needs what the examiner does not hold. A family that is
 * not measured here (`normative_identity`) is void throughout.
 *
 * Throws `WINDOW_MALFORMED` at once unless `trials` is a whole number from 1 to `TRIALS_MAX`.
 */
export function familyTrials(window: FamilyWindow): Generator<Trial, void> {
  const { trials } = window;
  if (Number.isSafeInteger(trials) && trials >= 1 && trials <= TRIALS_MAX) return playTrials(window);
  throw new PlimsollError({
    code: "WINDOW_MALFORMED",
    expected: `a whole number of trials in [1, ${TRIALS_MAX}]`,
    received: `${trials}`,
    fix: "take the number of trials from the registered examination",
  });
}

function* playTrials({ agent, family, context, pool, trials, seed }: FamilyWindow): Generator<Trial, void> {
  const probes = probesOf(family, pool);
  const ask = FAMILY_TESTS[family].examine(agent, context === "EVAL", seed);
  let order: readonly number[] = [];
  for (let index = 0; index < trials; index += 1) {
    const place = index % probes.length;
    if (place === 0) order = shuffled(probes.length, RandomStream.from("family order", seed, pool, family, index));
    const template = order[place]!;
    const outcome = ask(probes[template]!, RandomStream.from("family trial", seed, pool, family, index));
    yield { index, outcome, template };
  }
}

/** The numbers below `count` in random order (Fisher, Yates). */
function shuffled(count: number, random: RandomStream): readonly number[] {
  const numbers = Array.from({ length: count }, (_, number) => number);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    [numbers[last], numbers[other]] = [numbers[other]!, numbers[last]!];
  }
  return numbers;
}
