import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const source = new URL("../../src/mesh/", import.meta.url);
const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(new URL(name, source), "utf8"));

test("ME-360 S4 imports nothing but Node's own modules and files of its own folder", () => {
  const specifiers = files.flatMap((text) =>
    [...text.matchAll(/\b(?:from\s+|import\s*\(?\s*)["']([^"']+)["']/g)].map(([, name]) => name as string),
  );
  expect(specifiers.length).toBeGreaterThan(40);
  expect(specifiers.filter((name) => !/^(node:|\.\/|\.\.\/[a-z-]+\.ts$)/.test(name))).toEqual([]);
  const modules = new Set(specifiers.filter((name) => name.startsWith("node:")));
  expect(modules).toEqual(new Set(["node:buffer", "node:crypto", "node:fs", "node:path", "node:util"]));
});

test("ME-360 can be read in one sitting: some 1 560 lines of code", () => {
  const isCode = (line: string): boolean => !/^\s*(\/\/|\/\*|\*|$)/.test(line);
  const lines = files.reduce((total, text) => total + text.split("\n").filter(isCode).length, 0);
  console.info(`S4  separate verifier of the mesh  ${lines} lines of code`);
  expect(lines).toBeLessThanOrEqual(1_600);
});
