import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = new URL("../..", import.meta.url).pathname;

/** Titles of all tests, as they stand in their files. */
const titles = ["packages", "scripts"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
  )
  .filter((file) => file.endsWith(".test.ts") && !/node_modules|\/dist\//.test(file))
  .map((file) => readFileSync(join(root, file), "utf8"))
  .join("\n");

/** What stands below the head of the threats, to the end of their table. */
const [, threats = ""] = /^\| threat \|.*\n\|[-|]+\|\n((?:\|.*\n)+)/m.exec(
  readFileSync(join(root, "SECURITY.md"), "utf8"),
) ?? [""];
const rows = threats
  .trim()
  .split("\n")
  .map((line) => ({ threat: line.split("|")[1]?.trim() ?? "", rules: line.match(/\b[A-Z]+-\d+\b/g) ?? [] }));

test("SVR-39 the threat model is read", () => {
  expect(rows.length).toBeGreaterThan(15);
});

test.each(rows)("SVR-39 $threat: every rule that answers it is in the title of a test", ({ rules }) => {
  expect(rules.length).toBeGreaterThan(0);
  for (const rule of rules) expect(titles, rule).toMatch(new RegExp(`[\`"'][^\`"'\n]*\\b${rule}\\b`));
});
