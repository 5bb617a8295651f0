import type { SeedRun } from "../run/seed-run.ts";
import { html, type Html, NOTHING } from "./html.ts";
import type { PublishedLog } from "./report-material.ts";
import { table } from "./table.ts";

/** The original's logs beside the candidate's, as far as both go the same way. */
export const publishedSection = (published: readonly PublishedLog[] | null, runs: readonly SeedRun[]): Html =>
  published === null || published.length === 0
    ? NOTHING
    : html`<h3>Beside the public original</h3>
        ${table({
          caption: "Actions of one episode; the original's world and law differ, so a difference is no fault",
          heads: ["log", "original", "candidate", "the same as far as"],
          rows: published.map((log) => comparison(log, candidateActions(log, runs))),
        })}`;

const candidateActions = ({ regime }: PublishedLog, runs: readonly SeedRun[]): string | null =>
  runs[0]?.episodes.find((episode) => episode.regime === regime)?.actions ?? null;

function comparison({ name, regime, actions }: PublishedLog, ours: string | null): readonly Html[] {
  const same = ours === null ? 0 : commonSteps(actions, ours);
  return [
    html`${name}, regime ${regime}`,
    actionsText(actions, same),
    ours === null ? html`not run yet` : actionsText(ours, same),
    ours === null ? html`–` : html`${ours === actions ? "the end" : `step ${same}`}`,
  ];
}

const actionsText = (actions: string, same: number): Html =>
  html`<code class="actions">${actions.slice(0, same)}<b>${actions.slice(same)}</b></code>
    <small>${actions.length} steps</small>`;

function commonSteps(left: string, right: string): number {
  let same = 0;
  while (same < left.length && left[same] === right[same]) same += 1;
  return same;
}
