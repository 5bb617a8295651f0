import { type EvaluationReport, type Interval, reportMarkdown, reportText } from "@plimsoll/simulation";
import { alignedTable } from "../aligned-table.ts";
import { percentText } from "../figure-text.ts";
import type { OutputFile } from "../output/output-files.ts";
import { reportFiles } from "../report-files.ts";
import type { EvaluationOutcome } from "./run-evaluation.ts";

export const evaluationText = (outcome: EvaluationOutcome, asMarkdown: boolean): string =>
  asMarkdown ? markdownOf(outcome) : [reportText(outcome.report), endText(outcome)].join("\n");

/** What the report's tables do not say: who ran out of memory, on what, and what to take care of. */
function endText({ plan, run, runs, oomShares, specDigests, notes, report }: EvaluationOutcome): string {
  const rows = Object.entries(oomShares).map(([label, shares]) => [label, ...shares.map(percentText)]);
  return (
    alignedTable([["episodes out of memory", ...plan.profiles], ...rows]) +
    `\n${alignedTable([[`against ${plan.reference}, by profile`, ...plan.profiles], ...findingRows(report)])}` +
    `\na run is ${run === "episode" ? "an episode" : "a training seed"}: ${runs} on each profile\n` +
    Object.entries(specDigests)
      .map(([name, digest]) => `${name} ${digest}\n`)
      .join("") +
    notes.map((note) => `note: ${note}\n`).join("")
  );
}

/** Profiles pay on scales of their own, so what holds over all of them may fail on one: each has its own finding. */
const findingRows = ({ comparisons }: EvaluationReport): readonly (readonly string[])[] =>
  comparisons.map(({ policy, cells }) => [policy, ...cells.map(findingOf)]);

const findingOf = ({ low, high }: Interval): string => (low > 0 ? "better" : high < 0 ? "worse" : "open");

const markdownOf = (outcome: EvaluationOutcome): string =>
  `${reportMarkdown(outcome.report)}\n\`\`\`text\n${endText(outcome)}\`\`\`\n`;

/** A line for each policy, then the summary. */
export const evaluationLines = (outcome: EvaluationOutcome): readonly object[] => [
  ...outcome.report.rows.map((row) => ({
    type: "policy",
    policy: row.policy,
    members: membersOf(outcome, row.policy),
    interquartileMeans: Object.fromEntries(outcome.plan.profiles.map((profile, at) => [profile, row.cells[at]])),
    overall: row.overall,
    oomShares: outcome.oomShares[row.policy],
    comparison: outcome.report.comparisons.find(({ policy }) => policy === row.policy) ?? null,
  })),
  evaluationSummary(outcome),
];

function evaluationSummary({ plan, run, runs, specDigests, report, notes }: EvaluationOutcome) {
  const { profiles, reference, episodes, seed, resamples } = plan;
  const findings = Object.fromEntries(
    report.comparisons.map(({ policy, finding, cells }) => {
      const byProfile = Object.fromEntries(profiles.map((profile, at) => [profile, findingOf(cells[at]!)]));
      return [policy, { allProfiles: finding, ...byProfile }];
    }),
  );
  const overall = Object.fromEntries(report.rows.map((row) => [row.policy, row.overall]));
  return {
    type: "summary",
    ok: true,
    profiles,
    reference,
    episodes,
    seed,
    resamples,
    run,
    runs,
    overall,
    findings,
    specDigests,
    notes,
  };
}

const membersOf = ({ groups }: EvaluationOutcome, label: string) =>
  (groups.find((group) => group.label === label)?.members ?? []).map(({ kind, file, digest, environment }) => ({
    kind,
    file,
    digest,
    environment,
  }));

export const evaluationFiles = (folder: string, outcome: EvaluationOutcome): readonly OutputFile[] =>
  reportFiles(folder, outcome.report, markdownOf(outcome), {
    identity: outcome.identity,
    ...evaluationSummary(outcome),
    members: Object.fromEntries(outcome.groups.map(({ label }) => [label, membersOf(outcome, label)])),
    oomShares: outcome.oomShares,
    report: outcome.report,
  });
