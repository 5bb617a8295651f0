import type { TrainingStatus } from "@plimsoll/prophet/node";
import { alignedTable } from "../../cluster-tools/aligned-table.ts";
import type { RunSummary } from "./run-summary.ts";
import { counted } from "../../output/counted.ts";

const BAR_WIDTH = 24;

const figure = (value: number | null | undefined): string => {
  if (value === null || value === undefined) return "–";
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : "not finite";
};

/** Where a run is, in one line. */
export function progressText({ spec, stepsDone, last, stepsPerSecond, spikes, rewinds }: TrainingStatus): string {
  return [
    `${bar(stepsDone / spec.steps)} ${stepsDone}/${spec.steps}`,
    `error ${figure(last?.error)}`,
    `rate ${figure(last?.rate)}`,
    `risk ${figure(last?.risk)} ${last?.mode ?? ""}`,
    `${counted(spikes, "spike")}, ${counted(rewinds, "rewind")}`,
    `${Math.round(stepsPerSecond)} steps/s`,
  ].join("  ");
}

/** Where a piece of work is whose steps are known. */
export const shareText = (name: string, share: number): string => `${bar(share)} ${name}`;

function bar(share: number): string {
  const full = Math.min(BAR_WIDTH, Math.floor(BAR_WIDTH * share));
  return `[${"█".repeat(full)}${"░".repeat(BAR_WIDTH - full)}] ${String(Math.floor(100 * share)).padStart(3)} %`;
}

/** Figures for the live page. */
export const statusFigures = ({ last, stepsDone, spec, stepsPerSecond, spikes, rewinds, drifts }: TrainingStatus) =>
  [
    ["step", `${stepsDone} of ${spec.steps}`],
    ["error", figure(last?.error)],
    ["loss", figure(last?.loss)],
    ["learning rate", figure(last?.rate)],
    ["foretold risk", figure(last?.risk)],
    ["mode", last?.mode ?? "–"],
    ["flow", figure(last?.flow)],
    ["spikes", String(spikes)],
    ["rewinds", String(rewinds)],
    ["drift alarms", String(drifts)],
    ["steps/s", String(Math.round(stepsPerSecond))],
  ] as const;

/** What a run came to, as people read it. */
export function summaryText(summary: RunSummary, steps: number): string {
  const { baselines, bestFixedRate, riskAuroc, spikes, rewinds, checkpoint, log, profile, seed } = summary;
  const done = `${summary.steps} of ${steps} steps${summary.interrupted ? ", interrupted" : ""}`;
  const fixed = bestFixedRate === null ? [] : [[`best fixed rate, ${bestFixedRate}`, figure(baselines.bestFixed)]];
  return [
    `Prophet, profile ${profile}, seed ${seed}: ${done}\n`,
    alignedTable([
      ["", "mean squared error"],
      ["this run", figure(summary.finalError)],
      ...fixed,
      ["the value before", figure(baselines.repeatLast)],
      ["zero", figure(baselines.zero)],
    ]),
    `${counted(spikes, "spike")}, ${counted(rewinds, "rewind")}, AUROC of the risk ${figure(riskAuroc)}\n`,
    ...(checkpoint === null ? [] : [`checkpoint  ${checkpoint}\n`]),
    ...(log === null ? [] : [`log         ${log}\n`]),
  ].join("");
}
