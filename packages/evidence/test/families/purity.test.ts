import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const folder = new URL("../../src/families/", import.meta.url);
const sources = readdirSync(folder).filter((name) => name.endsWith(".ts"));

test("E-150 families draw on nothing ambient and on no library transcendental", () => {
  expect(sources.length).toBeGreaterThan(12);
  for (const name of sources) {
    const text = readFileSync(new URL(name, folder), "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
    expect(text, name).not.toMatch(/from "node:|\bDate\b|\bprocess\b|\bglobalThis\b|\bperformance\b/);
    expect(text, name).not.toMatch(/\bMath\.(?:random|exp|log\w*|pow|sin|cos|tan\w*|hypot|cbrt)\b|\*\*(?! BigInt)/);
  }
});
