/**
 * Fits the risk model on recorded runs and writes it to `src/risk/fitted-risk.ts`: logistic regression on the training runs at a lead of 10 steps,
 * then for each lead an isotonic calibration on runs that the regression has not seen. Runs of the family `teacher`, and the test runs of
 * `risk-study.ts`, have no part in it. Some minutes.
 *
 * Run: node --conditions=@plimsoll/source packages/prophet/bench/fit-risk.ts [--trial]. A trial is small, and writes nothing.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { WORKER_RISK_FEATURES } from "../src/risk/fitted-source.ts";
import { LEAD, type Lead, type RiskModel } from "../src/risk/model/risk-model.ts";
import { PORTABLE_FEATURES } from "../src/risk/portable-monitor.ts";
import { fittedLogistic, isotonic, scoresOf } from "./risk-fitting.ts";
import { type Family, recordedRun, type RecordedRun, SEEDS } from "./risk-runs.ts";
import { samplesOf } from "./risk-samples.ts";

const { values: asked } = parseArgs({ options: { trial: { type: "boolean", default: false } } });
const TARGET = fileURLToPath(new URL("../src/risk/fitted-risk.ts", import.meta.url));
const TAUGHT: readonly Family[] = ["drifting", "classic"];
const RUNS = asked.trial ? { training: 20, calibration: 10 } : { training: 800, calibration: 300 };
/** How many digits are kept: more say nothing about the next run. */
const DIGITS = 5;

const runsFrom = (first: number, count: number): readonly RecordedRun[] =>
  TAUGHT.flatMap((family) => Array.from({ length: count }, (_, i) => recordedRun(family, first + i)));

const training = runsFrom(SEEDS.training, RUNS.training);
const calibration = runsFrom(SEEDS.calibration, RUNS.calibration);
const models = {
  worker: modelOf(WORKER_RISK_FEATURES),
  portable: modelOf(PORTABLE_FEATURES),
};

function modelOf(features: readonly string[]): RiskModel {
  const width = features.length;
  const fitted = fittedLogistic(samplesOf(training, { lead: LEAD, width, isOnset: false }));
  const logistic = {
    means: fitted.means.map(rounded),
    deviations: fitted.deviations.map(rounded),
    intercept: rounded(fitted.intercept),
    weights: fitted.weights.map(rounded),
  };
  const calibrationAt = (lead: Lead) => {
    const samples = samplesOf(calibration, { lead, width, isOnset: false });
    const { scores, chances } = isotonic(scoresOf(logistic, samples), samples.events);
    return { scores: scores.map(rounded), chances: chances.map(rounded) };
  };
  return {
    features,
    ...logistic,
    calibrations: { 1: calibrationAt(1), 5: calibrationAt(5), 10: calibrationAt(10), 20: calibrationAt(20) },
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

const text = `import type { RiskModel } from "./model/risk-model.ts";

/**
 * Fitted by bench/fit-risk.ts on ${training.length} recorded trainings, calibrated on ${calibration.length} others; do not edit.
 * \`worker\` reads all features, \`portable\` those that any loop can tell.
 */
export const FITTED_RISK: Readonly<Record<"worker" | "portable", RiskModel>> = ${JSON.stringify(models)};
`;
if (!asked.trial) {
  writeFileSync(TARGET, text);
  execFileSync("oxfmt", [TARGET]);
}
for (const [name, model] of Object.entries(models))
  process.stdout.write(
    `${name}\n${model.features.map((feature, i) => `  ${feature} ${model.weights[i] ?? 0}`).join("\n")}\n`,
  );
