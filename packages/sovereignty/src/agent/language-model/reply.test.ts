import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileRepair } from "../../compiler/jcomp.ts";
import { CLEAN_VOCABULARY } from "../../compiler/vocabulary.ts";
import { lawRepair, repairText } from "../../law/law-repair.ts";
import { condition } from "../../law/condition.ts";
import type { PatchOperation } from "../../law/patch.ts";
import { readReply } from "./reply.ts";

const ITEM = '{"action_id":"A0","rule_refs":["R0"],"claims":[{"predicate":"PERMITS","args":["R0","MOVE"]}]}';

describe("justifications", () => {
  test("SV-197 are cut out of whatever stands around them, and handed on one by one", () => {
    expect(readReply("justify", `Sure! Here:\n\`\`\`json\n[${ITEM},\n ${ITEM}]\n\`\`\`\nEnjoy.`)).toEqual([ITEM, ITEM]);
  });

  test("SV-197 are handed on right or wrong: refusing is the compiler's", () => {
    expect(readReply("justify", '[1, "A0", null, {"action_id": "A9"}, []]')).toEqual([
      ...["1", '"A0"', "null", '{"action_id":"A9"}', "[]"],
    ]);
  });

  test.each([
    ["nothing", ""],
    ["prose", "I would move north."],
    ["an object", ITEM.replaceAll(/[[\]]/g, "")],
    ["brackets the wrong way round", "] then ["],
    ["an answer that was cut off", `[${ITEM},{"action_id":`],
    ["two arrays", `[${ITEM}] or [${ITEM}]`],
    ["a trailing comma", `[${ITEM},]`],
    ["single quotes", `[${ITEM.replaceAll('"', "'")}]`],
    ["a comment", `[${ITEM} /* north */]`],
    ["a name that comes twice, of which one would have to be chosen", '[{"action_id":"A0","action_id":"A1"}]'],
    ["a number in another spelling", "[1.0]"],
    ["nesting without end", `${"[".repeat(30_000)}${"]".repeat(30_000)}`],
    ["more than any artefact", `[${"0,".repeat(40_000)}0]`],
  ])("SV-197 are none where the answer is %s", (_, text) => {
    expect(readReply("justify", text)).toEqual([]);
  });
});

const REPAIR = lawRepair({
  traceEntryId: "e8ca710cecae54fb",
  ruleIds: ["R6"],
  patches: [{ targetRuleId: "R6", op: "ADD_EXCEPTION", exceptionCondition: condition("AT_STAMP") }],
  priorEpoch: "a".repeat(64),
  contradiction: "A",
  regimeAtSubmission: 1,
});

/** As a deliberator writes it that computes no hash. */
const unsigned = (text: string): Record<string, unknown> => {
  const { repair_fingerprint: _, ...fields } = JSON.parse(text) as Record<string, unknown>;
  return fields;
};

describe("repairs", () => {
  test("SV-198 get the fingerprint of their own fields, and nothing else", () => {
    const fields = unsigned(repairText(REPAIR));
    const [text] = readReply("repair", `Here it is: ${JSON.stringify(fields, null, 2)} Good?`);
    expect(unsigned(text!)).toEqual(fields);
    expect(compileRepair(text!, CLEAN_VOCABULARY)).toEqual({ ok: true, value: REPAIR });
  });

  test("SV-198 compile exactly as the candidate's would, in whatever order their parts are written", () => {
    const words = Object.entries(CLEAN_VOCABULARY).flatMap(([word, { parameters }]) =>
      parameters.length === 0 ? [word] : [],
    );
    const ruleIds = fc.integer({ min: 0, max: 99 }).map((number) => `R${number}` as const);
    const patches: fc.Arbitrary<PatchOperation> = fc.oneof(
      fc.record({
        targetRuleId: ruleIds,
        op: fc.constant("ADD_EXCEPTION" as const),
        exceptionCondition: fc.constantFrom(...words).map((word) => condition("NOT", condition(word))),
      }),
      fc.record({
        targetRuleId: ruleIds,
        op: fc.constant("MODIFY_CONDITION" as const),
        newCondition: fc.nat(2).map((regime) => condition("REGIME_GE", regime)),
      }),
      fc.record({
        targetRuleId: ruleIds,
        op: fc.constant("CHANGE_PRIORITY" as const),
        newPriority: fc.nat(1_000),
      }),
    );
    fc.assert(
      fc.property(fc.array(patches, { maxLength: 8 }), fc.uniqueArray(ruleIds, { maxLength: 8 }), (list, cited) => {
        const fields = unsigned(repairText({ ...REPAIR, patches: list, ruleIds: cited }));
        const [text] = readReply("repair", JSON.stringify(fields));
        const expected = lawRepair({ ...REPAIR, patches: list, ruleIds: cited });
        expect(compileRepair(text!, CLEAN_VOCABULARY)).toEqual({ ok: true, value: expected });
      }),
    );
  });

  test("SV-198 with a fingerprint of the model's own are handed on as they are, and refused", () => {
    const wrong = JSON.stringify({ ...unsigned(repairText(REPAIR)), repair_fingerprint: "0".repeat(64) });
    expect(readReply("repair", wrong)).toEqual([wrong]);
    expect(compileRepair(wrong, CLEAN_VOCABULARY)).toMatchObject({ error: { path: "/repair_fingerprint" } });
  });

  test.each([
    ["a field too few", { action_type: "LAW_REPAIR" }],
    ["a field too many", { ...unsigned(repairText(REPAIR)), because: "of the law" }],
    ["the number of a word", { ...unsigned(repairText(REPAIR)), regime_at_submission: "1" }],
  ])("SV-198 with %s get none: there are no canonical fields to sign", (_, fields) => {
    const text = JSON.stringify(fields);
    expect(readReply("repair", text)).toEqual([text]);
    expect(compileRepair(text, CLEAN_VOCABULARY).ok).toBe(false);
  });

  test("SV-198 are none where the answer is no JSON object", () => {
    for (const text of ["", "no", "{", "}{", "[]", "{'a': 1}", '{"a":1,"a":1}', `{} and {}`])
      expect(readReply("repair", text)).toEqual([]);
  });
});

test("SV-197 reading is total, and what it hands on is JSON in one line of the model's own words", () => {
  const pieces = fc.constantFrom("[", "]", "{", "}", '"', ":", ",", "\\", ITEM, "__proto__", "1e9", " ", "\n", "null");
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(pieces).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(fc.constantFrom("justify" as const, "repair" as const), texts, (kind, text) => {
      for (const artefact of readReply(kind, text)) expect(JSON.stringify(JSON.parse(artefact))).toBe(artefact);
    }),
    { numRuns: 1_000 },
  );
});
