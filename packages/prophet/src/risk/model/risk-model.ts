/** Steps that a risk looks ahead; 10 unless something else is said. */
export const LEADS = [1, 5, 10, 20] as const;

/** How many steps ahead the risk is told. */
export type Lead = (typeof LEADS)[number];
export const LEAD: Lead = 10;

/**
 * A chance from features: one logistic regression on standardised features, then for each lead its isotonic calibration, as straight pieces
 * between knots. Plain data.
 */
export interface RiskModel {
  readonly features: readonly string[];
  /** Of what it was fitted on; a feature that is `null` counts as its mean. */
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  readonly intercept: number;
  readonly weights: readonly number[];
  readonly calibrations: Readonly<Record<Lead, Calibration>>;
}

/** Where the logistic score is `scores[i]`, the chance is `chances[i]`; both rise. */
export interface Calibration {
  readonly scores: readonly number[];
  readonly chances: readonly number[];
}

export type Logistic = Omit<RiskModel, "calibrations" | "features">;

/** Features further out than this many deviations count as this far: no single one may decide everything. */
export const STANDARD_MAX = 4;

/** The chance of a spike within the lead, in [0, 1]. @param features in the model's order, `null` for what is not known */
export const riskOf = (model: RiskModel, features: readonly (number | null)[], lead: Lead = LEAD): number =>
  calibrated(model.calibrations[lead], logisticScore(model, features));

/** Before calibration: any number, 0 for even odds. */
export function logisticScore(
  { means, deviations, weights, intercept }: Logistic,
  features: readonly (number | null)[],
): number {
  let score = intercept;
  for (let i = 0; i < weights.length; i += 1) {
    const value = features[i] ?? null;
    if (value !== null) score += (weights[i] ?? 0) * bounded((value - (means[i] ?? 0)) / (deviations[i] ?? 1));
  }
  return score;
}

export const bounded = (value: number): number => Math.min(STANDARD_MAX, Math.max(-STANDARD_MAX, value));

export function calibrated({ scores, chances }: Calibration, score: number): number {
  const above = scores.findIndex((knot) => score < knot);
  if (above === 0) return chances[0] ?? 0;
  if (above < 0) return chances.at(-1) ?? 0;
  const [from, to] = [scores[above - 1] ?? 0, scores[above] ?? 0];
  const [low, high] = [chances[above - 1] ?? 0, chances[above] ?? 0];
  return low + ((high - low) * (score - from)) / (to - from);
}
