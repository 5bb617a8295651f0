import { type Digest, type Result } from "@plimsoll/foundation";
import type { CompileFault } from "../compiler/compile-fault.ts";
import type { CompiledLaw } from "../compiler/compiled-law.ts";
import { compileLaw } from "../compiler/law-compiler.ts";
import type { Law } from "../law/law.ts";
import { patched } from "../law/patch.ts";
import { isSameRule, type Rule, type RuleId } from "../law/rule.ts";
import type { Apparatus } from "../run/apparatus.ts";
import type { ContradictionEntry } from "../trace/trace-entry.ts";
import type { Regime } from "../world/world-state.ts";
import type { GateMemory } from "./gate-memory.ts";
import type { LawRepair } from "../law/law-repair.ts";

/** Everything that the gate's rules judge a repair by. */
export interface RepairCase {
  readonly apparatus: Apparatus;
  readonly memory: GateMemory;
  /** The law that the agent carries. */
  readonly law: Law;
  readonly agentCompiler: Digest;
  readonly regime: Regime;
  readonly repair: LawRepair;
  /** The entry that it cites; null where there is no such contradiction. */
  readonly entry: ContradictionEntry | null;
  /** The agent's rules after the patches. */
  readonly patchedRules: readonly Rule[];
  readonly compiled: Result<CompiledLaw, CompileFault>;
  /** Of the rules that say something else after the patches than before. */
  readonly modifiedRuleIds: readonly RuleId[];
}

/** A repair as it comes, before any judgement. */
export interface Submission {
  readonly apparatus: Apparatus;
  readonly memory: GateMemory;
  readonly law: Law;
  readonly agentCompiler: Digest;
  readonly regime: Regime;
}

export function repairCase(submission: Submission, repair: LawRepair): RepairCase {
  const { apparatus, memory, law } = submission;
  const patchedRules = patched(law.rules, repair.patches);
  return {
    ...submission,
    repair,
    entry: memory.contradictions.get(repair.traceEntryId) ?? null,
    patchedRules,
    compiled: compileLaw(apparatus.vocabulary, patchedRules),
    modifiedRuleIds: law.rules.flatMap((rule, index) => (isSameRule(rule, patchedRules[index]!) ? [] : [rule.id])),
  };
}
