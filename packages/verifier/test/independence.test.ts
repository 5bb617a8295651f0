import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const source = new URL("../src/", import.meta.url);
const files = readdirSync(source)
  .filter((name) => name.endsWith(".ts"))
  .map((name) => ({ name, text: readFileSync(new URL(name, source), "utf8") }));

test("LG-20 imports nothing but Node's own modules and its own files", () => {
  const specifiers = files.flatMap(({ text }) =>
    [...text.matchAll(/\b(?:from\s+|import\s*\(?\s*)["']([^"']+)["']/g)].map(([, name]) => name),
  );
  expect(specifiers.length).toBeGreaterThan(10);
  expect(specifiers.filter((name) => !/^(node:|\.\/)/.test(name as string))).toEqual([]);
});

test("LG-20 can be read in one sitting: some 490 lines of code, and 130 for tiles and witnesses", () => {
  const beside = ["verify-tiles.ts", "witnesses.ts"];
  // The command line and the list of exports check nothing.
  const checker = files.filter(({ name }) => ![...beside, "cli.ts", "index.ts"].includes(name));
  expect(linesOfCode(checker)).toBeLessThanOrEqual(490);
  expect(linesOfCode(files.filter(({ name }) => beside.includes(name)))).toBeLessThanOrEqual(130);
});

const isCode = (line: string): boolean => !/^\s*(\/\/|\/\*|\*|$)/.test(line);

const linesOfCode = (sources: typeof files): number =>
  sources.reduce((total, { text }) => total + text.split("\n").filter(isCode).length, 0);
