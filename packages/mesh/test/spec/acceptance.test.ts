import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = new URL("../../../..", import.meta.url).pathname;

/** Acceptance statements of a mesh, by how many each letter has. */
const STATEMENTS = { H: 8, M: 7, C: 6, S: 9, B: 7, D: 5, T: 6, Q: 4 };
const ids = Object.entries(STATEMENTS).flatMap(([letter, count]) =>
  Array.from({ length: count }, (_, place) => `${letter}${place + 1}`),
);

/** T1 is a rule about sources; it has no figure. */
const WITHOUT_FIGURE = new Set(["T1"]);

const sources = ["packages/mesh/src", "packages/mesh/test", "packages/verifier/test/mesh"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(root, folder, file)),
  )
  .filter((file) => file.endsWith(".ts") && !file.endsWith("acceptance.test.ts"))
  .map((file) => ({ isTest: file.endsWith(".test.ts"), text: readFileSync(file, "utf8") }));

const titles = sources.flatMap(({ isTest, text }) =>
  isTest ? (text.match(/^ *(?:test|it|describe)?[^\n]*["`][^"`\n]*["`]/gm) ?? []) : [],
);
/** Lines as `B3  local spend p99  1.2 ms  (bar 10 ms)`, written at once or by its id. */
const printed = sources.map(({ text }) => text).join("\n");

test.each(ids)("Q5 ME-472 %s is the title of a test, and is printed with its figure beside its bar", (id) => {
  expect(titles.some((title) => new RegExp(`\\b${id}\\b`).test(title))).toBe(true);
  if (WITHOUT_FIGURE.has(id)) return;
  expect(printed).toMatch(new RegExp(`["\`]${id}(?: {2}[^\\n]*|["\`],)`));
});
