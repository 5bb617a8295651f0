import type { MeasuredSwarm, SwarmOutcome } from "./swarm-outcome.ts";

interface Measure {
  readonly says: string;
  readonly of: (outcome: SwarmOutcome) => string;
  /** The acceptance bar, in words, and whether it is met. */
  readonly bar?: { readonly says: string; readonly isMet: (outcome: SwarmOutcome) => boolean };
}

const seconds = (ms: number): string => (Number.isNaN(ms) ? "–" : `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`);

const MEASURES: readonly Measure[] = [
  { says: "decided per minute, without slow nodes", of: (it) => it.baselineDecidedPerMinute.toFixed(1) },
  { says: "decided per minute, with them", of: (it) => it.decidedPerMinute.toFixed(1) },
  {
    says: "what the slow nodes leave of it",
    of: (it) => it.fastThroughputRatio.toFixed(2),
    bar: { says: "H1 at least 0.95", isMet: (it) => it.fastThroughputRatio >= 0.95 },
  },
  { says: "opening to decision, p50", of: (it) => seconds(it.p50DecisionMs) },
  {
    says: "opening to decision, p99",
    of: (it) => seconds(it.p99DecisionMs),
    bar: { says: "H2 at most 2.5 s", isMet: (it) => it.p99DecisionMs <= 2_500 },
  },
  { says: "longest that a fast node had an intent open", of: (it) => seconds(it.longestStallMs) },
  { says: "intents without a decision", of: (it) => `${it.intentsGivenUp}` },
  { says: "slow thoughts finished", of: (it) => `${it.slowThoughtsFinished}` },
  {
    says: "slow thoughts merged",
    of: (it) => `${it.slowThoughtsMerged}`,
    bar: {
      says: "H3 all",
      isMet: (it) => it.slowThoughtsFinished > 0 && it.slowThoughtsMerged === it.slowThoughtsFinished,
    },
  },
  {
    says: "thoughts orphaned",
    of: (it) => `${it.orphanedThoughts} (${seconds(it.orphanedWorkMs)} of work)`,
    bar: { says: "H3 none", isMet: (it) => it.orphanedThoughts === 0 },
  },
  { says: "thoughts in time, dropped for another", of: (it) => `${it.spareThoughts}` },
  {
    says: "messages refused for a gap between clocks",
    of: (it) => it.gapRejections.toLocaleString("en"),
    bar: { says: "H4 none", isMet: (it) => it.gapRejections === 0 },
  },
  {
    says: "nodes rejected for ever after a cut of 1.7 s",
    of: (it) => `${it.rejectedForEver}`,
    bar: { says: "H4 none", isMet: (it) => it.rejectedForEver === 0 },
  },
];

/** All measures by row and systems by column, as a table in Markdown. Durations are of the scenario. */
export function outcomeTable(measured: readonly MeasuredSwarm[]): string {
  const rows = [
    ["", ...measured.map(({ name }) => name), "bar"],
    ["---", ...measured.map(() => "---:"), "---"],
    ...MEASURES.map((measure) => [
      measure.says,
      ...measured.map(({ outcome }) => `${measure.of(outcome)}${mark(measure, outcome)}`),
      measure.bar?.says ?? "",
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |\n`).join("");
}

const mark = ({ bar }: Measure, outcome: SwarmOutcome): string => {
  if (bar === undefined) return "";
  return bar.isMet(outcome) ? " ✓" : " ✗";
};
