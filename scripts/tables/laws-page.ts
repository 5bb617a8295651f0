import { type Kind, kindOf, type Law, LAWS, type LawTest, lawsNamed } from "./laws.ts";

/** What the page is made of, beside the laws themselves. */
export interface LawEvidence {
  readonly tests: readonly LawTest[];
  /** The text of docs/reference/guards.md. */
  readonly guards: string;
  /** Defects that were put into the whole system on purpose; none before the sea trial has been run. */
  readonly canaries: readonly Canary[];
}

export interface Canary {
  readonly name: string;
  readonly law: string;
  readonly package: string;
  readonly caughtBy: string | null;
}

/** The laws table: where each is enforced, what shows it, and which defects were caught. */
export const lawsPage = (evidence: LawEvidence): string =>
  [
    "# The laws: where each is enforced, and what shows it",
    "",
    "Made by `npm run tables` from a run of every test that names a law in front of its title (`L4 …`, `G-191 L1 L6 …`); it tells what was run and what passed. *Searched* are tests that go through",
    "a whole small scope, every fault, every crash or whole worlds of a seed; *canaries* put a defect in and ask that it be found. Guards of the kernel were removed one at a time",
    "([guards.md](guards.md)): so many of them were noticed, all others are equivalent. Layers L1 to L4 of [release](../concepts/release.md) are something else.",
    "",
    "| law | enforced in | properties and examples | searched | seeded defects caught |",
    "|---|---|---|---|---|",
    ...LAWS.map((law) => rowOf(law, evidence)),
    "",
    ...LAWS.flatMap((law) => sectionOf(law, evidence)),
  ].join("\n");

function rowOf(law: Law, evidence: LawEvidence): string {
  const cells = [
    `**${law.id}** ${law.says}`,
    law.enforced.map((file) => `[${file}](../../${file})`).join("<br>"),
    counted(testsOf(law, "property", evidence)),
    counted(testsOf(law, "search", evidence)),
    [
      counted(testsOf(law, "defect", evidence)),
      ...guardCell(law, evidence.guards),
      ...canaryCell(law, evidence.canaries),
    ]
      .filter((text) => text !== "")
      .join("<br>"),
  ];
  return `| ${cells.join(" | ")} |`;
}

export const testsOf = (law: Law, kind: Kind, { tests }: Pick<LawEvidence, "tests">): readonly LawTest[] =>
  tests.filter((test) => kindOf(test) === kind && lawsNamed(test.title).includes(law.id));

function counted(tests: readonly LawTest[]): string {
  if (tests.length === 0) return "";
  const passed = tests.filter((test) => test.passed).length;
  return `${passed} of ${tests.length} tests passed`;
}

/** Of the kernel's guards behind a law: how many were weakened, and how many of these a test noticed. */
function guardCell({ guards }: Law, page: string): readonly string[] {
  const rows = [...page.matchAll(/^\| `([^`]+)` \| (\d+) \| (\d+) \| (\d+) \|/gm)].filter(([, file = ""]) =>
    guards.some((start) => file.startsWith(start)),
  );
  const sum = (column: number): number => rows.reduce((all, row) => all + Number(row[column]), 0);
  return rows.length === 0 ? [] : [`${sum(3)} of ${sum(2)} weakened guards noticed, ${sum(4)} equivalent`];
}

function canaryCell({ id }: Law, canaries: readonly Canary[]): readonly string[] {
  const own = canaries.filter(({ law }) => law === id);
  if (own.length === 0) return [];
  return [`${own.filter(({ caughtBy }) => caughtBy !== null).length} of ${own.length} in the whole system`];
}

const KINDS: Readonly<Record<Kind, string>> = {
  property: "Properties and examples",
  search: "Searched",
  defect: "Seeded defects",
};

function sectionOf(law: Law, evidence: LawEvidence): readonly string[] {
  const kinds = (Object.keys(KINDS) as Kind[]).flatMap((kind) => {
    const lines = [
      ...testsOf(law, kind, evidence).map(testLine),
      ...(kind === "defect" ? canaryLines(law, evidence) : []),
    ];
    return lines.length === 0 ? [] : [`${KINDS[kind]}:`, "", ...lines, ""];
  });
  return [`## ${law.id}`, "", ...kinds];
}

const testLine = ({ file, title, passed }: LawTest): string =>
  `- ${passed ? "" : "**failed** "}${title.replaceAll("|", "\\|")} ([${file.split("/").at(-1) ?? file}](../../${file}))`;

const canaryLines = ({ id }: Law, { canaries }: LawEvidence): readonly string[] =>
  canaries
    .filter(({ law }) => law === id)
    .map(
      ({ name, package: room, caughtBy }) =>
        `- ${room}: ${name} (${caughtBy === null ? "**not caught**" : `whole system, caught by ${caughtBy}`})`,
    );
