import { alignedTable } from "../aligned-table.ts";
import { figureText, intervalText, percentText } from "../figure-text.ts";
import type { BenchOutcome, BenchRow } from "./run-bench.ts";
import { printedBesideOurs, seedLines } from "./seed-lines.ts";

/** The seed's format first, then what can be said. */
export function benchText(outcome: BenchOutcome): string {
  const { plan, specDigest, random, h1, signs } = outcome;
  const last = plan.seed + plan.episodes - 1;
  return [
    seedLines(random, h1, signs),
    `${plan.profile}, ${plan.episodes} episodes of every policy on the same seeds ${plan.seed} to ${last}; spec ${specDigest}\n`,
    alignedTable(levelRows(outcome)),
    alignedTable(differenceRows(outcome)),
    printedText(outcome),
    ...outcome.notes.map((note) => `note: ${note}\n`),
  ].join("\n");
}

export function levelRows({ rows, report }: BenchOutcome): readonly (readonly string[])[] {
  const head = [
    "policy",
    "return ± SE",
    "σ",
    "IQM [95 %]",
    "steps",
    "episodes with OOM",
    "OOM",
    "critical",
    "avg load",
  ];
  return [head, ...rows.map((row, at) => levelRow(row, intervalText(report.rows[at]!.overall)))];
}

const levelRow = ({ policy, figures }: BenchRow, middle: string): readonly string[] => [
  policy.label,
  `${figureText(figures.reward.mean)} ± ${figureText(figures.reward.standardError)}`,
  figureText(figures.reward.deviation),
  middle,
  figureText(figures.steps.mean, 1),
  percentText(figures.oomShare),
  figureText(figures.oom.mean),
  figureText(figures.critical.mean),
  figureText(figures.load.mean, 3),
];

export const differenceRows = ({ report }: BenchOutcome): readonly (readonly string[])[] => [
  ["against h1", "IQM − h1's [95 %]", "chance of a better episode", "wins/ties/losses", "finding"],
  ...report.comparisons.map(({ policy, overall, probabilityOfImprovement, signs, finding }) => [
    policy,
    intervalText(overall),
    intervalText(probabilityOfImprovement),
    `${signs.wins}/${signs.ties}/${signs.losses}`,
    finding,
  ]),
];

/** Says plainly what of the seed's own table can be had again. */
export function printedText({ plan, random, h1, signs }: BenchOutcome): string {
  if (plan.profile !== "classic") return "The seed's printed table is of the profile classic; this is another world.\n";
  const figures = printedBesideOurs(random, h1);
  const again = figures.filter(({ reproduces }) => reproduces);
  const names = again.map(({ policy, figure }) => `${policy} ${figure}`).join(", ");
  const table = figures.map(({ policy, figure, printed, ours, reproduces }) => [
    `${policy} ${figure}`,
    figureText(printed, 3),
    figureText(ours, 3),
    reproduces ? "yes" : "no",
  ]);
  return (
    `The seed's printed table does not reproduce: ${again.length} of its ${figures.length} figures ${again.length === 1 ? "is" : "are"} within two standard errors of ours` +
    `${again.length === 0 ? "" : ` (${names})`}; its win-rate of 50/50 is ${signs.wins}/${h1.episodes} here.\n` +
    alignedTable([["figure", "seed", "ours", "reproduces"], ...table])
  );
}
