import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { canonicalJson, type CanonicalValue, type Result } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import { compiledLaw } from "../../test/clean-fixture.ts";
import { justificationText } from "../agent/justification.ts";
import { type LawRepair, lawRepair, repairFingerprint, repairText } from "../law/law-repair.ts";
import { type Condition, condition } from "../law/condition.ts";
import { CLEAN_LAW } from "../law/initial-law.ts";
import { patchValue, type PatchOperation } from "../law/patch.ts";
import type { RuleId } from "../law/rule.ts";
import { ACTION_IDS, type ActionId } from "../world/action.ts";
import { CLAIM_ARGUMENTS, type ClaimPredicate } from "./artefact-shapes.ts";
import type { CompileFault } from "./compile-fault.ts";
import { type Claim, type CompiledJustification, compileJustification, compileRepair } from "./jcomp.ts";
import { CLEAN_VOCABULARY } from "./vocabulary.ts";

const law = compiledLaw();
const justified = (text: string) => compileJustification(text, law);
const repaired = (text: string) => compileRepair(text, CLEAN_VOCABULARY);

/** Neither throws; each says the same twice, and a fault has a known status, a place and what was expected. */
function tried<T>(compile: (text: string) => Result<T, CompileFault>, text: string): Result<T, CompileFault> {
  const compiled = compile(text);
  if (!isDeepStrictEqual(compile(text), compiled)) expect.fail("the same text, another answer");
  if (!compiled.ok && !isWellFormed(compiled.error)) expect.fail(`no fault: ${JSON.stringify(compiled.error)}`);
  return compiled;
}

const isWellFormed = ({ status, path, expected }: CompileFault): boolean =>
  ["PARSE_ERROR", "SCHEMA_ERROR", "REFERENCE_ERROR"].includes(status) && /^(\/|$)/.test(path) && expected !== "";

/** What JSON itself says is in a text, which is what a compiled justification has to be: nothing mended, nothing lost. */
function expectExact(text: string, { action, rules, claims }: CompiledJustification): void {
  const written = JSON.parse(text) as { action_id: string; rule_refs: string[]; claims: unknown };
  expect(action).toBe(written.action_id);
  expect(rules.map(({ rule }) => rule.id)).toEqual([...new Set(written.rule_refs)]);
  expect(claims).toEqual(written.claims);
  const ruleRefs = rules.map(({ rule }) => rule.id);
  expect(justified(justificationText({ action, ruleRefs, claims }))).toEqual({
    ok: true,
    value: { action, rules, claims },
  });
}

function expectExactRepair(text: string, repair: LawRepair): void {
  const written = JSON.parse(text) as Record<string, unknown> & { rule_ids: string[]; patch_ops: CanonicalValue[] };
  const textsOf = (values: readonly CanonicalValue[]): readonly string[] => values.map(canonicalJson).toSorted();
  expect(textsOf(repair.patches.map(patchValue))).toEqual(textsOf(written.patch_ops));
  expect(repair.ruleIds).toEqual(written.rule_ids.toSorted());
  expect([repair.traceEntryId, repair.priorEpoch]).toEqual([written["trace_entry_id"], written["prior_repair_epoch"]]);
  expect(repairFingerprint(repair)).toBe(written["repair_fingerprint"]);
  expect(repaired(repairText(repair))).toEqual({ ok: true, value: repair });
}

/** Tries a text as either artefact; true where it compiled as one. */
function tryBoth(text: string): boolean {
  const [justification, repair] = [tried(justified, text), tried(repaired, text)];
  if (justification.ok) expectExact(text, justification.value);
  if (repair.ok) expectExactRepair(text, repair.value);
  return justification.ok || repair.ok;
}

const ruleId = fc.constantFrom(...CLEAN_LAW.map(({ id }) => id));
const actionId: fc.Arbitrary<ActionId> = fc.constantFrom(...ACTION_IDS);
const word = fc.stringMatching(/^[\x20-\x7e]{0,12}$/);

const claim: fc.Arbitrary<Claim> = fc
  .constantFrom(...(Object.keys(CLAIM_ARGUMENTS) as ClaimPredicate[]))
  .chain((predicate) =>
    fc
      .array(word, { minLength: CLAIM_ARGUMENTS[predicate], maxLength: CLAIM_ARGUMENTS[predicate] })
      .map((args) => ({ predicate, args })),
  );

const justificationTexts: fc.Arbitrary<string> = fc
  .record({
    action: actionId,
    ruleRefs: fc.array(ruleId, { minLength: 1, maxLength: 4 }),
    claims: fc.array(claim, { minLength: 1, maxLength: 3 }),
  })
  .map(justificationText);

const conditions = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    fc
      .constantFrom("TRUE", "FALSE", "STAMPED", "AT_STAMP", "AT_ZONE_A", "AT_ZONE_B", "CAN_DELIVER_A", "CAN_DELIVER_B")
      .map((op) => condition(op)),
    fc.tuple(fc.constantFrom("REGIME_EQ", "REGIME_GE"), fc.nat({ max: 2 })).map(([op, n]) => condition(op, n)),
    fc.tuple(fc.constantFrom("AND", "OR"), tie("tree"), tie("tree")).map(([op, ...parts]) => condition(op, ...parts)),
    tie("tree").map((inner) => condition("NOT", inner)),
  ),
})).tree;

const patch: fc.Arbitrary<PatchOperation> = fc
  .tuple(ruleId, conditions, fc.nat({ max: 1000 }), fc.nat({ max: 2 }))
  .map(
    ([targetRuleId, written, newPriority, which]) =>
      [
        { targetRuleId, op: "ADD_EXCEPTION", exceptionCondition: written } as const,
        { targetRuleId, op: "MODIFY_CONDITION", newCondition: written } as const,
        { targetRuleId, op: "CHANGE_PRIORITY", newPriority } as const,
      ][which]!,
  );

const hex = (length: number): fc.Arbitrary<string> =>
  fc
    .array(fc.nat({ max: 15 }), { minLength: length, maxLength: length })
    .map((digits) => digits.map((digit) => digit.toString(16)).join(""));

const repairs: fc.Arbitrary<LawRepair> = fc
  .record({
    traceEntryId: hex(16),
    ruleIds: fc.uniqueArray(fc.oneof(ruleId, fc.constant<RuleId>("R77")), { maxLength: 3 }),
    patches: fc.array(patch, { maxLength: 3 }),
    priorEpoch: hex(64),
    contradiction: fc.constantFrom("A" as const, "B" as const),
    regimeAtSubmission: fc.constantFrom(1 as const, 2 as const),
  })
  .map(lawRepair);

const repairTexts = repairs.map(repairText);
const artefacts = fc.oneof(justificationTexts, repairTexts);

/** Places outside of texts: before, between and after the tokens of a canonical text. */
const gapsIn = (text: string): readonly number[] =>
  [...text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]/g)].flatMap(({ index, 0: token }) => [index, index + token.length]);
const placesOf = (text: string, pattern: RegExp): readonly RegExpExecArray[] => [...text.matchAll(pattern)];
const inserted = (text: string, at: number, more: string): string => text.slice(0, at) + more + text.slice(at);

const NAME = /(?<=[{,])"(\w+)":/g;
const NUMBER = /(?<=[:[,])\d+(?=[,}\]])/g;
const chosen = fc.nat();
const pick = <T>(from: readonly T[], at: number): T | undefined => from[at % from.length];

describe("JCOMP-4.3, tried with anything", () => {
  test("SV-27 any text", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ maxLength: 200 }),
      fc.string({ unit: "grapheme" }),
    );
    fc.assert(
      fc.property(text, (written) => {
        expect(tryBoth(written)).toBe(false);
      }),
      { numRuns: 4_000 },
    );
  });

  test("SV-27 any JSON", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6, stringUnit: "binary" }), (written) => {
        expect(tryBoth(written)).toBe(false);
      }),
      { numRuns: 3_000 },
    );
  });

  test("SV-27 objects with the right names and anything under them", () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const named = fc.oneof(
      fc.record(
        { action_id: value, rule_refs: value, claims: value, conflict: value, counterfactual: value },
        { requiredKeys: [] },
      ),
      fc.record(
        {
          action_type: fc.constantFrom("LAW_REPAIR", "REPAIR"),
          trace_entry_id: fc.oneof(hex(16), value),
          rule_ids: fc.oneof(fc.array(ruleId), value),
          patch_ops: fc.oneof(fc.array(fc.record({ target_rule_id: value, op: value, new_condition: value })), value),
          prior_repair_epoch: fc.oneof(hex(64), value),
          repair_fingerprint: hex(64),
          contradiction_type: fc.constantFrom("A", "B", "C"),
          regime_at_submission: fc.oneof(fc.nat({ max: 3 }), value),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(named, (written) => {
        expect(tryBoth(JSON.stringify(written))).toBe(false);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("JCOMP-4.3, tried with what is valid", () => {
  test("SV-34 what compiles says in canonical form what it said before", () => {
    fc.assert(
      fc.property(artefacts, (text) => {
        expect(tryBoth(text)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("SV-29 white space between tokens changes nothing", () => {
    const space = fc.string({ unit: fc.constantFrom(" ", "\t", "\n", "\r"), maxLength: 3 });
    fc.assert(
      fc.property(artefacts, chosen, space, (text, at, blank) => {
        const spaced = inserted(text, pick(gapsIn(text), at)!, blank);
        expect(justified(spaced)).toEqual(justified(text));
        expect(repaired(spaced)).toEqual(repaired(text));
      }),
      { numRuns: 1_000 },
    );
  });

  test("SV-34 one character changed, left out or put in: a fault, or exactly what is written now", () => {
    const character = fc.oneof(
      fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 1 }),
      fc.constantFrom("\ud800", "\udfff", "é", "\u2028", "\ufeff", "\\", '"', "{", "}", ",", "0"),
    );
    fc.assert(
      fc.property(artefacts, chosen, character, fc.nat({ max: 2 }), (text, at, changed, kind) => {
        const place = at % text.length;
        const rest = text.slice(place + (kind === 2 ? 0 : 1));
        tryBoth(text.slice(0, place) + (kind === 1 ? "" : changed) + rest);
      }),
      { numRuns: 4_000 },
    );
  });

  test("SV-32 no changed character leaves a repair that cites, changes or builds on something else", () => {
    const meaningOf = ({ contradiction: _contradiction, regimeAtSubmission: _regime, ...rest }: LawRepair) => rest;
    const character = fc.stringMatching(/^[0-9a-fABRTZ_ "\\{}[\],:]$/);
    fc.assert(
      fc.property(repairs, chosen, character, (repair, at, changed) => {
        const text = repairText(repair);
        const place = at % text.length;
        const altered = repaired(text.slice(0, place) + changed + text.slice(place + 1));
        if (altered.ok) expect(meaningOf(altered.value)).toEqual(meaningOf(repair));
      }),
      { numRuns: 2_000 },
    );
  });

  test("SV-29 a name given twice is never chosen between", () => {
    fc.assert(
      fc.property(artefacts, chosen, fc.jsonValue({ maxDepth: 1 }), (text, at, value) => {
        const { index, 0: name } = pick(placesOf(text, NAME), at)!;
        expect(tryBoth(inserted(text, index, `${name}${JSON.stringify(value)},`))).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  test("SV-29 a number spelt otherwise is refused", () => {
    const respelt = fc.constantFrom<(digits: string) => string>(
      (digits) => `${digits}.0`,
      (digits) => `${digits}e0`,
      (digits) => `${digits}E+0`,
      (digits) => `0${digits}`,
      (digits) => `+${digits}`,
      (digits) => `"${digits}"`,
      (digits) => `-${digits}`,
      (digits) => `[${digits}]`,
    );
    fc.assert(
      fc.property(repairTexts, chosen, respelt, (text, at, spell) => {
        const { index, 0: digits } = pick(placesOf(text, NUMBER), at)!;
        expect(tryBoth(text.slice(0, index) + spell(digits) + text.slice(index + digits.length))).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  test("SV-29 a letter written as an escape is refused", () => {
    fc.assert(
      fc.property(artefacts, chosen, (text, at) => {
        const { index, 0: letter } = pick(placesOf(text, /[A-Za-z0-9_]/g), at)!;
        const escape = String.raw`\u${letter.codePointAt(0)!.toString(16).padStart(4, "0")}`;
        expect(tryBoth(text.slice(0, index) + escape + text.slice(index + 1))).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  test("SV-30 a field more is refused, wherever it is", () => {
    const name = fc.oneof(word, fc.constantFrom("__proto__", "constructor", "toString", "length", "op ", "Args"));
    fc.assert(
      fc.property(artefacts, chosen, name, (text, at, more) => {
        const { index } = pick(placesOf(text, /(?<=\{)(?=")/g), at)!;
        expect(tryBoth(inserted(text, index, `${JSON.stringify(more)}:[],`))).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  test("SV-30 a field less is refused: whatever a canonical artefact shows, it needs", () => {
    fc.assert(
      fc.property(artefacts, chosen, (text, at) => {
        const artefact = JSON.parse(text) as Record<string, unknown>;
        const { [pick(Object.keys(artefact), at)!]: _left, ...rest } = artefact;
        expect(tryBoth(JSON.stringify(rest))).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  test("SV-28 what is too deep or too long is refused, and does not end the compiler", () => {
    const wrapped = fc.constantFrom<(text: string, size: number) => string>(
      (text, size) => "[".repeat(size) + text + "]".repeat(size),
      (text, size) => '{"op":"NOT","args":['.repeat(size) + text + "]}".repeat(size),
      (text, size) => text.replace("{", `{"more":${"[".repeat(size)}${"]".repeat(size)},`),
      (text, size) => text + " ".repeat(70_000 + size),
      (text, size) => text.replace(/"R\d"/, `"R${"1".repeat(size)}"`).replace("{", `{"x":"${"a".repeat(size * 2)}",`),
    );
    fc.assert(
      fc.property(artefacts, wrapped, fc.integer({ min: 40, max: 20_000 }), (text, wrap, size) => {
        expect(tryBoth(wrap(text, size))).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
