import type { ScenarioOutcome, ScenarioProgress } from "@plimsoll/mesh/simulated";
import { textTable } from "../../output/text-table.ts";

type Summary = ScenarioOutcome["summary"];

/** Nothing lost, nothing overdrawn, and all nodes the same. */
export const isSound = (summary: Summary): boolean =>
  summary.converged &&
  summary.rootsEqual &&
  summary.lostAcknowledged + summary.lostStable + summary.overdrafts + summary.orphanedThoughts === 0 &&
  summary.violations.length === 0;

export function outcomeText({ summary, details }: ScenarioOutcome): string {
  const { fastThroughputRatio: ratio, violations } = summary;
  const rows = [
    ["nodes", `${summary.nodes}, ${summary.virtualSeconds} virtual seconds, ${details.events} events`],
    ["the same everywhere", summary.converged ? "yes" : "NO"],
    ["lost", `${summary.lostAcknowledged} acknowledged, ${summary.lostStable} certified events`],
    ["overdrafts", String(summary.overdrafts)],
    ["orphaned thoughts", String(summary.orphanedThoughts)],
    ...(ratio === null ? [] : [["fast work beside slow nodes", `${(100 * ratio).toFixed(1)} % of what it is alone`]]),
    ["trace", summary.traceHash],
    ...(violations.length === 0 ? [] : [["violations", violations.join(", ")]]),
  ];
  return textTable(rows);
}

/** One line, while it runs. */
export function progressText({ run, runs, virtualMs, untilMs, events }: ScenarioProgress): string {
  const place = runs === 1 ? "" : `run ${run} of ${runs}, `;
  return `${place}virtual second ${Math.floor(virtualMs / 1000)} of ${Math.ceil(untilMs / 1000)}, ${events} events`;
}
