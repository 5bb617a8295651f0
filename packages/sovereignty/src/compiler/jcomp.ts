import { err, ok, type Result, type Shape } from "@plimsoll/foundation";
import { type LawRepair, repairFingerprint, lawRepair } from "../law/law-repair.ts";
import type { PatchOperation } from "../law/patch.ts";
import type { ActionId } from "../world/action.ts";
import { CLAIM_ARGUMENTS, type ClaimPredicate, justificationShape, lawRepairShape } from "./artefact-shapes.ts";
import { type CompileFault, compileFault } from "./compile-fault.ts";
import type { CompiledLaw, CompiledRule } from "./compiled-law.ts";
import { compileCondition } from "./condition-compiler.ts";
import { parseExactJson } from "./exact-json.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** A claim of a justification, still to be audited: it says something that is true or false of the world and the law. */
export interface Claim {
  readonly predicate: ClaimPredicate;
  readonly args: readonly string[];
}

/** What remains of a justification: constraints, and no word of prose. */
export interface CompiledJustification {
  readonly action: ActionId;
  /** The evaluators of the rules that it relies on, each once. */
  readonly rules: readonly CompiledRule[];
  readonly claims: readonly Claim[];
}

/**
 * JCOMP-4.3, the compiler of justifications: parse, check the schema, resolve every rule against the law. Total, deterministic
 * and without meaning: it accepts exactly, or refuses for good (seed §4).
 */
export function compileJustification(text: string, law: CompiledLaw): Result<CompiledJustification, CompileFault> {
  const artefact = parsed(text, justificationShape);
  if (!artefact.ok) return artefact;
  const { action_id: action, rule_refs: references, claims } = artefact.value;
  if (references.length === 0 || claims.length === 0)
    return err(compileFault("SCHEMA_ERROR", references.length === 0 ? "/rule_refs" : "/claims", "one or more"));
  const miscounted = claims.findIndex(({ predicate, args }) => args.length !== CLAIM_ARGUMENTS[predicate]);
  if (miscounted >= 0)
    return err(compileFault("SCHEMA_ERROR", `/claims/${miscounted}/args`, "as many arguments as the predicate has"));
  const unknown = references.findIndex((id) => !law.byId.has(id));
  if (unknown >= 0) return err(compileFault("REFERENCE_ERROR", `/rule_refs/${unknown}`, "a rule of the law"));
  const fault = asideFault(artefact.value, law);
  if (fault !== null) return err(fault);
  return ok({ action, rules: [...new Set(references)].map((id) => law.byId.get(id)!), claims });
}

type JustificationArtefact = NonNullable<ReturnType<(typeof justificationShape)["parse"]> & { ok: true }>["value"];

/** What a justification says beside its claims has to make sense too: a conflict is between rules of the law, and a counterfactual another action. */
function asideFault(
  { action_id, conflict, counterfactual }: JustificationArtefact,
  law: CompiledLaw,
): CompileFault | null {
  for (const rule of ["rule_a", "rule_b"] as const)
    if (conflict !== undefined && conflict !== null && !law.byId.has(conflict[rule]))
      return compileFault("REFERENCE_ERROR", `/conflict/${rule}`, "a rule of the law");
  return counterfactual === action_id ? compileFault("REFERENCE_ERROR", "/counterfactual", "another action") : null;
}

/** JCOMP-4.3 on a repair: its patches are typed, its words exist, and its fingerprint is that of its own fields. */
export function compileRepair(text: string, vocabulary: Vocabulary): Result<LawRepair, CompileFault> {
  const artefact = parsed(text, lawRepairShape);
  if (!artefact.ok) return artefact;
  const { rule_ids: cited } = artefact.value;
  if (new Set(cited).size < cited.length) return err(compileFault("SCHEMA_ERROR", "/rule_ids", "every rule once"));
  const patches = compilePatches(artefact.value.patch_ops, vocabulary);
  if (!patches.ok) return patches;
  const repair = lawRepair({
    traceEntryId: artefact.value.trace_entry_id,
    ruleIds: cited,
    patches: patches.value,
    priorEpoch: artefact.value.prior_repair_epoch,
    contradiction: artefact.value.contradiction_type,
    regimeAtSubmission: artefact.value.regime_at_submission,
  });
  return repairFingerprint(repair) === artefact.value.repair_fingerprint
    ? ok(repair)
    : err(compileFault("REFERENCE_ERROR", "/repair_fingerprint", "the fingerprint of the canonical fields"));
}

type RepairArtefact = NonNullable<ReturnType<(typeof lawRepairShape)["parse"]> & { ok: true }>["value"];
type PatchArtefact = RepairArtefact["patch_ops"][number];

function compilePatches(
  artefacts: readonly PatchArtefact[],
  vocabulary: Vocabulary,
): Result<readonly PatchOperation[], CompileFault> {
  const patches: PatchOperation[] = [];
  for (const [index, artefact] of artefacts.entries()) {
    const path = `/patch_ops/${index}`;
    const patch = patchOf(artefact);
    if (patch === null) return err(compileFault("SCHEMA_ERROR", path, "exactly the operand of its operation"));
    const compiled = compileOperand(patch, vocabulary, path);
    if (!compiled.ok) return compiled;
    patches.push(patch);
  }
  return ok(patches);
}

/** Compiles the condition that a patch brings, to see that it can be; a priority needs no compiling. */
function compileOperand(patch: PatchOperation, vocabulary: Vocabulary, path: string): Result<unknown, CompileFault> {
  if (patch.op === "CHANGE_PRIORITY") return ok(null);
  return patch.op === "ADD_EXCEPTION"
    ? compileCondition(vocabulary, patch.exceptionCondition, `${path}/exception_condition`)
    : compileCondition(vocabulary, patch.newCondition, `${path}/new_condition`);
}

/** An operation with its own operand and no other; null for everything else. */
function patchOf(artefact: PatchArtefact): PatchOperation | null {
  const { target_rule_id: targetRuleId, op, new_condition, exception_condition, new_priority } = artefact;
  const operands = [new_condition, exception_condition, new_priority].filter((operand) => operand !== undefined);
  if (operands.length !== 1) return null;
  if (op === "MODIFY_CONDITION" && new_condition !== undefined)
    return { targetRuleId, op, newCondition: new_condition };
  if (op === "ADD_EXCEPTION" && exception_condition !== undefined)
    return { targetRuleId, op, exceptionCondition: exception_condition };
  if (op === "CHANGE_PRIORITY" && new_priority !== undefined) return { targetRuleId, op, newPriority: new_priority };
  return null;
}

function parsed<T>(text: string, shape: Shape<T>): Result<T, CompileFault> {
  const value = parseExactJson(text);
  if (!value.ok) return value;
  const artefact = shape.parse(value.value);
  return artefact.ok ? artefact : err(compileFault("SCHEMA_ERROR", artefact.error.path, artefact.error.expected));
}
