import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const FORBIDDEN =
  /\bMath\.(?:exp|expm1|log|log1p|log2|log10|pow|sin|cos|tan|tanh|random)\b|\bDate\b|\bperformance\b|\bprocess\b|from "node:/;

const folder = new URL("./", import.meta.url);
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "") }));

test.each(sources)("D-15 $name draws on nothing ambient and on no library transcendental", ({ text }) => {
  expect(text, "take randomness, time and settings from arguments").not.toMatch(FORBIDDEN);
});

test("D-15 the rule finds what it looks for", () => {
  for (const text of ["Math.exp(1)", "Date.now()", "process.env", 'from "node:fs"']) expect(text).toMatch(FORBIDDEN);
  expect(sources.length).toBeGreaterThan(15);
});
