import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./test-titles.ts";

const textOf = (file: string): string => readFileSync(join(ROOT, file), "utf8");

const rows = textOf("docs/reference/glossary.md")
  .split("\n")
  .filter((line) => /^\| (?!word \||---)/u.test(line))
  .map((line) => ({ word: line.split("|")[1]?.trim() ?? "", rules: line.match(/\b[A-Z]+-\d+\b/gu) ?? [] }));

const specs = globSync("spec/*.md", { cwd: ROOT }).map(textOf).join("\n");

test("W-60 words stand in the order of the alphabet, each once", () => {
  const words = rows.map(({ word }) => word.toLowerCase());
  expect(words.length).toBeGreaterThan(40);
  expect(words).toEqual([...new Set(words)].toSorted());
});

test.each(rows)("W-60 $word: its rules are there", ({ rules }) => {
  for (const rule of rules) expect(specs).toContain(`**${rule}**`);
});
