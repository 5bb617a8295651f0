import { expect, test } from "vitest";
import { consult } from "./consult.ts";
import type { LanguageModel } from "./language-model.ts";
import type { JudgedText } from "./sendable.ts";

const passed = (item: string, text: string): JudgedText => ({ item, text, verdict: "pass" });

/** A model that quotes the first words of the first source that it is shown. */
function quoting(): { readonly model: LanguageModel; readonly lengths: number[] } {
  const lengths: number[] = [];
  const model: LanguageModel = async ({ user }) => {
    lengths.push(user.length);
    const source = /\n(s-\d+):\n/.exec(user)?.[1];
    const quotes = source === undefined ? [] : [{ claim: "c-1", source, quote: "aaa", stance: "refutes" }];
    return { kind: "answered", text: JSON.stringify({ quotes }), model: "m" };
  };
  return { model, lengths };
}

test("RS-258 a consultation asks in one order, in requests of a bounded size, and lists what it did not send", async () => {
  const { model, lengths } = quoting();
  const sources = Array.from({ length: 7 }, (_, place) => passed(`s-${place}`, "a".repeat(70_000)));
  const tooLong = passed("s-9", "a".repeat(150_001));
  const held: JudgedText = { item: "c-2", text: "b", verdict: "quarantine" };
  const consulted = await consult(model, {
    claims: [passed("c-1", "It holds."), held],
    sources: [...sources, tooLong],
  });
  expect(consulted.withheld).toEqual(["c-2", "s-9"]);
  expect(consulted.links.map(({ source, confirmedBy }) => [source, confirmedBy])).toEqual([
    ["s-0", null],
    ["s-2", null],
    ["s-4", null],
    ["s-6", null],
  ]);
  expect(lengths).toHaveLength(3 + 4);
  expect(Math.max(...lengths)).toBeLessThan(210_000);
  // What was asked for splits and defects was answered with quotations: unreadable, and no error.
  expect(consulted.failures).toEqual(["UNREADABLE_ANSWER", "UNREADABLE_ANSWER", "UNREADABLE_ANSWER"]);
});

test("RS-258 A20 a model that fails proposes nothing, and the case goes on", async () => {
  const model: LanguageModel = async () => ({ kind: "failed", code: "TIMED_OUT" });
  const consulted = await consult(model, { claims: [passed("c-1", "a")], sources: [passed("s-1", "a")] });
  expect(consulted).toMatchObject({ queries: [], links: [], splits: [], defects: [], declined: [] });
  expect(consulted.failures).toHaveLength(4);
});
