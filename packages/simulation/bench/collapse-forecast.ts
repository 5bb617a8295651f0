/**
 * How well a collapse of the Gardener is foreseen at 50, 70 and 90 % of the way to it: by classic risk, by classical early warning
 * and by our hazard model, on 448 runs that the model was not taught on, about half of which never collapse.
 *
 * Run: node --conditions=@plimsoll/source packages/simulation/bench/collapse-forecast.ts [--json] [--trial] [--out forecast.svg].
 * A trial is short, and no figure.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { kernelArithmetic } from "../src/gardener/arithmetic.ts";
import { CLASSIC_GARDENER } from "../src/gardener/spec/profiles.ts";
import { collapseStudy } from "../src/resilience/collapse/collapse-study.ts";
import { forecastPlot } from "../src/resilience/collapse/study-plot.ts";
import type { ForecastRow } from "../src/warning/forecast-table.ts";

const { values: asked } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    trial: { type: "boolean", default: false },
    out: { type: "string" },
  },
});

const plan = { runsPerWorld: asked.trial ? 10 : 64, seed: 8 };
const GOAL = { share: 0.7, area: 0.9 };

const steps = collapseStudy(plan, kernelArithmetic(CLASSIC_GARDENER.side));
let step = steps.next();
while (step.done !== true) step = steps.next();
const study = step.value;

const rowText = ({ share, forecaster, area }: ForecastRow): string =>
  `| ${Math.round(share * 100)} % | ${forecaster} | ${area.estimate.toFixed(3)} [${area.low.toFixed(3)}, ${area.high.toFixed(3)}] |`;
const table = (rows: readonly ForecastRow[]): string =>
  ["| Way | Forecast | AUROC [95 %] |", "| --: | :-- | :-- |", ...rows.map(rowText)].join("\n");

if (!asked.json) {
  process.stdout.write(
    `${study.runs} runs, ${study.collapsed} collapsed, ${study.leftOut} left out\n\n${table(study.rows)}\n`,
  );
  process.stdout.write(`\nSame world, as much dirt at the moment of the forecast:\n\n${table(study.matched)}\n`);
  for (const { world, rows } of study.worlds) {
    const shown = rows.filter(({ share }) => share === GOAL.share);
    process.stdout.write(
      `\n${world}, ${shown.map(({ forecaster, area }) => `${forecaster} ${area.estimate.toFixed(2)}`).join("; ")}\n`,
    );
  }
}
if (asked.out !== undefined) writeFileSync(asked.out, forecastPlot("Collapse of the Gardener foreseen", study.rows));
const { worlds: _, ...figures } = study;
process.stdout.write(
  `${JSON.stringify({ type: "summary", ok: true, isTrial: asked.trial, goal: GOAL, ...figures })}\n`,
);
