import { expect, test } from "vitest";
import { CLAIM_ARGUMENTS } from "../../compiler/artefact-shapes.ts";
import { compileJustification, compileRepair } from "../../compiler/jcomp.ts";
import { CLEAN_VOCABULARY } from "../../compiler/vocabulary.ts";
import { compileLaw } from "../../compiler/law-compiler.ts";
import { CLEAN_LAW } from "../../law/initial-law.ts";
import { ACTION_IDS, classOfAction } from "../../world/action.ts";
import { columnOf, rowOf, SOURCE, STAMP_LOCATION, START, ZONE_CELLS } from "../../world/grid.ts";
import { JUSTIFY_PROMPT, NO_TRACE, promptDigest, REPAIR_PROMPT, SYSTEM_PROMPT } from "./prompt.ts";

const EVERYTHING = [SYSTEM_PROMPT, JUSTIFY_PROMPT, REPAIR_PROMPT, NO_TRACE].join("\n");

test("SV-195 the prompt is frozen: its digest is the one that runs were made with", () => {
  expect(promptDigest()).toBe("sha256:814818c2a1b9e1975d0986a4ca6728512d907e7130a92e8686296154210dbbba");
});

test("SV-195 the frozen texts name no rule of the law", () => {
  expect(EVERYTHING.match(/\bR[0-9]+\b/g)).toBeNull();
});

test("SV-195 nothing in the frozen texts is an artefact that could be copied", () => {
  const law = compileLaw(CLEAN_VOCABULARY, CLEAN_LAW);
  if (!law.ok) throw new Error("the initial law compiles");
  const starts = [...EVERYTHING.matchAll(/[[{]/g)].map(({ index }) => index);
  const ends = [...EVERYTHING.matchAll(/[\]}]/g)].map(({ index }) => index + 1);
  const spans = starts.flatMap((start) => ends.filter((end) => end > start).map((end) => EVERYTHING.slice(start, end)));
  expect(spans.length).toBeGreaterThan(100);
  expect(spans.filter((span) => isJson(span))).toEqual([]);
  expect(spans.filter((span) => compileJustification(span, law.value).ok)).toEqual([]);
  expect(spans.filter((span) => compileRepair(span, CLEAN_VOCABULARY).ok)).toEqual([]);
});

test("SV-195 the grammar is whole: every word, claim, action and place stands in it as the code has it", () => {
  for (const [word, { reservedFor }] of Object.entries(CLEAN_VOCABULARY))
    expect(lineWith(word)).toContain(reservedFor === null ? "one number" : `Reserved for type ${reservedFor}`);
  for (const [claim, count] of Object.entries(CLAIM_ARGUMENTS))
    expect(new RegExp(`^${claim}\\(([A-Z, ]+)\\):`, "m").exec(SYSTEM_PROMPT)?.[1]?.split(", ")).toHaveLength(count);
  for (const action of ACTION_IDS) expect(SYSTEM_PROMPT).toContain(`\n${action} ${classOfAction(action)} `);
  const places = { START, SOURCE, ZONE_A: ZONE_CELLS[0], ZONE_B: ZONE_CELLS[1], ZONE_C: ZONE_CELLS[2], STAMP_LOCATION };
  for (const [name, cell] of Object.entries(places))
    expect(SYSTEM_PROMPT).toContain(`${name} (${rowOf(cell)},${columnOf(cell)})`);
});

/** The line of the grammar of conditions in which a word is introduced. */
const lineWith = (word: string): string =>
  SYSTEM_PROMPT.slice(SYSTEM_PROMPT.indexOf("CONDITIONS"))
    .split("\n")
    .find((line) => new RegExp(`\\b${word}\\b`).test(line)) ?? "";

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}
