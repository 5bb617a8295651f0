/** What each group of features is worth: the model fitted without it, on the same runs. */
import type { Interval } from "@plimsoll/simulation";
import { WORKER_RISK_FEATURES } from "../src/risk/fitted-source.ts";
import { LEAD } from "../src/risk/model/risk-model.ts";
import { fittedLogistic, type Samples, scoresOf } from "./risk-fitting.ts";
import { recordedRun, type RecordedRun, SEEDS } from "./risk-runs.ts";
import { samplesOf } from "./risk-samples.ts";
import { area, intervalOf } from "./risk-scoring.ts";

export interface LeftOut {
  readonly group: string;
  readonly without: string;
  /** Area with all features, less that without these. */
  readonly worth: Interval;
}

/** By the beginnings of their names. */
const FEATURE_GROUPS: Readonly<Record<string, readonly string[]>> = {
  "gradient-norm z-score": ["gradientZ"],
  "gradient-norm level": ["gradientRise", "gradientSpread", "gradientLag"],
  "loss level and variance": ["lossZ", "lossRise", "lossSpread"],
  "loss lag-1 autocorrelation": ["lossLag"],
  "drift detector": ["lossDrift"],
  "memory of spikes": ["spike"],
  "curvature along the update": ["stability"],
  "rate change": ["rateRise"],
  "update by weight": ["updateRatio"],
  "Jacobian flow": ["flow"],
  "spectral alignment": ["alignment"],
  "spectral norm": ["gain"],
};

interface Judged {
  readonly name: string;
  readonly runs: readonly RecordedRun[];
  readonly strata: readonly number[];
}

/** @param runsPerFamily that all the models are fitted on here: fewer than the published one */
export function leftOut(groups: readonly Judged[], runsPerFamily: number): readonly LeftOut[] {
  const choice = { lead: LEAD, width: WORKER_RISK_FEATURES.length, isOnset: false };
  const training = (["drifting", "classic"] as const).flatMap((family) =>
    Array.from({ length: runsPerFamily }, (_, i) => recordedRun(family, SEEDS.training + i)),
  );
  const taught = samplesOf(training, choice);
  const whole = fittedLogistic(taught);
  const narrowedFits = Object.entries(FEATURE_GROUPS).map(([without, prefixes]) => {
    const kept = keptWithout(prefixes);
    return { without, kept, logistic: fittedLogistic(narrowed(taught, kept)) };
  });
  return groups.flatMap(({ name, runs, strata }) => {
    const samples = samplesOf(runs, choice);
    const all = area({ samples, values: scoresOf(whole, samples) });
    return narrowedFits.map(({ without, kept, logistic }) => {
      const rest = area({ samples, values: scoresOf(logistic, narrowed(samples, kept)) });
      return { group: name, without, worth: intervalOf(strata, (counts) => all(counts) - rest(counts)) };
    });
  });
}

const keptWithout = (prefixes: readonly string[]): readonly number[] =>
  WORKER_RISK_FEATURES.flatMap((feature, i) => (prefixes.some((prefix) => feature.startsWith(prefix)) ? [] : [i]));

function narrowed({ features, width, events }: Samples, kept: readonly number[]): Samples {
  const narrow = new Float32Array(events.length * kept.length);
  for (let row = 0; row < events.length; row += 1)
    for (const [i, from] of kept.entries()) narrow[row * kept.length + i] = features[row * width + from] ?? Number.NaN;
  return { features: narrow, width: kept.length, events };
}
