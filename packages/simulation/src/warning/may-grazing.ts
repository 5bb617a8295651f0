import { type Key, normalAt } from "../random/counter.ts";

/**
 * Vegetation under grazing (May 1977): dx = (r·x·(1 − x/K) − c·x²/(x² + H²))·dt + σ·x·dW. With r = 1, K = 10, H = 1 the upper
 * state ends in a fold at c = 2.604: the textbook case of a collapse that slows down before it comes.
 */
export interface MayGrazing {
  /** The grazing rate c at the first and at the last sample; between them it rises evenly. */
  readonly grazing: readonly [number, number];
  /** The noise σ, per square root of a unit of time. */
  readonly noise: number;
  /** How many samples are taken. */
  readonly samples: number;
  /** Time from one sample to the next, and how many Euler steps it is cut into. */
  readonly sampleTime: number;
  readonly stepsPerSample: number;
}

const GROWTH = 1;
const CAPACITY = 10;
const HALF_SATURATION = 1;

/** The grazing rate at which the upper state vanishes: from the double root of r(1 − x/K)(x² + H²) = c·x. */
export const MAY_FOLD = 2.6044;

/** One run, from the upper state at its first grazing rate, left to settle for a tenth of its samples before the first of them. */
export function mayGrazingRun(model: MayGrazing, key: Key): Float64Array {
  const { samples, stepsPerSample, grazing } = model;
  const settling = Math.floor(samples / 10);
  const series = new Float64Array(samples);
  let state = CAPACITY * 0.8;
  for (let sample = -settling; sample < samples; sample += 1) {
    const share = Math.max(0, sample) / Math.max(1, samples - 1);
    const rate = grazing[0] + (grazing[1] - grazing[0]) * share;
    const first = (sample + settling) * stepsPerSample;
    for (let step = 0; step < stepsPerSample; step += 1)
      state = eulerStep(state, rate, model, normalAt(key, first + step));
    if (sample >= 0) series[sample] = state;
  }
  return series;
}

function eulerStep(
  state: number,
  rate: number,
  { noise, sampleTime, stepsPerSample }: MayGrazing,
  normal: number,
): number {
  const time = sampleTime / stepsPerSample;
  const grazed = (rate * state * state) / (state * state + HALF_SATURATION * HALF_SATURATION);
  const drift = GROWTH * state * (1 - state / CAPACITY) - grazed;
  return Math.max(0, state + drift * time + noise * state * Math.sqrt(time) * normal);
}
