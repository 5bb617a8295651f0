import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const ROOMS = [
  "gridworld",
  "policy-network",
  "battery",
  "detectors",
  "families",
  "identity",
  "interruptibility",
  "language-model",
];

/** What would make two machines, or two runs, differ; with the better way. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [
    /\bMath\.(exp|expm1|log|log1p|log2|log10|pow|sin|cos|tan|tanh|sinh|cosh|atan|atan2|cbrt|hypot)\b/,
    "`exponential`, `logarithm`",
  ],
  [/\*\*(?! \d| BigInt\(|\/)/, "a product"],
  [/\bMath\.random\b/, "a RandomStream"],
  [/\bDate\b|\bperformance\b/, "a step count"],
  [/\bprocess\b|\bglobalThis\b/, "an argument"],
  [/from "node:/, "nothing: this room runs in a browser"],
];

const sources = ROOMS.flatMap((room) => {
  const folder = new URL(`../src/${room}/`, import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => ({ name: `${room}/${name}`, text: withoutComments(readFileSync(new URL(name, folder), "utf8")) }));
});

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/\/\/.*$/gm, "");
}

test.each(sources)("E-25 $name draws on nothing ambient and on no library transcendental", ({ text }) => {
  for (const [pattern, better] of FORBIDDEN) expect(text, `use ${better} instead`).not.toMatch(pattern);
});

test("E-25 the rule finds what it looks for", () => {
  const bad = ["Math.exp(1)", "x ** y", "Math.random()", "new Date()", "process.env", 'import fs from "node:fs"'];
  expect(bad.map((text, index) => FORBIDDEN.at(index)![0].test(text))).toEqual(bad.map(() => true));
  expect(sources.length).toBeGreaterThan(15);
});
