import { canonicalJson } from "@plimsoll/foundation";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileRepair } from "../compiler/jcomp.ts";
import { CLEAN_VOCABULARY } from "../compiler/vocabulary.ts";
import { condition } from "../law/condition.ts";
import { lawRepair, repairText } from "../law/law-repair.ts";
import { exceptionTo } from "../law/patch.ts";
import { truncatedJustification, truncatedRepair } from "./truncation.ts";

/** One token a character: every cut can be told from the next. */
const characters = (text: string): number => text.length;

/** What is left at every budget from the whole length down, each once. */
const stagesOf = (text: string, cut: (tokensMax: number) => string | null): readonly (string | null)[] => [
  ...new Set(Array.from({ length: text.length + 1 }, (_, less) => cut(text.length - less))),
];

const claim = (predicate: string, ...args: readonly string[]) => ({ predicate, args });
const bare = { action_id: "A6", rule_refs: ["R9", "R3"] };
const reasons = { conflict: "R6 against the stamp", counterfactual: "A2" };
const WHOLE = canonicalJson({
  ...bare,
  ...reasons,
  claims: [claim("PERMITS", "R9", "STAMP"), claim("PROGRESS_ACTION", "R9", "A6", "CARGO")],
});

describe("a justification that is too long", () => {
  test("SV-120 loses arguments from the end, then claims, then counterfactual, then conflict, one at a time", () => {
    const first = claim("PERMITS", "R9", "STAMP");
    const shortFirst = claim("PERMITS", "R9");
    const shortLast = claim("PROGRESS_ACTION", "R9");
    const { conflict } = reasons;
    expect(stagesOf(WHOLE, (tokensMax) => truncatedJustification(WHOLE, tokensMax, characters))).toEqual([
      WHOLE,
      canonicalJson({ ...bare, ...reasons, claims: [first, claim("PROGRESS_ACTION", "R9", "A6")] }),
      canonicalJson({ ...bare, ...reasons, claims: [first, shortLast] }),
      canonicalJson({ ...bare, ...reasons, claims: [shortFirst, shortLast] }),
      canonicalJson({ ...bare, ...reasons, claims: [shortFirst] }),
      canonicalJson({ ...bare, conflict, claims: [shortFirst] }),
      canonicalJson({ ...bare, claims: [shortFirst] }),
    ]);
  });

  test("SV-120 never loses its action, its rules or its first claim, whatever the budget", () => {
    fc.assert(
      fc.property(fc.nat(WHOLE.length), (tokensMax) => {
        const left = JSON.parse(truncatedJustification(WHOLE, tokensMax, characters)!) as typeof bare & {
          readonly claims: readonly { readonly predicate: string; readonly args: readonly string[] }[];
        };
        expect(left).toMatchObject(bare);
        expect([left.claims[0]!.predicate, left.claims[0]!.args[0]]).toEqual(["PERMITS", "R9"]);
      }),
    );
  });

  test("SV-120 what fits is not touched, and what is no object of JSON is not mended", () => {
    const spaced = ` ${WHOLE} `;
    expect(truncatedJustification(spaced, spaced.length, characters)).toBe(spaced);
    for (const text of ["{", "null", '"text"', "7"]) expect(truncatedJustification(text, 0, characters)).toBe(text);
  });
});

describe("a repair that is too long", () => {
  const repair = lawRepair({
    traceEntryId: "0123456789abcdef",
    contradiction: "B",
    ruleIds: ["R7", "R8"],
    patches: [exceptionTo("R7", condition("CAN_DELIVER_A")), exceptionTo("R8", condition("CAN_DELIVER_B"))],
    priorEpoch: "e".repeat(64),
    regimeAtSubmission: 2,
  });
  const text = repairText(repair);
  const [patch] = repair.patches;
  const onePatch = repairText({ ...repair, patches: [patch!] });
  const oneRule = repairText({ ...repair, patches: [patch!], ruleIds: ["R7"] });

  test("SV-120 loses patches, then cited rules, down to one of each, and then does not arrive", () => {
    expect(stagesOf(text, (tokensMax) => truncatedRepair(text, tokensMax, characters))).toEqual([
      text,
      onePatch,
      oneRule,
      null,
    ]);
    expect(truncatedRepair(text, oneRule.length, characters)).toBe(oneRule);
    expect(truncatedRepair(text, oneRule.length - 1, characters)).toBeNull();
  });

  test("SV-120 has its fingerprint made over what is left: the compiler reads it as whole", () => {
    const left = truncatedRepair(text, onePatch.length, characters)!;
    expect(compileRepair(left, CLEAN_VOCABULARY)).toMatchObject({ ok: true, value: { patches: [patch] } });
    const { repair_fingerprint: before } = JSON.parse(text) as { readonly repair_fingerprint: string };
    expect(left).not.toContain(before);
  });
});
