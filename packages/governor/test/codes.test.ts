import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = new URL("../../..", import.meta.url).pathname;
const specOf = (name: string): string => readFileSync(join(root, "spec", name), "utf8");

/** What the code says: every object that is a fault or a refusal has its code as a text. */
const CODE_SAID = /\bcode: "([A-Z][A-Z0-9_]+)"/g;

/** What the specification says: the first column of a table. */
const CODE_LISTED = /^\| ((?:`[A-Z][A-Z0-9_]+`(?:, )?)+) \|/gm;

const sources = ["governor", "cli"].flatMap((room) =>
  readdirSync(join(root, "packages", room, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => readFileSync(join(root, "packages", room, "src", file), "utf8")),
);
const said = new Set(sources.flatMap((text) => [...text.matchAll(CODE_SAID)].map(([, code]) => code ?? "")));

const listedIn = (name: string): string[] =>
  [...specOf(name).matchAll(CODE_LISTED)].flatMap(([, cells = ""]) => cells.replaceAll("`", "").split(", "));

test("G-217 the rule looks at real files", () => {
  expect(said.size).toBeGreaterThan(50);
  expect(listedIn("governor.md").length).toBeGreaterThan(30);
});

test("G-217 every code that governor and cli say is written of in the specification", () => {
  const everything = readdirSync(join(root, "spec"))
    .filter((name) => name.endsWith(".md"))
    .map(specOf)
    .join("\n");
  expect([...said].filter((code) => !everything.includes(`\`${code}\``)).toSorted()).toEqual([]);
});

test("G-217 every code of the governor's table is said somewhere, and stands there once", () => {
  const listed = listedIn("governor.md");
  const texts = sources.join("\n");
  expect(listed.filter((code) => !new RegExp(`"${code}"`).test(texts))).toEqual([]);
  expect(listed.filter((code, place) => listed.indexOf(code) !== place)).toEqual([]);
});
