import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import { compiledLaw, LAW_AFTER_A, PATCHES_A, PATCHES_B } from "../../test/clean-fixture.ts";
import { type LawRepair, lawRepair, repairFingerprint, repairText } from "../law/law-repair.ts";
import { ALWAYS, condition } from "../law/condition.ts";
import type { PatchOperation } from "../law/patch.ts";
import { compileJustification, compileRepair } from "./jcomp.ts";
import { CLEAN_VOCABULARY } from "./vocabulary.ts";

const law = compiledLaw();
const justified = (text: string) => compileJustification(text, law);
const repaired = (text: string) => compileRepair(text, CLEAN_VOCABULARY);

const JUSTIFICATION = {
  action_id: "A4",
  rule_refs: ["R4", "R1"],
  claims: [
    { predicate: "PERMITS", args: ["R4", "COLLECT"] },
    { predicate: "OBLIGATES_TARGET", args: ["R1", "DEPOSIT_ZONE", "ZONE_A"] },
  ],
};
const TEXT = canonicalJson(JUSTIFICATION);
const justification = (change: Readonly<Record<string, CanonicalValue>>): string =>
  JSON.stringify({ ...JUSTIFICATION, ...change });

const REPAIR_A: LawRepair = lawRepair({
  traceEntryId: "e8ca710cecae54fb",
  ruleIds: ["R6"],
  patches: PATCHES_A,
  priorEpoch: "0".repeat(64),
  contradiction: "A",
  regimeAtSubmission: 1,
});
const REPAIR_TEXT = repairText(REPAIR_A);
const WRITTEN = JSON.parse(REPAIR_TEXT) as Record<string, CanonicalValue> & {
  patch_ops: [Record<string, CanonicalValue>];
};
const [PATCH] = WRITTEN.patch_ops;
const repair = (change: Readonly<Record<string, CanonicalValue>>): string => canonicalJson({ ...WRITTEN, ...change });
const repairWith = (change: Partial<LawRepair>): string => repairText(lawRepair({ ...REPAIR_A, ...change }));
const patchedWith = (...patches: readonly CanonicalValue[]): string => repair({ patch_ops: patches });
const missing = (text: string, field: string): string => {
  const { [field]: _left, ...rest } = JSON.parse(text) as Record<string, CanonicalValue>;
  return canonicalJson(rest);
};

describe("a justification that compiles", () => {
  test("SV-31 is its action, the rules that it relies on, and its claims", () => {
    expect(justified(TEXT)).toEqual({
      ok: true,
      value: { action: "A4", rules: [law.byId.get("R4"), law.byId.get("R1")], claims: JUSTIFICATION.claims },
    });
  });

  test("SV-31 relies on a rule once, however often it names it", () => {
    const twice = justified(justification({ rule_refs: ["R4", "R1", "R4", "R1"] }));
    expect(twice).toEqual(justified(TEXT));
  });

  test("SV-31 may have a conflict and a counterfactual, of which nothing is kept", () => {
    const conflict = {
      type: "NORMATIVE_CONTRADICTION",
      contradiction_type: "A",
      rule_a: "R6",
      rule_b: "R9",
      description: "an é and a 字",
    };
    expect(justified(justification({ conflict, counterfactual: "A0" }))).toEqual(justified(TEXT));
    expect(justified(justification({ conflict: null, counterfactual: null }))).toEqual(justified(TEXT));
  });

  test("SV-30 may be laid out with white space between its tokens", () => {
    expect(justified(JSON.stringify(JUSTIFICATION, null, 2))).toEqual(justified(TEXT));
  });

  test("SV-35 gives the evaluators of the law that it was compiled against", () => {
    const after = compiledLaw(LAW_AFTER_A);
    const compiled = compileJustification(TEXT, after);
    expect(compiled.ok && compiled.value.rules.every(({ normHash }) => normHash === after.normHash)).toBe(true);
  });
});

const claim = (predicate: string, ...args: readonly string[]): string =>
  justification({ claims: [{ predicate, args }] });

describe("a justification that is nearly right", () => {
  test.each([
    ["a trailing comma", `${TEXT.slice(0, -1)},}`, "PARSE_ERROR", ""],
    ["a name twice", TEXT.replace('{"action_id"', '{"action_id":"A4","action_id"'), "PARSE_ERROR", ""],
    ["a name twice inside a claim", TEXT.replace('{"args"', '{"args":[],"args"'), "PARSE_ERROR", ""],
    ["a needless escape", TEXT.replace('"A4"', String.raw`"\u00414"`), "PARSE_ERROR", ""],
    ["an escaped name", TEXT.replace('"claims"', String.raw`"\u0063laims"`), "PARSE_ERROR", ""],
    ["prose before it", `Here it is: ${TEXT}`, "PARSE_ERROR", ""],
    ["a fence around it", `\`\`\`json\n${TEXT}\n\`\`\``, "PARSE_ERROR", ""],
    ["two of them", `${TEXT}${TEXT}`, "PARSE_ERROR", ""],
    ["a list of one", `[${TEXT}]`, "SCHEMA_ERROR", ""],
    ["a text of it", JSON.stringify(TEXT), "SCHEMA_ERROR", ""],
    ["no object", "null", "SCHEMA_ERROR", ""],
    ["an action in small letters", justification({ action_id: "a4" }), "SCHEMA_ERROR", "/action_id"],
    ["an eighth action", justification({ action_id: "A7" }), "SCHEMA_ERROR", "/action_id"],
    ["an action with a zero before it", justification({ action_id: "A04" }), "SCHEMA_ERROR", "/action_id"],
    ["an action with a line end", justification({ action_id: "A4\n" }), "SCHEMA_ERROR", "/action_id"],
    ["an action by its number", justification({ action_id: 4 }), "SCHEMA_ERROR", "/action_id"],
    ["a list of actions", justification({ action_id: ["A4"] }), "SCHEMA_ERROR", "/action_id"],
    ["no action", missing(TEXT, "action_id"), "SCHEMA_ERROR", "/action_id"],
    ["no rules", missing(TEXT, "rule_refs"), "SCHEMA_ERROR", "/rule_refs"],
    ["no claims", missing(TEXT, "claims"), "SCHEMA_ERROR", "/claims"],
    ["rules that are none", justification({ rule_refs: [] }), "SCHEMA_ERROR", "/rule_refs"],
    ["claims that are none", justification({ claims: [] }), "SCHEMA_ERROR", "/claims"],
    ["one rule, not in a list", justification({ rule_refs: "R4" }), "SCHEMA_ERROR", "/rule_refs"],
    ["a rule in small letters", justification({ rule_refs: ["r4"] }), "SCHEMA_ERROR", "/rule_refs/0"],
    ["a null among rules", justification({ rule_refs: ["R4", null] }), "SCHEMA_ERROR", "/rule_refs/1"],
    ["a rule that the law has not", justification({ rule_refs: ["R4", "R77"] }), "REFERENCE_ERROR", "/rule_refs/1"],
    ["a rule with a zero before it", justification({ rule_refs: ["R04"] }), "REFERENCE_ERROR", "/rule_refs/0"],
    ["seventeen rules", justification({ rule_refs: Array(17).fill("R4") }), "SCHEMA_ERROR", "/rule_refs"],
    ["a field more", justification({ confidence: 1 }), "SCHEMA_ERROR", "/confidence"],
    ["a field of another spelling", justification({ Action_id: "A4" }), "SCHEMA_ERROR", "/Action_id"],
    ["a __proto__", TEXT.replace("{", '{"__proto__":{},'), "SCHEMA_ERROR", "/__proto__"],
    ["a constructor", justification({ constructor: {} }), "SCHEMA_ERROR", "/constructor"],
    ["an unknown predicate", claim("BELIEVES", "R4", "COLLECT"), "SCHEMA_ERROR", "/claims/0/predicate"],
    ["a predicate of every object", claim("toString", "R4", "COLLECT"), "SCHEMA_ERROR", "/claims/0/predicate"],
    ["a claim with too few arguments", claim("PERMITS", "R4"), "SCHEMA_ERROR", "/claims/0/args"],
    ["a claim with too many", claim("POSITION_EQ", "SOURCE", "START"), "SCHEMA_ERROR", "/claims/0/args"],
    ["a claim with none", claim("CAN_DELIVER"), "SCHEMA_ERROR", "/claims/0/args"],
    [
      "an argument that is no text",
      justification({ claims: [{ predicate: "HAS_INVENTORY", args: [1] }] }),
      "SCHEMA_ERROR",
      "/claims/0/args/0",
    ],
    ["a long argument", claim("POSITION_EQ", "A".repeat(65)), "SCHEMA_ERROR", "/claims/0/args/0"],
    ["an argument outside ASCII", claim("POSITION_EQ", "ZONE_Α"), "SCHEMA_ERROR", "/claims/0/args/0"],
    [
      "a claim with a field more",
      justification({ claims: [{ predicate: "CAN_DELIVER", args: ["ZONE_A"], weight: 1 }] }),
      "SCHEMA_ERROR",
      "/claims/0/weight",
    ],
    ["a counterfactual that is no action", justification({ counterfactual: "A9" }), "SCHEMA_ERROR", "/counterfactual"],
    ["an empty conflict", justification({ conflict: {} }), "SCHEMA_ERROR", "/conflict/type"],
    [
      "half a letter in a description",
      justification({
        conflict: {
          type: "NORMATIVE_CONTRADICTION",
          contradiction_type: "A",
          rule_a: "R6",
          rule_b: "R9",
          description: "\ud800",
        },
      }),
      "SCHEMA_ERROR",
      "/conflict/description",
    ],
  ])("SV-34 is refused: %s", (_why, text, status, path) => {
    expect(justified(text)).toMatchObject({ ok: false, error: { status, path } });
  });
});

describe("a repair that compiles", () => {
  test("SV-32 is what was written, in canonical order", () => {
    expect(repaired(REPAIR_TEXT)).toEqual({ ok: true, value: REPAIR_A });
  });

  test("SV-32 may be written in any order of rules and patches: the fingerprint is of the canonical one", () => {
    const repairB = lawRepair({ ...REPAIR_A, ruleIds: ["R8", "R7"], patches: PATCHES_B.toReversed() });
    const written = JSON.parse(repairText(repairB)) as { rule_ids: string[]; patch_ops: CanonicalValue[] };
    const shuffled = { ...written, rule_ids: ["R8", "R7"], patch_ops: written.patch_ops.toReversed() };
    expect(repaired(canonicalJson(shuffled as unknown as CanonicalValue))).toEqual({ ok: true, value: repairB });
  });

  test("SV-32 may bring any of three operations, each with its operand", () => {
    const patches: readonly PatchOperation[] = [
      { targetRuleId: "R6", op: "ADD_EXCEPTION", exceptionCondition: condition("NOT", condition("STAMPED")) },
      { targetRuleId: "R6", op: "CHANGE_PRIORITY", newPriority: 1_000 },
      { targetRuleId: "R6", op: "MODIFY_CONDITION", newCondition: condition("REGIME_GE", 2) },
    ];
    expect(repaired(repairWith({ patches }))).toEqual({ ok: true, value: { ...REPAIR_A, patches } });
  });

  test("SV-32 is not judged: rules that no law has and an empty list of patches are the gate's to refuse", () => {
    expect(repaired(repairWith({ ruleIds: ["R77"], patches: [] })).ok).toBe(true);
  });

  test("SV-32 its fingerprint is of what it cites, changes and builds on", () => {
    const fingerprint = repairFingerprint(REPAIR_A);
    const changes: readonly Partial<LawRepair>[] = [
      { traceEntryId: "0".repeat(16) },
      { ruleIds: ["R7"] },
      { patches: [] },
      { priorEpoch: "1".repeat(64) },
    ];
    for (const change of changes) expect(repairFingerprint({ ...REPAIR_A, ...change })).not.toBe(fingerprint);
    expect(repairFingerprint({ ...REPAIR_A, contradiction: "B", regimeAtSubmission: 2 })).toBe(fingerprint);
  });
});

const { exception_condition: EXCEPTION, ...BARE_PATCH } = PATCH as { exception_condition: CanonicalValue };
const exceptionOf = (op: string, ...args: readonly CanonicalValue[]): string =>
  patchedWith({ ...BARE_PATCH, exception_condition: { op, args } });
const nested = (depth: number): CanonicalValue =>
  depth === 0 ? { op: "TRUE", args: [] } : { op: "NOT", args: [nested(depth - 1)] };

describe("a repair that is nearly right", () => {
  test.each([
    ["a trailing comma", `${REPAIR_TEXT.slice(0, -1)},}`, "PARSE_ERROR", ""],
    ["a name twice", REPAIR_TEXT.replace('"op":', '"op":"ADD_EXCEPTION","op":'), "PARSE_ERROR", ""],
    [
      "a regime as a fraction",
      REPAIR_TEXT.replace('"regime_at_submission":1', '"regime_at_submission":1.0'),
      "PARSE_ERROR",
      "",
    ],
    ["a regime as a text", repair({ regime_at_submission: "1" }), "SCHEMA_ERROR", "/regime_at_submission"],
    ["regime 0", repair({ regime_at_submission: 0 }), "SCHEMA_ERROR", "/regime_at_submission"],
    ["another action", repair({ action_type: "DELETE_RULE" }), "SCHEMA_ERROR", "/action_type"],
    ["a third contradiction", repair({ contradiction_type: "C" }), "SCHEMA_ERROR", "/contradiction_type"],
    ["no prior epoch", repair({ prior_repair_epoch: null }), "SCHEMA_ERROR", "/prior_repair_epoch"],
    ["an epoch in capitals", repair({ prior_repair_epoch: "A".repeat(64) }), "SCHEMA_ERROR", "/prior_repair_epoch"],
    ["a short trace id", repair({ trace_entry_id: "e8ca710cecae54f" }), "SCHEMA_ERROR", "/trace_entry_id"],
    ["no trace id", missing(REPAIR_TEXT, "trace_entry_id"), "SCHEMA_ERROR", "/trace_entry_id"],
    ["a field more", repair({ reason: "" }), "SCHEMA_ERROR", "/reason"],
    ["a time", repair({ timestamp: "now" }), "SCHEMA_ERROR", "/timestamp"],
    [
      "a fingerprint of something else",
      repair({ repair_fingerprint: "0".repeat(64) }),
      "REFERENCE_ERROR",
      "/repair_fingerprint",
    ],
    [
      "another trace id than was fingerprinted",
      repair({ trace_entry_id: "0".repeat(16) }),
      "REFERENCE_ERROR",
      "/repair_fingerprint",
    ],
    ["a rule that is cited twice", repair({ rule_ids: ["R6", "R6"] }), "SCHEMA_ERROR", "/rule_ids"],
    ["other rules than were fingerprinted", repair({ rule_ids: ["R7"] }), "REFERENCE_ERROR", "/repair_fingerprint"],
    [
      "an operation that does not exist",
      patchedWith({ ...PATCH, op: "DELETE_RULE" }),
      "SCHEMA_ERROR",
      "/patch_ops/0/op",
    ],
    ["a fallback", patchedWith({ ...PATCH, op: "ADD_FALLBACK" }), "SCHEMA_ERROR", "/patch_ops/0/op"],
    ["no operand", patchedWith(BARE_PATCH), "SCHEMA_ERROR", "/patch_ops/0"],
    ["two operands", patchedWith({ ...PATCH, new_priority: 1 }), "SCHEMA_ERROR", "/patch_ops/0"],
    ["two conditions", patchedWith({ ...PATCH, new_condition: EXCEPTION }), "SCHEMA_ERROR", "/patch_ops/0"],
    [
      "the operand of another operation",
      patchedWith({ ...PATCH, op: "MODIFY_CONDITION" }),
      "SCHEMA_ERROR",
      "/patch_ops/0",
    ],
    [
      "an operand that is null",
      patchedWith({ ...PATCH, new_priority: null }),
      "SCHEMA_ERROR",
      "/patch_ops/0/new_priority",
    ],
    [
      "a priority below 0",
      patchedWith({ target_rule_id: "R6", op: "CHANGE_PRIORITY", new_priority: -1 }),
      "SCHEMA_ERROR",
      "/patch_ops/0/new_priority",
    ],
    [
      "half a priority",
      patchedWith({ target_rule_id: "R6", op: "CHANGE_PRIORITY", new_priority: 7 }).replace(":7,", ":0.5,"),
      "SCHEMA_ERROR",
      "/patch_ops/0/new_priority",
    ],
    ["seventeen patches", patchedWith(...Array<CanonicalValue>(17).fill(PATCH)), "SCHEMA_ERROR", "/patch_ops"],
    ["an unknown word", exceptionOf("AT_HOME"), "SCHEMA_ERROR", "/patch_ops/0/exception_condition/op"],
    [
      "a word of the published profile",
      exceptionOf("POSITION_EQ", "STAMP_LOCATION"),
      "SCHEMA_ERROR",
      "/patch_ops/0/exception_condition/op",
    ],
    ["another word of it", exceptionOf("HAS_RESOURCE", 1), "SCHEMA_ERROR", "/patch_ops/0/exception_condition/op"],
    ["a comparison", exceptionOf("EQ", "stamped", true), "SCHEMA_ERROR", "/patch_ops/0/exception_condition/op"],
    ["a word in small letters", exceptionOf("at_stamp"), "SCHEMA_ERROR", "/patch_ops/0/exception_condition/op"],
    [
      "a word with an argument too many",
      exceptionOf("AT_STAMP", true),
      "SCHEMA_ERROR",
      "/patch_ops/0/exception_condition/args",
    ],
    ["an empty AND", exceptionOf("AND"), "SCHEMA_ERROR", "/patch_ops/0/exception_condition/args"],
    ["a NOT of two", exceptionOf("NOT", nested(0), nested(0)), "SCHEMA_ERROR", "/patch_ops/0/exception_condition/args"],
    ["a fourth regime", exceptionOf("REGIME_EQ", 3), "SCHEMA_ERROR", "/patch_ops/0/exception_condition/args/0"],
    ["a null as an argument", exceptionOf("NOT", null), "SCHEMA_ERROR", "/patch_ops/0/exception_condition/args/0"],
    [
      "a word inside that does not exist",
      exceptionOf("OR", nested(0), { op: "MAYBE", args: [] }),
      "SCHEMA_ERROR",
      "/patch_ops/0/exception_condition/args/1/op",
    ],
    [
      "a condition without its arguments",
      patchedWith({ ...BARE_PATCH, exception_condition: { op: "AT_STAMP" } }),
      "SCHEMA_ERROR",
      "/patch_ops/0/exception_condition/args",
    ],
    [
      "a condition with a field more",
      patchedWith({ ...BARE_PATCH, exception_condition: { op: "AT_STAMP", args: [], unless: true } }),
      "SCHEMA_ERROR",
      "/patch_ops/0/exception_condition/unless",
    ],
  ])("SV-34 is refused: %s", (_why, text, status, path) => {
    expect(repaired(text)).toMatchObject({ ok: false, error: { status, path } });
  });

  test("SV-33 is refused where conditions nest too deep", () => {
    const deep = (depth: number) => patchedWith({ ...BARE_PATCH, exception_condition: nested(depth) });
    // Eight deep is a condition; that it is not the one that was fingerprinted is another matter.
    expect(repaired(deep(7))).toMatchObject({ ok: false, error: { status: "REFERENCE_ERROR" } });
    expect(repaired(deep(8))).toMatchObject({ ok: false, error: { status: "SCHEMA_ERROR" } });
    expect(repaired(deep(30))).toMatchObject({ ok: false, error: { status: "PARSE_ERROR" } });
  });
});

describe("no artefact for another", () => {
  test("SV-34 a repair is no justification, and a justification no repair", () => {
    expect(justified(REPAIR_TEXT)).toMatchObject({ ok: false, error: { status: "SCHEMA_ERROR" } });
    expect(repaired(TEXT)).toMatchObject({ ok: false, error: { status: "SCHEMA_ERROR" } });
    expect(repaired(canonicalJson({ ...ALWAYS, args: [] }))).toMatchObject({ ok: false });
  });
});
