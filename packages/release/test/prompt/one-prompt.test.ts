import { digestOf, utf8 } from "@plimsoll/foundation";
import fc from "fast-check";
import { expect, test } from "vitest";
import { worstOf } from "../../src/decision/colour.ts";
import { LEVELS } from "../../src/policy/level.ts";
import { STRENGTHS, strengthAt } from "../../src/policy/duty.ts";
import { onePromptAnswerShape, type OnePromptAnswer } from "../../src/prompt/answer.ts";
import { fenceFor } from "../../src/opinion/fence.ts";
import { importAnswer } from "../../src/prompt/import-answer.ts";
import { promptFor, promptToPaste } from "../../src/prompt/one-prompt.ts";
import { PASTED, quickDossier } from "../../src/prompt/quick-dossier.ts";
import { bestCase, NOW_MS, POLICY } from "./best-case.ts";
import { PLAN, SHOUTING } from "./plans.ts";

const reading = quickDossier(PLAN, "text/markdown", { nowMs: NOW_MS, action: null });
if (!reading.ok) throw new Error(reading.error.expected);
const { dossier, kept } = reading.value;
const claims = dossier.claims.map(({ id }) => id);
const prompt = promptFor(kept, POLICY, "ASL-5", dossier.claims);
const context = { text: kept, source: PASTED, claims, prompt: digestOf(utf8(prompt)), model: "some model" };

const layer = (colour: OnePromptAnswer["colour"]) => ({ colour, why: "not shown", notShown: [] });
const answer = (change: Partial<OnePromptAnswer> = {}): OnePromptAnswer => ({
  format: "plimsoll one-prompt answer 1",
  colour: "GREEN",
  layers: { L1: layer("GREEN"), L2: layer("GREEN"), L3: layer("GREEN"), L4: layer("GREEN") },
  findings: [],
  safeguards: [],
  log: [],
  wouldChange: [],
  ...change,
});
const imported = (given: OnePromptAnswer) => {
  const read = importAnswer(JSON.stringify(given), context);
  if (!read.ok) throw new Error(read.error.expected);
  return read.value;
};
const finding = (change: Partial<OnePromptAnswer["findings"][number]> = {}) => ({
  claim: "c-1",
  stance: "refutes" as const,
  quote: "We monitor what it does.",
  why: "no test of it",
  ...change,
});

test("RS-250 the file to paste is the prompt that the program makes", async () => {
  await expect(promptToPaste(POLICY)).toMatchFileSnapshot("../../prompts/one-prompt.md");
});

test("RS-250 A69 a prompt has the four layers, the duties of its level, the schema of the answer, and what is not shown", () => {
  for (const level of LEVELS) {
    const text = promptFor(PLAN, POLICY, level);
    for (const duty of POLICY.duties) {
      const isOwed = strengthAt(duty, level) !== STRENGTHS[0];
      expect(text.includes(`- ${duty.name} (${strengthAt(duty, level)}): ${duty.text}`)).toBe(isOwed);
    }
    for (const name of ["L1 verification", "L2 stability", "L3 arbitration", "L4 evolution"])
      expect(text).toContain(name);
    expect(text).toContain(`owed at ${level}`);
    expect(text).toContain('say "not shown"');
    expect(text).toContain(JSON.stringify(onePromptAnswerShape.jsonSchema));
    expect(text).toContain("at least 40");
    expect(text).toContain("99.9 %");
  }
});

test("RS-250 A69 the text stands between fences that it does not contain, word for word, whatever it says", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...SHOUTING, "{fence} {level} {sources}", PLAN));
  fc.assert(
    fc.property(text, (given) => {
      const fence = fenceFor(`${given}\n`);
      const parts = promptFor(given, POLICY, "ASL-4").split(`\n${fence}\n`);
      expect(parts).toHaveLength(3);
      expect(parts[1]).toBe(given);
      expect(promptFor(given, POLICY, "ASL-4")).toBe(promptFor(given, POLICY, "ASL-4"));
    }),
  );
  // The claims that were read are words of the text as well.
  const listed = prompt.split(/^QUOTED-[0-9a-f]{32}\n/m).at(-2) ?? "";
  expect(listed.split("\n").filter(Boolean)).toHaveLength(claims.length);
});

test("RS-254 A69 what is quoted and stands in the text becomes an opinion; what does not is listed", () => {
  const { links, faults, body } = imported(
    answer({
      findings: [
        finding(),
        finding({ stance: "supports", quote: "It outperforms Heron 2\non all of our benchmarks." }),
        finding({ quote: "It has never been tested." }),
        finding({ claim: "c-999" }),
        finding({ stance: "not shown", quote: "" }),
      ],
    }),
  );
  expect(links).toEqual([
    expect.objectContaining({
      claim: "c-1",
      stance: "refutes",
      method: "llm-opinion",
      confirmedBy: null,
      source: PASTED,
    }),
    expect.objectContaining({ stance: "supports", quote: "It outperforms Heron 2 on all of our benchmarks." }),
  ]);
  for (const { quote, offset } of links) expect(kept.slice(offset ?? 0, (offset ?? 0) + quote.length)).toBe(quote);
  expect(faults.map(({ place }) => place)).toEqual(["findings/2", "findings/3"]);
  expect(body).toEqual({ prompt: context.prompt, answer: body.answer, model: "some model", links });
});

test("RS-254 A69 a model that adds its colours up wrongly is shown to", () => {
  const wrong = answer({ layers: { ...answer().layers, L2: layer("RED") } });
  expect(imported(wrong).faults).toEqual([
    { place: "colour", why: "it says GREEN, and the worst of its layers is RED" },
  ]);
  expect(imported(answer()).faults).toEqual([]);
  expect(worstOf(["GREEN", "RED"])).toBe("RED");
});

test.each([
  ["no JSON", "GREEN!"],
  ["another format", JSON.stringify({ ...answer(), format: "1" })],
  ["a field more", JSON.stringify({ ...answer(), confirmedBy: "a person" })],
  ["a field more inside", JSON.stringify({ ...answer(), findings: [{ ...finding(), weight: 10_000 }] })],
  ["a layer less", JSON.stringify({ ...answer(), layers: { L1: layer("GREEN") } })],
  ["too long", `"${"x".repeat(1_048_577)}"`],
])("RS-254 A69 refused: %s", (_, json) => {
  expect(importAnswer(json, context)).toMatchObject({ ok: false });
});

test("RS-254 backticks around the JSON are taken off", () => {
  expect(importAnswer(`\`\`\`json\n${JSON.stringify(answer())}\n\`\`\``, context)).toMatchObject({ ok: true });
});

test("RS-255 A20 A69 no answer raises a score or a colour; refutations lower scores", () => {
  const quotes = PLAN.split("\n").filter((line) => line !== "");
  const some = fc.array(
    fc.record({
      claim: fc.constantFrom(...claims, "c-999"),
      stance: fc.constantFrom("supports" as const, "refutes" as const, "not shown" as const),
      quote: fc.constantFrom(...quotes, "invented"),
      why: fc.constant("safe"),
    }),
    { maxLength: 40 },
  );
  const before = bestCase(dossier);
  fc.assert(
    fc.property(some, (findings) => {
      const { links } = imported(answer({ findings }));
      const after = bestCase(dossier, links);
      expect(after.colour).toBe(before.colour);
      for (const [place, claim] of after.claims.entries()) {
        const was = before.claims[place];
        expect(claim.after.score).toBeLessThanOrEqual(was?.after.score ?? 0);
        expect(claim.after.support).toBe(was?.after.support);
        const isRefuted = links.some((link) => link.claim === claim.claim.id && link.stance === "refutes");
        expect(claim.after.refutation).toBe(isRefuted ? 2_000 : 0);
      }
    }),
    { numRuns: 100 },
  );
});
