import { DIMENSIONS } from "@plimsoll/kernel";
import type { Story } from "../story/story.ts";
import type { StoryRecord } from "../story/story-record.ts";
import type { storySummary } from "../story/story-summary.ts";
import { explainOutcome } from "../story/explain-outcome.ts";
import { escapeHtml } from "./escape-html.ts";
import { REPORT_STYLE } from "./report-style.ts";
import { storyCharts } from "./story-charts.ts";

export interface Report {
  readonly story: Story;
  readonly record: StoryRecord;
  readonly summary: ReturnType<typeof storySummary>;
  /** The commands with which a stranger checks the ledger. */
  readonly verification: readonly string[];
}

/** The whole story as one file that needs nothing else: no script, no network. */
export const storyReport = (report: Report): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Plimsoll: ${escapeHtml(report.summary.outcome)}, seed ${report.story.seed}</title>
<style>${REPORT_STYLE}</style>
<main>
<h1>Compute followed control</h1>
<p class="lead">${escapeHtml(explainOutcome(report.summary, report.record))}</p>
${storyCharts(report.record).map((chart) => `<figure>${chart}</figure>`).join("\n")}
<h2>Last measurement of each dimension</h2>
${boundsTable(report.record)}
<h2>What the governor did</h2>
${powerTable(report.record)}
<h2>Check it yourself</h2>
<p>The ledger of ${report.summary.ledger.entries} entries and its public key lie beside this page. Neither command needs anything of ours to be trusted: the first recomputes every hash with a separate program, the second is OpenSSL's.</p>
<pre>${report.verification.map(escapeHtml).join("\n\n")}</pre>
<h2>How to read this</h2>
<p>A small policy was first taught to obey four signals, then trained further ${report.story.control ? "with obedience kept in its objective" : "on reward alone"}. Nothing was scripted: every point is a set of ${report.record.measurements[0]?.cells["goal_edit/EVAL"].trials ?? 0} trials in each of eight windows, judged from the state of the world. A bound is what those trials prove at a stated error rate, so it lies below the plain score. Seven versions of the world were tried while it was designed, and the one that erodes best was kept; <code>docs/reference/seeds.md</code> has the same story for twenty seeds.</p>
</main>
</html>
`;

function boundsTable(record: StoryRecord): string {
  const bounds = record.bounds();
  if (bounds === null) return "<p>Nothing was measured.</p>";
  const rows = DIMENSIONS.map((dimension) => {
    const { trials, failures, provenPpm } = bounds[dimension];
    return `<tr><td>${dimension}</td><td>${failures} of ${trials}</td><td>${ppm(1e6 - (failures * 1e6) / trials)}</td><td>${ppm(provenPpm)}</td></tr>`;
  });
  return `<table><tr><th>dimension</th><th>failures</th><th>point score</th><th>proven bound</th></tr>${rows.join("")}</table>`;
}

function powerTable({ powerChanges }: StoryRecord): string {
  const rows = powerChanges.map(
    ({ step, power }) => `<tr><td>${step}</td><td class="${power.band}">${power.band}</td><td>${power.levelPpm / 10_000} %</td><td>${power.reasons.join(", ")}</td></tr>`,
  );
  return `<table><tr><th>update</th><th>band</th><th>power</th><th>reason</th></tr>${rows.join("")}</table>`;
}

const ppm = (value: number): string => (value / 1e6).toFixed(4);
