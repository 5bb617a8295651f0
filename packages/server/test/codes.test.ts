import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = new URL("../../..", import.meta.url).pathname;

const textsIn = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(ending) && !file.endsWith(".test.ts") && !file.endsWith("answer-schemas.ts"))
    .map((file) => readFileSync(join(root, folder, file), "utf8"));

/** Of Node's and the framework's own, which are told as codes of ours. */
const FOREIGN = /^(HPE|FST|ERR)_/;

const used = new Set(
  [...textsIn("packages/server/src", ".ts"), ...textsIn("packages/cli/src/serve-tools", ".ts")]
    .flatMap((text) => [...text.matchAll(/"([A-Z]{3,}(?:_[A-Z]+)+)"/g)].map(([, code = ""]) => code))
    .filter((code) => !FOREIGN.test(code)),
);
const catalogue = textsIn("spec", ".md").join("\n");

test("SVR-37 the codes are looked for", () => {
  expect(used.size).toBeGreaterThan(40);
});

test("SVR-37 every code that the daemon can answer stands in the catalogue", () => {
  expect([...used].filter((code) => !catalogue.includes(`\`${code}\``)).toSorted()).toEqual([]);
});
