// Which tests show each acceptance statement of RSP v1.0: the table of docs/reference/release-acceptance.md.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = new URL("../..", import.meta.url).pathname;
const STATEMENTS = "spec/vectors/release/acceptance.json";
const ROOMS = ["packages/release", "packages/cli/test/release", "scripts/test"];

interface Shown {
  readonly id: string;
  readonly statement: string;
  readonly tests: readonly { readonly title: string; readonly file: string }[];
}

/** Every statement with the tests that carry its id in their titles. */
export function shownStatements(): readonly Shown[] {
  const statements = JSON.parse(readFileSync(join(ROOT, STATEMENTS), "utf8")) as Record<string, string>;
  const titles = ROOMS.flatMap(testFiles).flatMap(titlesIn);
  return Object.entries(statements).map(([id, statement]) => ({
    id,
    statement,
    tests: titles.filter(({ title }) => new RegExp(`\\b${id}\\b`).test(title)),
  }));
}

function testFiles(room: string): readonly string[] {
  return readdirSync(join(ROOT, room), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".test.ts") && !path.includes("node_modules"))
    .map((path) => `${room}/${path}`)
    .toSorted();
}

/** A text that begins with a rule's or a statement's id is a title: nothing else in a test file does. */
const TITLE = /(["`])((?:A\d\d|RS-\d+|LT\d) [^"`\n]*)\1/g;

const titlesIn = (file: string): Shown["tests"] =>
  [...readFileSync(join(ROOT, file), "utf8").matchAll(TITLE)].map(([, , title]) => ({ title: title ?? "", file }));

export const acceptanceTable = (shown: readonly Shown[]): string =>
  [
    "# RSP v1.0: what is shown by which test",
    "",
    "Made by `npm run release:acceptance` from the titles of the tests. The statements are those of the sheet (§8), in our words; the numbers that are missing were never given.",
    "",
    "| id | statement | tests |",
    "|---|---|---|",
    ...shown.map(({ id, statement, tests }) => `| ${id} | ${statement} | ${tests.map(cell).join("<br>")} |`),
    "",
  ].join("\n");

const cell = ({ title, file }: Shown["tests"][number]): string =>
  `${title.replaceAll("|", "\\|")} (${file.split("/").at(-1) ?? file})`;
