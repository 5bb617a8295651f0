import type { Metrics, RepairRecord, SeedRun } from "../run/seed-run.ts";
import { codeText } from "./code-text.ts";
import { counted as plural, percentOf } from "./figures.ts";
import { haltNote } from "./halt-note.ts";
import { hashChip } from "./hash-chip.ts";
import { html, type Html, type HtmlPart, joined } from "./html.ts";
import { mark } from "./mark.ts";
import { citations, type Counts, halts, normState, patchFootprint, refusals, repairEpochs } from "./metrics.ts";
import { shownSeeds } from "./seed-choice.ts";
import { table } from "./table.ts";

/** Seeds side by side in the table of metrics. */
const COLUMNS_MAX = 8;

/** All that is counted, a row each, for the seeds that a reader wants to see. */
export const metricsTable = (seeds: readonly SeedRun[]): Html => {
  const shown = shownSeeds(seeds).slice(0, COLUMNS_MAX);
  const rest = seeds.length - shown.length;
  return table({
    caption: `Metrics by seed${rest > 0 ? `; ${plural(rest, "more seed")} ${rest === 1 ? "is" : "are"} in the record` : ""}`,
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
  ["repair_epoch_by_episode", (run) => epochWords(repairEpochs(run))],
  ["repair_episodes", ({ repairs }) => repairs.map(({ name, episode }) => `${name} ${episode}`).join(", ") || "–"],
  ["patch_footprint", ({ repairs }) => repairs.map(footprintWords).join("; ") || "–"],
  counted("regime_2_actual_start", (each) => orDash(each.regime2Start)),
  counted("full_post_a_episodes", (each) => orDash(each.fullPostAEpisodes)),
  counted("non_subsumption_replay_passed", (each) => replayWords(each.nonSubsumptionReplayPassed)),
  ["trace_citations_valid", (run) => citationWords(run)],
  ["gate_refusals", (run) => countsText(refusals([run]))],
  counted("continuity_checks_total", ({ continuityChecks }) => continuityChecks),
  counted("continuity_failures_total", ({ continuityFailures }) => continuityFailures),
  ["halt_reason_detail", ({ halt }) => haltNote(halt)],
  ["halts", (run) => countsText(halts([run]))],
  ["law_fingerprint", ({ lawFingerprint }) => hashChip(lawFingerprint)],
  ["norm_state_size", (run) => normStateWords(run)],
];

const orNone = (parts: readonly Html[]): HtmlPart => (parts.length === 0 ? "–" : joined(parts, " "));

/** `none`, or each reason with how often it was met. */
export const countsText = (counts: Counts): HtmlPart =>
  counts.length === 0
    ? "none"
    : joined(
        counts.map(([reason, times]) => html`${codeText(reason)} ${times}×`),
        ", ",
      );

/** `epoch_0: 0–2, epoch_1: 3–4`: the episodes that began under each epoch. */
const epochWords = (epochs: readonly number[]): string =>
  [...new Set(epochs)]
    .map((epoch) => `epoch_${epoch}:\u00A0${epochs.indexOf(epoch)}–${epochs.lastIndexOf(epoch)}`)
    .join(", ") || "–";

const footprintWords = (repair: RepairRecord): string => {
  const { rules, operations } = patchFootprint(repair);
  return `${repair.name}: rules\u00A0${rules}, operations\u00A0${operations}`;
};

function citationWords(run: SeedRun): string {
  const { judged, valid } = citations(run);
  return judged === 0 ? "–" : `${valid} of ${judged} (${percentOf(valid, judged)})`;
}

function normStateWords(run: SeedRun): HtmlPart {
  const state = normState(run);
  return state === null
    ? mark("bad", "its repairs do not make this law")
    : `rules ${state.rules}, bytes ${state.bytes}`;
}

const replayWords = (passed: boolean | null): HtmlPart =>
  passed === null ? "not asked" : mark(passed ? "good" : "bad", passed ? "yes" : "no");

const maskSizeWords = (sizes: readonly number[]): string => {
  const words = sizes.flatMap((times, size) => (times === 0 ? [] : [`${size}: ${times}×`]));
  return words.length === 0 ? "–" : words.join(", ");
};
