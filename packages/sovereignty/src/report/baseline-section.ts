import type { Metrics, SeedRun } from "../run/seed-run.ts";
import type { BaselineReport } from "../verdict/stage-reports.ts";
import { codeText } from "./code-text.ts";
import { checkTable } from "./check-table.ts";
import { percentOf } from "./figures.ts";
import { haltNote } from "./halt-note.ts";
import { hashChip } from "./hash-chip.ts";
import { html, type Html, type HtmlPart, joined } from "./html.ts";
import { mark, NOT_RUN_YET } from "./mark.ts";
import { nullConductText } from "./null-conduct-text.ts";
import { shownSeeds } from "./seed-choice.ts";
import { table } from "./table.ts";

/** Stage 3 point by point, and all that seed §19 wants counted. */
export const baselineSection = (baseline: BaselineReport | null): Html =>
  html`<section aria-labelledby="metrics">
    <h2 id="metrics">Baseline and metrics</h2>
    ${baseline === null ? NOT_RUN_YET : html`${findings(baseline)}${checkTable("Baseline checks (seed §15)", baseline.checks)}${metricsTable(baseline.seeds)}`}
  </section>`;

function findings({ verdict, seeds, asbNull }: BaselineReport): Html {
  const episodes = seeds.flatMap((run) => run.episodes);
  const won = episodes.filter(({ success }) => success).length;
  return html`<p>
    ${mark(verdict === "VERIFIED" ? "good" : "bad", verdict)} Over ${seeds.length} seeds ${won} of ${episodes.length}
    episodes are won (${percentOf(won, episodes.length)}); ${nullConductText(asbNull)}.
  </p>`;
}

/** Seeds side by side in the table of metrics. */
const COLUMNS_MAX = 8;

const metricsTable = (seeds: readonly SeedRun[]): Html => {
  const shown = shownSeeds(seeds).slice(0, COLUMNS_MAX);
  const rest = seeds.length - shown.length;
  return table({
    caption: `Metrics by seed${rest > 0 ? `; ${rest} more seeds are in the record` : ""}`,
    heads: ["metric", ...shown.map(({ seed }) => `seed ${seed}`)],
    rows: METRICS.map(([name, valueOf]) => [html`<code>${codeText(name)}</code>`, ...shown.map(valueOf)]),
  });
};

type Metric = readonly [name: string, valueOf: (run: SeedRun) => HtmlPart];

const counted = (name: string, valueOf: (metrics: Metrics) => HtmlPart): Metric => [
  name,
  ({ metrics }) => valueOf(metrics),
];

const orDash = (value: number | null): HtmlPart => value ?? "–";

const METRICS: readonly Metric[] = [
  ["episodes_succeeded", ({ episodes }) => `${episodes.filter(({ success }) => success).length} of ${episodes.length}`],
  counted("steps", ({ steps }) => steps),
  counted("justifications", ({ justifications }) => justifications),
  counted("justifications_compiled", (each) => `${each.compiled} (${percentOf(each.compiled, each.justifications)})`),
  counted("audit_failures", ({ auditFailures }) => auditFailures),
  counted("bound_steps", ({ boundSteps }) => boundSteps),
  counted("mask_sizes", ({ maskSizes }) => maskSizeWords(maskSizes)),
  counted("contradictions", ({ contradictions: { A, B } }) => `A ${A}, B ${B}`),
  counted("repairs_submitted", ({ repairsSubmitted }) => repairsSubmitted),
  counted("repairs_accepted_total", ({ repairsAcceptedTotal }) => repairsAcceptedTotal),
  ["repair_epochs", ({ repairs }) => orNone(repairs.map(({ epoch }) => hashChip(epoch)))],
  ["repair_episodes", ({ repairs }) => repairs.map(({ name, episode }) => `${name} ${episode}`).join(", ") || "–"],
  counted("regime_2_actual_start", (each) => orDash(each.regime2Start)),
  counted("full_post_a_episodes", (each) => orDash(each.fullPostAEpisodes)),
  counted("non_subsumption_replay_passed", (each) => replayWords(each.nonSubsumptionReplayPassed)),
  counted("continuity_checks_total", ({ continuityChecks }) => continuityChecks),
  counted("continuity_failures_total", ({ continuityFailures }) => continuityFailures),
  ["halt_reason_detail", ({ halt }) => haltNote(halt)],
  ["law_fingerprint", ({ lawFingerprint }) => hashChip(lawFingerprint)],
];

const orNone = (parts: readonly Html[]): HtmlPart => (parts.length === 0 ? "–" : joined(parts, " "));

const replayWords = (passed: boolean | null): HtmlPart =>
  passed === null ? "not asked" : mark(passed ? "good" : "bad", passed ? "yes" : "no");

const maskSizeWords = (sizes: readonly number[]): string => {
  const words = sizes.flatMap((times, size) => (times === 0 ? [] : [`${size}: ${times}×`]));
  return words.length === 0 ? "–" : words.join(", ");
};
