import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { GUARD } from "../../src/rate/guard/guard-spec.ts";
import { guardVectors, riskModelFile } from "./prophet-files.ts";

const root = new URL("../../../../", import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, root), "utf8"));

test("PR-291 the risk model of the Python package is that of TypeScript", () => {
  expect(read("python/src/plimsoll/prophet/monitor/risk-model.json")).toEqual(riskModelFile());
});

test("PR-292 the guard's constants in the Python package are those of TypeScript", () => {
  expect(read("python/src/plimsoll/prophet/guard/guard.json")).toEqual(GUARD);
});

test("PR-292 the vectors of the guard are what TypeScript writes", () => {
  expect(read("spec/vectors/prophet/guard.json")).toEqual(guardVectors());
});

test("PR-292 the vectors of the guard are rich: every mode, rewinds, and facts that are missing or no numbers", () => {
  const vectors = guardVectors();
  expect(new Set(vectors.flatMap(({ modes }) => modes))).toEqual(new Set(["panic", "alert", "warning", "cruise"]));
  for (const { facts, shares } of vectors) {
    expect(facts).toContain(null);
    expect(facts.flat()).toContain("NaN");
    expect(new Set(shares).size).toBeGreaterThan(20);
  }
});
