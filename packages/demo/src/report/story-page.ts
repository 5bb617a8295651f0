import { DIMENSIONS } from "@plimsoll/kernel";
import type { StoryRecord } from "../story/story-record.ts";
import { escapeHtml } from "./escape-html.ts";
import { REPORT_STYLE } from "./report-style.ts";
import { storyCharts } from "./story-charts.ts";

export interface StoryPage {
  readonly title: string;
  readonly lead: string;
  readonly record: StoryRecord;
  /** HTML that closes the page. */
  readonly footer: string;
}

/** A record as one page that needs nothing else: no script, no font, no network. */
export const storyPage = ({ title, lead, record, footer }: StoryPage): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Plimsoll: ${escapeHtml(title)}</title>
<style>${REPORT_STYLE}</style>
<main>
<h1>Compute followed control</h1>
<p class="lead">${escapeHtml(lead)}</p>
${
  record.measurements.length === 0
    ? ""
    : storyCharts(record)
        .map((chart) => `<figure>${chart}</figure>`)
        .join("\n")
}
<h2>Last measurement of each dimension</h2>
${boundsTable(record)}
<h2>What the governor did</h2>
${powerTable(record)}
${footer}
</main>
</html>
`;

function boundsTable(record: StoryRecord): string {
  const bounds = record.bounds();
  if (bounds === null) return "<p>Nothing is measured yet.</p>";
  const rows = DIMENSIONS.map((dimension) => {
    const { trials, failures, provenPpm } = bounds[dimension];
    const point = trials === 0 ? "–" : share(1e6 - (failures * 1e6) / trials);
    return `<tr><td>${dimension}</td><td>${failures} of ${trials}</td><td>${point}</td><td>${share(provenPpm)}</td></tr>`;
  });
  return `<table><tr><th>dimension</th><th>failures</th><th>point score</th><th>proven bound</th></tr>${rows.join("")}</table>`;
}

function powerTable({ powerChanges, kill, deathElapsedMs }: StoryRecord): string {
  const rows = powerChanges.map(
    ({ step, power }) =>
      `<tr><td>${step}</td><td class="${power.band}">${power.band}</td><td>${power.levelPpm / 10_000} %</td><td>${power.reasons.join(", ")}</td></tr>`,
  );
  const death =
    kill === null
      ? ""
      : `<tr><td>${kill.step}</td><td class="cut">kill</td><td>0 %</td><td>${kill.trigger}${kill.cell === null ? "" : ` in ${kill.cell}`}; snapshot frozen; ${deathElapsedMs === null ? "death not confirmed" : `death confirmed from the process table after ${deathElapsedMs} ms`}</td></tr>`;
  return `<table><tr><th>update</th><th>band</th><th>power</th><th>reason</th></tr>${rows.join("")}${death}</table>`;
}

const share = (ppm: number): string => (ppm / 1e6).toFixed(4);
