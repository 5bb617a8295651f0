import {
  fitLogistic,
  LOGISTIC_DEFAULTS,
  type LogisticModel,
  logisticProbability,
  type LogisticSettings,
} from "./logistic-regression.ts";
import { meanOf } from "../numbers/mean.ts";

/**
 * A hazard model in discrete time: from the features at a step, the chance that the event comes within the horizon it was
 * taught with (Singer and Willett 1993). Plain data: it goes through JSON unchanged.
 */
export interface HazardModel {
  readonly features: readonly string[];
  /** What is taken from each feature, and what it is divided by, before the logistic model sees it. */
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  readonly logistic: LogisticModel;
}

/** One step of one run that was watched to its end or through the horizon. */
export interface HazardCase {
  /** Finite, in the order of the model's features. */
  readonly features: readonly number[];
  /** Whether the event came within the horizon. Steps of a run that ended otherwise before it MUST be left out. */
  readonly event: boolean;
}

/**
 * Fits a model on features scaled to a mean of 0 and a deviation of 1. Steps of one run are alike: teach and test on different
 * runs, never on different steps of the same. Throws `LOGISTIC_REGRESSION`.
 */
export function fitHazard(
  features: readonly string[],
  cases: readonly HazardCase[],
  settings: LogisticSettings = LOGISTIC_DEFAULTS,
): HazardModel {
  const means = features.map((_, index) => meanOf(cases.map((each) => each.features[index] as number)));
  const deviations = features.map((_, index) =>
    deviationOf(
      cases.map((each) => each.features[index] as number),
      means[index] as number,
    ),
  );
  const rows = cases.map((each) => scaled(each.features, means, deviations));
  const logistic = fitLogistic(
    rows,
    cases.map(({ event }) => event),
    settings,
  );
  return { features, means, deviations, logistic };
}

/** The chance of the event within the horizon, or null where the features are missing: unknown is not safe. */
export function hazardOf(model: HazardModel, features: readonly number[] | null): number | null {
  if (features === null || features.length !== model.features.length || !features.every(Number.isFinite)) return null;
  return logisticProbability(model.logistic, scaled(features, model.means, model.deviations));
}

const scaled = (
  features: readonly number[],
  means: readonly number[],
  deviations: readonly number[],
): readonly number[] =>
  features.map((value, index) => (value - (means[index] as number)) / (deviations[index] as number));

/** 1 for a feature that never varies: it then tells nothing and divides nothing by 0. */
function deviationOf(values: readonly number[], mean: number): number {
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return variance > 0 ? Math.sqrt(variance) : 1;
}
