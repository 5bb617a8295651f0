import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const folder = new URL("../../src/intake/", import.meta.url);
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));

test("E-50 intake draws on nothing ambient: bytes and a mapping in, values out", () => {
  expect(sources.length).toBeGreaterThan(20);
  for (const name of sources) {
    const text = readFileSync(new URL(name, folder), "utf8");
    expect(text, name).not.toMatch(/from "node:|\bDate\b|\bMath\.random\b|\bprocess\b|\bBuffer\b/);
  }
});
