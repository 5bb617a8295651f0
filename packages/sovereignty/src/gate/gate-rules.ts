import { permittedActions } from "../compiler/compiled-law.ts";
import { compileLaw } from "../compiler/law-compiler.ts";
import { conditionsWithin } from "../law/condition.ts";
import type { PatchOperation } from "../law/patch.ts";
import { type ActionSet, NO_ACTIONS } from "../world/action.ts";
import { observe } from "../world/observe.ts";
import { progressSet } from "../world/rank.ts";
import type { GateCode, GateRuleName } from "./gate-code.ts";
import { acceptedRepair } from "./gate-memory.ts";
import { introducesDefault } from "./new-default.ts";
import type { RepairCase } from "./repair-case.ts";

/** A condition that every accepted repair meets; a repair that does not meets the code. */
export interface GateRule {
  readonly name: GateRuleName;
  readonly code: GateCode;
  readonly isMet: (repairCase: RepairCase) => boolean;
}

const REPAIRS_MAX = 2;

/** In the order in which they are asked, which decides what is told (reference §5.2). The first that is not met rejects. */
export const GATE_RULES: readonly GateRule[] = [
  { name: "R9", code: "R9_PATCH_STACKING", isMet: ({ memory }) => memory.accepted.length < REPAIRS_MAX },
  { name: "R9", code: "R9_WRONG_REGIME", isMet: isOfItsRegime },
  {
    name: "R9",
    code: "R9_DUPLICATE_REGIME_REPAIR",
    isMet: ({ memory, repair }) => acceptedRepair(memory, repair.contradiction) === null,
  },
  {
    name: "R8",
    code: "R8_COMPILER_DRIFT",
    isMet: ({ agentCompiler, apparatus }) => agentCompiler === apparatus.compilerDigest,
  },
  { name: "R7", code: "R7_TRACE_ENTRY_NOT_FOUND", isMet: ({ entry }) => entry !== null },
  {
    name: "R7",
    code: "R7_RULE_NOT_IN_TRACE",
    isMet: ({ entry, repair }) => repair.ruleIds.every((id) => entry?.blockingRuleIds.includes(id) === true),
  },
  {
    name: "R6",
    code: "R6_WRONG_PRIOR_EPOCH",
    isMet: ({ memory, repair }) => repair.priorEpoch === memory.expectedChain.at(-1),
  },
  { name: "R1", code: "R1_NO_RULE_MODIFIED", isMet: ({ modifiedRuleIds }) => modifiedRuleIds.length > 0 },
  {
    name: "R7",
    code: "R7_NO_CITED_RULE_MODIFIED",
    isMet: ({ modifiedRuleIds, repair }) => modifiedRuleIds.some((id) => repair.ruleIds.includes(id)),
  },
  {
    name: "R1",
    code: "R1_RULE_NOT_RESPONSIBLE",
    isMet: ({ entry, repair }) =>
      repair.patches.every(({ targetRuleId }) => entry?.blockingRuleIds.includes(targetRuleId) === true),
  },
  { name: "R1", code: "R1_FOREIGN_PREDICATE", isMet: staysInItsVocabulary },
  { name: "R3", code: "R3_COMPILATION_FAILED", isMet: compilesDeterministically },
  { name: "R2", code: "R2_COMPILATION_FAILED", isMet: ({ compiled }) => compiled.ok },
  { name: "R2", code: "R2_STILL_NO_PROGRESS", isMet: opensProgress },
  { name: "R4", code: "R4_NEW_DEFAULT_DETECTED", isMet: (repairCase) => !introducesDefault(repairCase) },
  { name: "R10", code: "R10_B_SUBSUMED_BY_A", isMet: isStillNeededAfterA },
  { name: "R5", code: "R5_EPOCH_MISMATCH", isMet: isTheLawOfItsEpochs },
];

/** Repair A belongs to regime 1, Repair B to regime 2, and the entry that is cited to the same contradiction. */
function isOfItsRegime({ regime, repair, entry }: RepairCase): boolean {
  const due = repair.contradiction === "A" ? 1 : 2;
  const answersItsKind = entry === null || entry.contradiction === repair.contradiction;
  return regime === due && repair.regimeAtSubmission === due && answersItsKind;
}

/** E1: what repairs one contradiction may not speak of the other. */
function staysInItsVocabulary({ apparatus, repair }: RepairCase): boolean {
  const words = repair.patches.flatMap((patch) => conditionsOf(patch)).map(({ op }) => op);
  return words.every((word) => {
    const reservedFor = apparatus.vocabulary[word]?.reservedFor ?? null;
    return reservedFor === null || reservedFor === repair.contradiction;
  });
}

function conditionsOf(patch: PatchOperation) {
  if (patch.op === "CHANGE_PRIORITY") return [];
  return [...conditionsWithin(patch.op === "ADD_EXCEPTION" ? patch.exceptionCondition : patch.newCondition)];
}

/** The patched law is compiled by JCOMP itself, and does not depend on the order in which patches were written down. */
function compilesDeterministically({ compiled, repair }: RepairCase): boolean {
  const keys = new Set(repair.patches.map(({ targetRuleId, op }) => `${targetRuleId} ${op}`));
  return compiled.ok && keys.size === repair.patches.length;
}

/** Where the contradiction was, for the same target, the patched law leaves a way. */
function opensProgress({ entry, apparatus, compiled }: RepairCase): boolean {
  if (entry === null || entry.target === null || !compiled.ok) return false;
  const { physics, rank } = apparatus;
  const progress = progressSet(physics, rank, entry.state, entry.target);
  return (progress & permittedActions(compiled.value, observe(entry.state))) !== NO_ACTIONS;
}

/** The replay of R10: under the law that Repair A left, and without Repair B, the same contradiction is still there. */
function isStillNeededAfterA({ memory, repair, entry, apparatus }: RepairCase): boolean {
  if (repair.contradiction === "A") return true;
  if (memory.postALaw === null || entry === null || entry.target === null) return false;
  const postA = compileLaw(apparatus.vocabulary, memory.postALaw);
  if (!postA.ok) return false;
  const { physics, rank } = apparatus;
  const progress: ActionSet = progressSet(physics, rank, entry.state, entry.target);
  return progress !== NO_ACTIONS && (progress & permittedActions(postA.value, observe(entry.state))) === NO_ACTIONS;
}

/** What is repaired is the law that the world saw last: it shows the expected epochs, and its rules embed every repair's. */
function isTheLawOfItsEpochs({ apparatus, law, compiled, memory }: RepairCase): boolean {
  return compiled.ok && apparatus.gate.continuity(law, compiled.value, memory);
}
