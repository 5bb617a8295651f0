/** ZClip (Kumar et al. 2025, arXiv 2504.02507): a gradient is shortened where its length stands out from those before it. */
export interface ZClipSettings {
  /** Weight of the past in the mean and the variance of lengths. */
  readonly alpha: number;
  /** Deviations above the mean from which a length stands out. */
  readonly threshold: number;
  /** Lengths that the first mean and variance are taken from; until then nothing is shortened. */
  readonly warmupSteps: number;
}

/** The paper's. */
export const Z_CLIP_SETTINGS: ZClipSettings = { alpha: 0.97, threshold: 2.5, warmupSteps: 25 };

/** Plain numbers: how many lengths have been seen, and their mean and variance. */
export interface ZClipState {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
}

export const NO_LENGTHS: ZClipState = { count: 0, mean: 0, variance: 0 };

/** As the authors' program has it. */
const SMALL = 1e-6;

/**
 * What a gradient of this length is multiplied with, and the state after it. A length z > threshold deviations above the mean becomes
 * mean + threshold² / z deviations ("reciprocal clipping"): the further it stands out, the closer to the mean. The state learns the shortened
 * length. One that is not finite is multiplied with 0 and leaves the state as it is.
 */
export function zClipped(
  state: ZClipState,
  norm: number,
  settings: ZClipSettings = Z_CLIP_SETTINGS,
): { readonly state: ZClipState; readonly scale: number } {
  if (!Number.isFinite(norm)) return { state, scale: 0 };
  if (state.count < settings.warmupSteps) return { state: warmedUp(state, norm), scale: 1 };
  const length = Math.min(norm, lengthAllowed(state, norm, settings));
  return { state: learnt(state, length, settings), scale: length < norm ? length / (norm + SMALL) : 1 };
}

/** Mean and variance of all lengths so far (Welford 1962). */
function warmedUp({ count, mean, variance }: ZClipState, norm: number): ZClipState {
  const next = mean + (norm - mean) / (count + 1);
  return { count: count + 1, mean: next, variance: (variance * count + (norm - mean) * (norm - next)) / (count + 1) };
}

function lengthAllowed({ mean, variance }: ZClipState, norm: number, { threshold }: ZClipSettings): number {
  const deviation = Math.sqrt(variance);
  const z = (norm - mean) / (deviation + SMALL);
  return z > threshold ? mean + (threshold * threshold * deviation) / z : norm;
}

function learnt({ count, mean, variance }: ZClipState, norm: number, { alpha }: ZClipSettings): ZClipState {
  const next = alpha * mean + (1 - alpha) * norm;
  return { count: count + 1, mean: next, variance: alpha * variance + (1 - alpha) * (norm - next) ** 2 };
}
