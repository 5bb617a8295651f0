import type { Digest } from "@plimsoll/foundation";
import { type Apparatus, cleanApparatus } from "../run/apparatus.ts";
import { playSeed } from "../run/play-seed.ts";
import { situationOf } from "../mask/situation.ts";
import { isRepairATooLate, regimeOf } from "../world/schedule.ts";

/** What is checked. The functions are passed in, so that a weakened one can show that the check finds it. */
export interface Specimen {
  readonly apparatus: Apparatus;
  readonly situationOf: typeof situationOf;
  readonly regimeOf: typeof regimeOf;
  readonly isRepairATooLate: typeof isRepairATooLate;
  readonly playSeed: typeof playSeed;
}

/** Any identity will do: the check compares two of them, and never reads the compiler's text. */
const SOME_COMPILER: Digest = `sha256:${"c".repeat(64)}`;

/** The candidate's apparatus, and the experiment as it is run. */
export const THE_EXPERIMENT: Specimen = {
  apparatus: cleanApparatus(SOME_COMPILER),
  situationOf,
  regimeOf,
  isRepairATooLate,
  playSeed,
};
