import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { RHETORICAL_RULES } from "../../src/argument/defect.ts";
import { ratesOf, sumOf } from "../../src/argument/rates.ts";
import { corpusOf, ratesPage } from "./rates-page.ts";

const PAGE = new URL("../../../../docs/reference/argument-rules.md", import.meta.url);

test("RS-165 the published page is what the rules do today", () => {
  expect(readFileSync(PAGE, "utf8")).toBe(ratesPage());
});

test("RS-165 the corpora are large enough, and no sentence stands in two places", () => {
  const corpora = (["tuned", "held-out", "indirect"] as const).map((set) => corpusOf(set).sentences);
  for (const rule of RHETORICAL_RULES) {
    expect(corpora[0]?.[rule].length).toBeGreaterThanOrEqual(30);
    expect(corpora[1]?.[rule].length).toBeGreaterThanOrEqual(20);
  }
  expect(corpora.reduce((sum, { none }) => sum + none.length, 0)).toBeGreaterThanOrEqual(150);
  const all = corpora.flatMap((sentences) => Object.values(sentences).flat());
  expect(new Set(all).size).toBe(all.length);
});

test("RS-165 what the rules were made with they catch, and of other sentences they let most be", () => {
  for (const { hits, falseAlarms } of ratesOf(corpusOf("tuned"))) {
    expect(hits.count / hits.trials).toBeGreaterThanOrEqual(0.95);
    expect(falseAlarms.count / falseAlarms.trials).toBeLessThanOrEqual(0.02);
  }
  const heldOut = ratesOf(corpusOf("held-out"));
  const [hits, falseAlarms] = [heldOut.map((each) => each.hits), heldOut.map((each) => each.falseAlarms)].map(sumOf);
  expect((hits?.count ?? 0) / (hits?.trials ?? 1)).toBeGreaterThan(0.4);
  expect((falseAlarms?.count ?? 1) / (falseAlarms?.trials ?? 1)).toBeLessThan(0.05);
});
