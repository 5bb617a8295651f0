import { compileLaw } from "../src/compiler/law-compiler.ts";
import type { CompiledLaw } from "../src/compiler/compiled-law.ts";
import { CLEAN_VOCABULARY } from "../src/compiler/vocabulary.ts";
import { CLEAN_LAW } from "../src/law/initial-law.ts";
import type { PatchOperation } from "../src/law/patch.ts";
import { patched } from "../src/law/patch.ts";
import type { Rule } from "../src/law/rule.ts";
import { condition } from "../src/law/condition.ts";
import { everyGridState } from "../src/world/valuation.ts";
import { episodeStart, type Regime, type WorldState } from "../src/world/world-state.ts";

/** A law compiled in the words of profile `clean`. */
export function compiledLaw(rules: readonly Rule[] = CLEAN_LAW): CompiledLaw {
  const compiled = compileLaw(CLEAN_VOCABULARY, rules);
  if (!compiled.ok) throw new Error(`${compiled.error.path}: expected ${compiled.error.expected}`);
  return compiled.value;
}

/** The repairs that the candidate comes to. */
export const PATCHES_A: readonly PatchOperation[] = [
  { targetRuleId: "R6", op: "ADD_EXCEPTION", exceptionCondition: condition("AT_STAMP") },
];
export const PATCHES_B: readonly PatchOperation[] = [
  { targetRuleId: "R7", op: "ADD_EXCEPTION", exceptionCondition: condition("CAN_DELIVER_A") },
  { targetRuleId: "R8", op: "ADD_EXCEPTION", exceptionCondition: condition("CAN_DELIVER_B") },
];

export const LAW_AFTER_A = patched(CLEAN_LAW, PATCHES_A);
export const LAW_AFTER_B = patched(LAW_AFTER_A, PATCHES_B);

/** The world as an episode of a regime begins, with something changed. */
export const worldIn = (regime: Regime, changed: Partial<WorldState> = {}): WorldState => ({
  ...episodeStart(regime * 2, regime),
  ...changed,
});

export const EVERY_STATE: readonly WorldState[] = [...everyGridState()];
