import { MISSION, type MissionRow, SOURCES, type SourceId } from "./mission.ts";

/** Where a rule of each kind stands. */
const SPEC_OF: Readonly<Record<string, string>> = {
  K: "kernel",
  G: "governor",
  E: "evidence",
  F: "foundation",
  LG: "ledger",
  RS: "release",
  SV: "sovereignty",
  SVR: "server",
  SIM: "simulation",
  PR: "prophet",
  ME: "mesh",
  W: "words",
};

/** The mission table as a page: every section of the source documents, in their order. */
export const missionPage = (): string =>
  [
    "# The mission: every section of the five source documents",
    "",
    "Made by `npm run tables` from `scripts/tables/mission.ts`; a test says that every file is there, every command is known, every rule is in the title of a test, and every",
    "limit stands in [LIMITATIONS.md](../../LIMITATIONS.md). The documents are no part of the repository; `node scripts/tables/seed-headings.ts FOLDER` holds the table against them.",
    "",
    `${MISSION.length} rows. Where the last cell is a dash, nobody has named anything that is less than asked.`,
    "",
    ...(Object.keys(SOURCES) as SourceId[]).flatMap(tableOf),
  ].join("\n");

const tableOf = (source: SourceId): readonly string[] => [
  `## ${SOURCES[source]}`,
  "",
  "| section | where it lives | what shows it | tests | less than asked |",
  "|---|---|---|---|---|",
  ...MISSION.filter((row) => row.source === source).map(lineOf),
  "",
];

const lineOf = ({ heading, part, lives, shown, tests, weaker = [] }: MissionRow): string =>
  `| ${[
    part === undefined ? heading : `${heading}: ${part}`,
    lives.map((file) => `[${file}](../../${file})`).join("<br>"),
    shown.map((command) => `\`${command}\``).join("<br>"),
    tests.map(ruleLink).join(", "),
    weaker.map((words) => `[${words.replace(/\.$/, "")} …](../../LIMITATIONS.md)`).join("<br>") || "–",
  ]
    .map((cell) => cell.replaceAll("|", "\\|"))
    .join(" | ")} |`;

/** A rule with a link to its specification. */
const ruleLink = (rule: string): string => `[${rule}](../../${specOf(rule)})`;

/** The specification that a rule stands in. Throws for a rule of a kind that nobody knows. */
export function specOf(rule: string): string {
  const spec = SPEC_OF[rule.split("-")[0] ?? ""];
  if (spec === undefined) throw new Error(`expected a rule of a known specification, got ${rule}`);
  return `spec/${spec}.md`;
}
