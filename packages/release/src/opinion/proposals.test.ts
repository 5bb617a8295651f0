import fc from "fast-check";
import { expect, test } from "vitest";
import type { LanguageModel } from "./language-model.ts";
import { promptOf, propose } from "./proposal.ts";
import { defectQuestion } from "./propose-defects.ts";
import { queryQuestion } from "./propose-queries.ts";
import { quoteQuestion } from "./propose-quotes.ts";
import { splitQuestion } from "./propose-splits.ts";
import { MACHINE_MARK, summaryQuestion } from "./propose-summary.ts";
import { MATERIAL_LENGTH_MAX, sendableOf } from "./sendable.ts";

const sent = (texts: Readonly<Record<string, string>>) =>
  sendableOf(Object.entries(texts).map(([item, text]) => ({ item, text, verdict: "pass" as const }))).sendable;
const saying =
  (value: unknown): LanguageModel =>
  async () => ({ kind: "answered", text: typeof value === "string" ? value : JSON.stringify(value), model: "m" });

const claims = sent({ "c-1": "It refuses 98 % of requests and is monitored.", "c-2": "It is small." });
const sources = sent({ "s-1": "We counted 98 % refusals.\nOne was missed." });

test("RS-256 A62 quarantined and blocked text is no material; noted text is, as far as it fits", () => {
  const { sendable, withheld } = sendableOf([
    { item: "a", text: "a", verdict: "pass" },
    { item: "b", text: "b", verdict: "quarantine" },
    { item: "c", text: "c", verdict: "block" },
    { item: "d", text: "d", verdict: "note" },
    { item: "e", text: "e".repeat(MATERIAL_LENGTH_MAX), verdict: "pass" },
  ]);
  expect(sendable.map(({ item }) => item)).toEqual(["a", "d"]);
  expect(withheld).toEqual(["b", "c", "e"]);
});

test("RS-258 queries: as many against a claim as for it, for claims that there are", async () => {
  const answer = {
    claims: [
      { claim: "c-1", support: ["refusal rate", "filter test"], refute: ["jailbreak"] },
      { claim: "c-2", support: ["small"], refute: [] },
      { claim: "c-9", support: ["abc"], refute: ["abc"] },
    ],
  };
  const { taken, declined, failure } = await propose(saying(answer), queryQuestion(claims));
  expect(taken).toEqual([{ claim: "c-1", support: ["refusal rate"], refute: ["jailbreak"] }]);
  expect(declined.map(({ place }) => place)).toEqual(["claims/1", "claims/2"]);
  expect(failure).toBeNull();
});

test("RS-258 A20 quotations: verbatim in the stored text or not at all, by nobody confirmed", async () => {
  const quote = { claim: "c-1", source: "s-1", quote: "98 % refusals. One was missed.", stance: "refutes" };
  const answer = {
    quotes: [quote, { ...quote, quote: "99 % refusals" }, { ...quote, source: "s-2" }, { ...quote, claim: "c-9" }],
  };
  const { taken, declined } = await propose(saying(answer), quoteQuestion({ claims, sources }));
  const text = "98 % refusals.\nOne was missed.";
  expect(taken).toEqual([
    {
      claim: "c-1",
      source: "s-1",
      quote: text,
      offset: 11,
      stance: "refutes",
      method: "llm-opinion",
      confirmedBy: null,
    },
  ]);
  expect(declined).toHaveLength(3);
});

test("RS-258 splits have two parts or more, and are for people", async () => {
  const answer = {
    splits: [
      { claim: "c-1", parts: ["It refuses 98 % of requests.", "It is monitored."] },
      { claim: "c-1", parts: ["It is monitored."] },
      { claim: "c-1", parts: ["It is.", "It is."] },
      { claim: "c-9", parts: ["a", "b"] },
    ],
  };
  const { taken, declined } = await propose(saying(answer), splitQuestion(claims));
  expect(taken).toHaveLength(1);
  expect(declined).toHaveLength(3);
});

test("RS-258 a defect of argument that a model names is a note, and blocks no claim", async () => {
  const defect = { place: "c-2", rule: "IC-DENOM", span: "It is small.", why: "no number", cure: "give one" };
  const answer = { defects: [defect, { ...defect, span: "It is tiny." }, { ...defect, place: "c-9" }] };
  const { taken, declined } = await propose(saying(answer), defectQuestion(claims));
  expect(taken).toEqual([{ ...defect, severity: "note", claims: [], span: ["It is small."] }]);
  expect(declined).toHaveLength(2);
});

test.each([
  ["Two claims are open.", "YELLOW", true],
  ["Of 98 % one was missed.", "RED", true],
  ["Coverage is 99.9 %.", "RED", false],
  ["It is GREEN now.", "RED", false],
  ["We are confident in it.", "RED", false],
] as const)("RS-258 A19 prose %s under %s is taken: %s", async (summary, colour, isTaken) => {
  const { taken, declined } = await propose(saying({ summary }), summaryQuestion(sources, colour));
  expect(taken).toEqual(isTaken ? [{ text: summary, mark: MACHINE_MARK }] : []);
  expect(declined).toHaveLength(isTaken ? 0 : 1);
});

test("RS-258 A20 whatever a model answers, nothing throws and nothing is taken that was not asked", async () => {
  const anything = fc.oneof(fc.string({ unit: "binary" }), fc.json());
  await fc.assert(
    fc.asyncProperty(anything, async (answer) => {
      const asked = await propose(saying(answer), quoteQuestion({ claims, sources }));
      expect(asked.taken).toEqual([]);
      expect((await propose(saying(answer), queryQuestion(claims))).taken).toEqual([]);
    }),
  );
  const failing: LanguageModel = async () => ({ kind: "failed", code: "TIMED_OUT" });
  expect(await propose(failing, splitQuestion(claims))).toEqual({ taken: [], declined: [], failure: "TIMED_OUT" });
  expect(await propose(failing, splitQuestion([]))).toMatchObject({ failure: "NOTHING_TO_SEND" });
});

test("RS-256 A62 text of others stands in a prompt as quoted data alone", () => {
  const { system, user } = promptOf(quoteQuestion({ claims, sources }));
  for (const { text } of [...claims, ...sources]) {
    expect(system).not.toContain(text);
    const [before = "", after = ""] = user.split(text);
    const fence = before.trimEnd().split("\n").at(-1);
    expect(fence).toMatch(/^QUOTED-[0-9a-f]{32}$/);
    expect(after.startsWith(`\n${fence}`)).toBe(true);
  }
});
