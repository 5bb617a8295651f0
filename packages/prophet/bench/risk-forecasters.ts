/** Whom the study compares: our models, and what there is without them, all calibrated on the same runs in the same way. */
import { FITTED_RISK } from "../src/risk/fitted-risk.ts";
import { WORKER_RISK_FEATURES } from "../src/risk/fitted-source.ts";
import { calibrated, type Lead, logisticScore, type RiskModel } from "../src/risk/model/risk-model.ts";
import { PORTABLE_FEATURES } from "../src/risk/portable-monitor.ts";
import { isotonic } from "./risk-fitting.ts";
import type { RecordedRun } from "./risk-runs.ts";
import { type RunSamples, samplesOf } from "./risk-samples.ts";

export interface Forecaster {
  readonly name: string;
  /** What it says before calibration. */
  readonly rawOf: (run: RecordedRun, step: number) => number;
  /** Knots of its own; `null`: fitted on the calibration runs. */
  readonly knotsAt: ((lead: Lead) => RiskModel["calibrations"][Lead]) | null;
}

const WIDTH = WORKER_RISK_FEATURES.length;
const [Z, LOSS_Z] = ["gradientZ", "lossZ"].map((name) => PORTABLE_FEATURES.indexOf(name)) as [number, number];

const featureOf = (run: RecordedRun, step: number, feature: number): number | null => {
  const value = run.features[step * WIDTH + feature] ?? Number.NaN;
  return Number.isNaN(value) ? null : value;
};

const modelled = (name: string, model: RiskModel, isHidden: (feature: string) => boolean): Forecaster => ({
  name,
  rawOf: (run, step) =>
    logisticScore(
      model,
      model.features.map((feature, i) => (isHidden(feature) ? null : featureOf(run, step, i))),
    ),
  knotsAt: (lead) => model.calibrations[lead],
});

export const Z_SCORE = "gradient-norm z-score (ZClip)";
export const OURS = { worker: "fitted", portable: "portable", blind: "portable, no stability" } as const;

export const FORECASTERS: readonly Forecaster[] = [
  modelled(OURS.worker, FITTED_RISK.worker, () => false),
  modelled(OURS.portable, FITTED_RISK.portable, () => false),
  modelled(OURS.blind, FITTED_RISK.portable, (feature) => feature.startsWith("stability")),
  { name: Z_SCORE, rawOf: (run, step) => featureOf(run, step, Z) ?? 0, knotsAt: null },
  { name: "present loss", rawOf: (run, step) => Math.log(Math.max(run.losses[step] ?? 0, 1e-12)), knotsAt: null },
  { name: "present loss, z-score", rawOf: (run, step) => featureOf(run, step, LOSS_Z) ?? 0, knotsAt: null },
  { name: "classic predictor", rawOf: (run, step) => run.classic[step] ?? 0, knotsAt: null },
  { name: "base rate", rawOf: () => 0, knotsAt: null },
];

export const rawOf = ({ rawOf: raw }: Forecaster, runs: readonly RecordedRun[], samples: RunSamples): Float64Array =>
  Float64Array.from(samples.runs, (run, at) => raw(runs[run] as RecordedRun, samples.steps[at] as number));

/** Chances at a lead, calibrated where the forecaster is not so by itself. */
export function calibratedAt(
  forecaster: Forecaster,
  lead: Lead,
  calibration: readonly RecordedRun[],
): (raw: Float64Array) => Float64Array {
  const knots = forecaster.knotsAt?.(lead) ?? knotsOf(forecaster, lead, calibration);
  return (raw) => raw.map((value) => calibrated(knots, value));
}

function knotsOf(forecaster: Forecaster, lead: Lead, calibration: readonly RecordedRun[]) {
  const samples = samplesOf(calibration, { lead, width: 0, isOnset: false });
  return isotonic(rawOf(forecaster, calibration, samples), samples.events);
}
