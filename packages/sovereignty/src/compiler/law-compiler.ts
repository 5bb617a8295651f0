import { err, ok, type Result } from "@plimsoll/foundation";
import { normHash } from "../law/law.ts";
import type { Rule } from "../law/rule.ts";
import { type CompileFault, compileFault } from "./compile-fault.ts";
import { actionsOfEffect, type CompiledLaw, type CompiledRule } from "./compiled-law.ts";
import { compileCondition } from "./condition-compiler.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Compiles every rule of a law, in law order: the whole law, or a fault. */
export function compileLaw(vocabulary: Vocabulary, rules: readonly Rule[]): Result<CompiledLaw, CompileFault> {
  const known = COMPILED.get(vocabulary)?.get(rules);
  if (known !== undefined) return known;
  const compiled = compileEvery(vocabulary, rules);
  remember(vocabulary, rules, compiled);
  return compiled;
}

function compileEvery(vocabulary: Vocabulary, rules: readonly Rule[]): Result<CompiledLaw, CompileFault> {
  const hash = normHash(rules);
  const compiledRules: CompiledRule[] = [];
  for (const [index, rule] of rules.entries()) {
    const compiled = compileRule(vocabulary, rule, hash, `/${index}`);
    if (!compiled.ok) return compiled;
    compiledRules.push(compiled.value);
  }
  const byId = new Map(compiledRules.map((compiled) => [compiled.rule.id, compiled]));
  if (byId.size < rules.length) return err(compileFault("SCHEMA_ERROR", "", "every rule id once"));
  return ok({ normHash: hash, rules: compiledRules, byId, embeddedEpochs: epochsIn(rules) });
}

function compileRule(
  vocabulary: Vocabulary,
  rule: Rule,
  hash: string,
  path: string,
): Result<CompiledRule, CompileFault> {
  if ((rule.type === "OBLIGATION") !== (rule.effect.effectType === "OBLIGATION_TARGET"))
    return err(compileFault("REFERENCE_ERROR", `${path}/effect`, "a target for an obligation, a class for all others"));
  const condition = compileCondition(vocabulary, rule.condition, `${path}/condition`);
  if (!condition.ok) return condition;
  const exception =
    rule.exceptionCondition === undefined
      ? ok(() => false)
      : compileCondition(vocabulary, rule.exceptionCondition, `${path}/exception_condition`);
  if (!exception.ok) return exception;
  return ok({
    rule,
    normHash: hash,
    conditionHolds: condition.value,
    exceptionHolds: exception.value,
    actions: actionsOfEffect(rule),
  });
}

const epochsIn = (rules: readonly Rule[]): readonly string[] => [
  ...new Set(rules.flatMap(({ repairEpoch }) => (repairEpoch === undefined ? [] : [repairEpoch]))),
];

/** A law is compiled once: rules and vocabularies are never changed in place, and a run asks at every step. */
const COMPILED = new WeakMap<Vocabulary, WeakMap<readonly Rule[], Result<CompiledLaw, CompileFault>>>();

function remember(vocabulary: Vocabulary, rules: readonly Rule[], compiled: Result<CompiledLaw, CompileFault>): void {
  const ofVocabulary = COMPILED.get(vocabulary) ?? new WeakMap<readonly Rule[], Result<CompiledLaw, CompileFault>>();
  COMPILED.set(vocabulary, ofVocabulary);
  ofVocabulary.set(rules, compiled);
}
