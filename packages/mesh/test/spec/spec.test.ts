import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = new URL("../../../..", import.meta.url).pathname;
const spec = readFileSync(join(root, "spec/mesh.md"), "utf8");
const allSpecs = ["mesh.md", "codes.md"].map((name) => readFileSync(join(root, "spec", name), "utf8")).join("\n");

/** What the code says: every object that is a fault or a refusal has its code as a text, or a type that lists it. */
const CODE_SAID = /\bcode: "([A-Z][A-Z0-9_]+)"|^ {2}\| "([A-Z][A-Z0-9]*_[A-Z0-9_]+)"/gm;

/** What the specification says: the first column of its table. */
const CODE_LISTED = /^\| ((?:`[A-Z][A-Z0-9_]+`(?:, )?)+) \|/gm;

const filesIn = (...folders: readonly string[]): readonly string[] =>
  folders.flatMap((folder) =>
    readdirSync(join(root, "packages", folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !/node_modules|^dist\//.test(file))
      .map((file) => join(root, "packages", folder, file)),
  );

const sources = filesIn("mesh/src", "verifier/src/mesh", "cli/src/mesh-tools")
  .filter((file) => !/\.test\.ts$|\/simulated\/scenario\//.test(file))
  .map((file) => readFileSync(file, "utf8"));
const said = new Set(
  sources.flatMap((text) => [...text.matchAll(CODE_SAID)].map(([, one, other]) => one ?? other ?? "")),
);
const listed = [...spec.matchAll(CODE_LISTED)].flatMap(([, cells = ""]) => cells.replaceAll("`", "").split(", "));

test("ME-470 every code that the mesh says is written of in the specification", () => {
  expect(said.size).toBeGreaterThan(80);
  expect([...said].filter((code) => !allSpecs.includes(`\`${code}\``))).toEqual([]);
});

test("ME-470 every code of the table is said somewhere, and stands there once", () => {
  const texts = sources.join("\n");
  expect(listed.filter((code) => !texts.includes(`"${code}"`))).toEqual([]);
  expect(listed.filter((code, place) => listed.indexOf(code) !== place)).toEqual([]);
});

test("ME-471 no number is given twice, and each that a test carries is written of", () => {
  const rules = [...spec.matchAll(/^- \*\*(ME-\d+)\*\*/gm)].map(([, rule]) => rule ?? "");
  expect(rules.length).toBeGreaterThan(200);
  expect(rules.filter((rule, place) => rules.indexOf(rule) !== place)).toEqual([]);
  const carried = new Set(
    filesIn("mesh/src", "mesh/test", "verifier/test", "cli/test")
      .filter((file) => file.endsWith(".test.ts"))
      .flatMap((file) => readFileSync(file, "utf8").match(/\bME-\d+/g) ?? []),
  );
  expect([...carried].filter((rule) => !rules.includes(rule))).toEqual([]);
});

test("ME-12 the table of fields has the kinds and the order of body-codec.ts", () => {
  const rows = [...spec.matchAll(/^ {2}\| `([a-z.]+)` \| (.+) \|$/gm)];
  const inSpec = rows.map(([, kind, fields = ""]) => [
    kind,
    outsideBrackets(fields).map((field) => field.split(" ")[0]),
  ]);
  expect(Object.fromEntries(inSpec)).toEqual(Object.fromEntries(tablesInCode()));
  expect(inSpec).toHaveLength(16);
});

/** What commas outside of square brackets part. */
const outsideBrackets = (text: string): string[] => text.split(/,\s+(?![^[\]]*\])/u);

/** Kinds and their fields, as they stand in the one place that makes the wire format. */
function tablesInCode(): [string, string[]][] {
  const text = readFileSync(join(root, "packages/mesh/src/event/body-codec.ts"), "utf8");
  const [, tables = ""] = /const TABLES[^=]*= \{\n(.*?)\n\};/su.exec(text) ?? [];
  const kinds = [...tables.matchAll(/^ {2}"?([a-z.]+)"?: \{(.*?)\},?$(?=\n {2}"?[a-z]|$(?![\s\S]))/gmsu)];
  return kinds.map(([, kind = "", fields = ""]) => [kind, fieldNames(fields)]);
}

const fieldNames = (fields: string): string[] =>
  fields
    .replaceAll(/record\(\{[^}]*\}\)/gu, "record")
    .split(",")
    .map((field) => field.trim().split(":")[0] ?? "")
    .filter((name) => name !== "");
