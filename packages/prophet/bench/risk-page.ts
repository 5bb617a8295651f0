import type { Interval } from "@plimsoll/simulation";
import { LEAD, LEADS, type Lead } from "../src/risk/model/risk-model.ts";
import { OURS, Z_SCORE } from "./risk-forecasters.ts";
import type { LeftOut } from "./risk-left-out.ts";
import { CALM_STEPS } from "./risk-samples.ts";

const TARGET = { area: 0.8, ahead: 0.05, calibrationError: 0.05 } as const;

export interface StudyRow {
  readonly group: string;
  readonly lead: Lead;
  readonly isOnset: boolean;
  readonly moments: number;
  readonly eventShare: number;
  readonly forecaster: string;
  readonly area: Interval;
  /** Over the z-score, on the same runs. */
  readonly ahead: Interval;
  readonly areaWithin: Interval | null;
  readonly brier: Interval;
  readonly calibrationError: Interval;
}

/** What the study found, as the page tells it. */
export interface Study {
  readonly rows: readonly StudyRow[];
  readonly leftOut: readonly LeftOut[];
  readonly runs: Readonly<Record<string, number>>;
}

/** The study as a page of the reference. */
export const riskPage = (study: Study): string => `# How well a loss spike is foreseen

\`packages/prophet/bench/risk-study.ts --write\` makes this page and its drawings; \`bench/fit-risk.ts\` fits the model. Both draw trainings by
chance: networks of 1 to 3 hidden layers of 8 to 64 units, tanh or relu; Adam (four of five) or gradient descent with and without momentum; no
clipping, clipping to length 1, ZClip; rates log-uniform over four decades (Adam 1e-4 to 1, gradient descent ten times that); 400 steps.

**What is foretold.** A spike is a loss that is not finite, or 4 times the median of the 64 before it. At each step, with its loss and gradient and
before its update, a forecaster gives the chance that one of the next k steps is a spike. Steps that are spikes themselves are not asked about, nor are
those whose next k steps the run did not live to see.

**On what.** The model was fitted on drifting streams and the original's stream. *New runs* are ${study.runs["new runs"] ?? 0} others of these; *a new kind of task* is
${study.runs["a new kind of task"] ?? 0} students of random teacher networks, of which nothing was fitted or calibrated on. Intervals are 95 %, from drawing whole runs again (300 times).

**Who.** \`fitted\` reads everything; \`portable\` what any loop can tell (loss, gradient norm, rate, curvature along the update), the same in the Python
package; \`${OURS.blind}\` is the same model with the curvature hidden. The others are calibrated on the same runs in the same way, so that they differ in
what they know and not in how it is scaled. The area of a chance that never changes is one half by definition, its calibration good by construction.

${verdict(study.rows)}

## New runs

${table(study.rows, "new runs")}

## A new kind of task

${table(study.rows, "a new kind of task")}

![ROC](risk-model-roc.svg)

![Reliability](risk-model-reliability.svg)

## Two harder questions, ${LEAD} steps ahead

*Out of the calm*: only moments with no spike in the ${CALM_STEPS} steps before. Spikes come in clusters, and much of what is foreseen above is the next of a cluster.
*Within a run*: the mean area within single runs, without what can be had by telling restless trainings from quiet ones. The z-score is of its own run's past
and can hope for nothing else.

${harder(study.rows)}

## What each group of features is worth

Area at ${LEAD} steps of a model with all features, less that of one fitted without these (on fewer runs than the published one). What is not above 0 could be left out.

${worth(study.leftOut)}

**What it says.** The memory of how high the loss has lately stood, and how restless it is, carry the forecast. ${inside(study.leftOut)}

**What it does not say.** These are small networks on short runs of one-number targets. A spike here may come from the data (a stream that changes) as well as
from the weights, and nobody can foresee a change of data from the loss. On another population the chances are only as good as its likeness to this one: see the second table for how much
is lost on a task that is merely new. The model knows no cause: that lowering the rate lowers the risk is the rate rule's business, and measured there.
`;

const figure = ({ estimate, low, high }: Interval): string =>
  `${estimate.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;

const rowsOf = (rows: readonly StudyRow[], group: string, isOnset: boolean): readonly StudyRow[] =>
  rows.filter((row) => row.group === group && row.isOnset === isOnset);

function table(rows: readonly StudyRow[], group: string): string {
  return [
    "| k | forecaster | AUROC | ahead of the z-score | Brier | ECE |",
    "| --: | :-- | :-- | :-- | :-- | :-- |",
    ...LEADS.flatMap((lead) =>
      rowsOf(rows, group, false)
        .filter((row) => row.lead === lead)
        .map(
          (row) =>
            `| ${lead} | ${row.forecaster} | ${figure(row.area)} | ${row.forecaster === Z_SCORE ? "" : figure(row.ahead)} | ${row.brier.estimate.toFixed(4)} | ${figure(row.calibrationError)} |`,
        ),
    ),
    "",
    `Share of moments with a spike ahead: ${LEADS.map((lead) => `${share(rows, group, lead)} (k = ${lead})`).join(", ")}.`,
  ].join("\n");
}

const share = (rows: readonly StudyRow[], group: string, lead: number): string =>
  `${(100 * (rowsOf(rows, group, false).find((row) => row.lead === lead)?.eventShare ?? 0)).toFixed(1)} %`;

function harder(rows: readonly StudyRow[]): string {
  return [
    "| runs | forecaster | out of the calm | within a run | within a run, out of the calm |",
    "| :-- | :-- | :-- | :-- | :-- |",
    ...rows
      .filter(({ isOnset, lead }) => isOnset && lead === LEAD)
      .map((onset) => {
        const any = rows.find(
          (row) =>
            !row.isOnset && row.lead === LEAD && row.group === onset.group && row.forecaster === onset.forecaster,
        );
        const within = any?.areaWithin ?? null;
        return `| ${onset.group} | ${onset.forecaster} | ${figure(onset.area)} | ${within === null ? "" : figure(within)} | ${onset.areaWithin === null ? "" : figure(onset.areaWithin)} |`;
      }),
  ].join("\n");
}

function worth(leftOut: readonly LeftOut[]): string {
  const groups = [...new Set(leftOut.map(({ group }) => group))];
  const names = [...new Set(leftOut.map(({ without }) => without))];
  const of = (group: string, without: string): string => {
    const found = leftOut.find((one) => one.group === group && one.without === without);
    return found === undefined ? "" : figure4(found.worth);
  };
  return [
    `| features | ${groups.join(" | ")} |`,
    `| :-- | ${groups.map(() => ":--").join(" | ")} |`,
    ...names.map((name) => `| ${name} | ${groups.map((group) => of(group, name)).join(" | ")} |`),
  ].join("\n");
}

const figure4 = ({ estimate, low, high }: Interval): string =>
  `${estimate.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`;

/** Against what was asked for: said of the interval's worse end, at the usual lead. */
function verdict(rows: readonly StudyRow[]): string {
  const lines = rows
    .filter(({ lead, isOnset, forecaster }) => lead === LEAD && !isOnset && isOurs(forecaster))
    .map(({ group, forecaster, area, ahead, calibrationError }) => {
      const met = [
        `area ${area.low > TARGET.area ? "above" : "not surely above"} ${TARGET.area}`,
        `${ahead.low >= TARGET.ahead ? "at least" : "not surely"} ${TARGET.ahead} ahead of the z-score`,
        `calibration error ${calibrationError.high < TARGET.calibrationError ? "below" : "not surely below"} ${TARGET.calibrationError}`,
      ];
      return `- ${forecaster}, ${group}: ${met.join("; ")}`;
    });
  return `**Against the targets, ${LEAD} steps ahead, by the worse end of each interval:**\n\n${lines.join("\n")}`;
}

const isOurs = (forecaster: string): boolean => forecaster === OURS.worker || forecaster === OURS.portable;

/** What a look into the worker adds, in words that follow the figures. */
function inside(leftOut: readonly LeftOut[]): string {
  const names = ["Jacobian flow", "spectral alignment", "spectral norm", "update by weight"];
  const helps = names.filter((name) =>
    leftOut.filter(({ without }) => without === name).every(({ worth: { low } }) => low > 0),
  );
  return helps.length === 0
    ? "What is seen only from inside the worker (flow, alignment, spectral norm, update by weight) adds nothing that can be told from chance on both kinds of runs: `portable` is as good, and costs less."
    : `From inside the worker, ${helps.join(" and ")} add${helps.length === 1 ? "s" : ""} something on both kinds of runs; the rest cannot be told from chance.`;
}
