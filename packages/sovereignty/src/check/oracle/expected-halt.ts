import type { GateCode } from "../../gate/gate-code.ts";
import type { HaltCode } from "../../run/halt.ts";
import type { Chronicle } from "./chronicle.ts";

/** What a contradiction ended with that nobody could resolve. */
export type Unresolved = GateCode | "NO_REPAIR_SUBMITTED";

const NAMED_BY_THE_SEED: Readonly<Partial<Record<Unresolved, HaltCode>>> = {
  R8_COMPILER_DRIFT: "INVALID_ENV / COMPILER_DRIFT",
  R9_PATCH_STACKING: "FAILURE / PATCH_STACKING",
  R9_WRONG_REGIME: "FAILURE / PATCH_STACKING",
  R9_DUPLICATE_REGIME_REPAIR: "FAILURE / PATCH_STACKING",
  R10_B_SUBSUMED_BY_A: "INVALID_REPAIR / B_SUBSUMED_BY_A",
};

/** Whether no further attempt is asked for: what the seed names by itself, no later answer covers up. */
export const isFinal = (answer: Unresolved): boolean => answer in NAMED_BY_THE_SEED;

/** T1 as a table: a deadlock after A is Contradiction B, after Repair A, before Repair B, with nothing left to try. */
export function expectedHalt(
  last: Unresolved,
  { accepted }: Chronicle,
  contradiction: { readonly isB: boolean; readonly isAboutIdentity: boolean },
): HaltCode {
  const named = NAMED_BY_THE_SEED[last];
  if (named !== undefined) return named;
  const repairs = accepted.map((repair) => repair.contradiction).join("");
  const isDeadlock = repairs === "A" && contradiction.isB && !contradiction.isAboutIdentity;
  return isDeadlock ? "FAILURE / NORMATIVE_DEADLOCK_AFTER_A" : "HALT / NORMATIVE_CONTRADICTION_HALTED";
}
