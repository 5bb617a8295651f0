import { ABLATION_NAMES } from "../excision/ablations.ts";
import type { AblationName, AblationReport, JudgedRun } from "../verdict/stage-reports.ts";
import { codeText } from "./code-text.ts";
import { bounds, countOfSeeds, pValue } from "./figures.ts";
import { haltNote } from "./halt-note.ts";
import { html, type Html, type HtmlPart, NOTHING } from "./html.ts";
import { mark, NOT_RUN_YET, yesOrNo } from "./mark.ts";
import { ABLATION_WORDS, POINT_WORDS, POINTS } from "./stage-names.ts";
import { table } from "./table.ts";

/** Stage 4: where each ablation was to collapse, where it did, and what stopped it first. */
export const ablationSection = (ablations: readonly AblationReport[] | null): Html =>
  html`<section aria-labelledby="ablations">
    <h2 id="ablations">Ablations: what collapses, and where</h2>
    ${ablations === null || ablations.length === 0 ? NOT_RUN_YET : html`${summaryTable(ablations)}${ablations.map(details)}`}
  </section>`;

const summaryTable = (ablations: readonly AblationReport[]): Html =>
  table({
    caption: "The four ablations over all seeds, with exact 95 % bounds (Clopper and Pearson)",
    heads: ["ablation", "expected", "found", "seeds collapsed", "bounds", "collapsed as expected", "bounds"],
    rows: ABLATION_NAMES.map((name) =>
      summaryRow(
        name,
        ablations.find((each) => each.name === name),
      ),
    ),
  });

function summaryRow(name: AblationName, report: AblationReport | undefined): readonly HtmlPart[] {
  if (report === undefined) return [ABLATION_WORDS[name], mark("open", "not run yet"), "–", "–", "–", "–", "–"];
  const { expectedPoint, collapsePoint, collapsed, collapsedAsExpected } = report;
  const found = mark(collapsePoint === expectedPoint ? "good" : "bad", POINT_WORDS[collapsePoint]);
  return [
    ABLATION_WORDS[name],
    POINT_WORDS[expectedPoint],
    found,
    countOfSeeds(collapsed),
    bounds(collapsed),
    countOfSeeds(collapsedAsExpected),
    bounds(collapsedAsExpected),
  ];
}

const details = (report: AblationReport): Html =>
  html`<h3>${ABLATION_WORDS[report.name] ?? report.name}</h3>
    ${report.strictNote === null ? NOTHING : html`<p class="strict"><strong>By the strict reading:</strong> ${report.strictNote} ${pointNote(report)}</p>`}
    <p>
      Collapse by point:
      ${POINTS.filter((point) => report.points[point] > 0)
        .map((point) => `${POINT_WORDS[point]} ${report.points[point]}`)
        .join(", ")}.
    </p>
    ${haltTable(report)} ${frozenTable(report)}`;

/** Why a run that first halts in an early episode is said to end at Repair B. */
const pointNote = ({ name, collapsePoint }: AblationReport): string =>
  name === "C_PERSISTENCE" && collapsePoint === "REPAIR_B"
    ? "The point is Repair B all the same: a point names the repair that the run never gets, not the episode of its first halt. Repair A was accepted and then forgotten with its epoch, so Repair B has nothing to build on."
    : "";

function haltTable({ firstHalts }: AblationReport): Html {
  const halts = Object.entries(firstHalts).toSorted(([, left], [, right]) => right - left);
  if (halts.length === 0) return html`<p>No run was halted.</p>`;
  return table({
    caption: "First halts",
    heads: ["halt", "seeds"],
    rows: halts.map(([halt, count]) => [codeText(halt), count]),
  });
}

const frozenTable = ({ frozenSeeds }: AblationReport): Html =>
  frozenSeeds.length === 0
    ? html`<p>The frozen seeds: ${mark("open", "not run yet")}</p>`
    : table({
        caption:
          "The frozen seeds, each by itself: episodes won before the first halt, and in all when episodes go on after it",
        heads: [
          "seed",
          "collapsed",
          "point",
          "first halt",
          "won before it",
          "won in all",
          "p episodes",
          "p zones",
          "guardrails failed",
        ],
        rows: frozenSeeds.map(frozenRow),
      });

const frozenRow = (run: JudgedRun): readonly HtmlPart[] => [
  run.seed,
  yesOrNo(run.collapsed),
  html`<span class="even">${POINT_WORDS[run.collapsePoint] ?? run.collapsePoint}</span>`,
  haltNote(run.halt),
  run.successes,
  run.successesContinued,
  pValue(run.episodesPValuePpm),
  pValue(run.zonesPValuePpm),
  run.failedGuardrails.length === 0 ? "none" : html`<small>${codeText(run.failedGuardrails.join(", "))}</small>`,
];
