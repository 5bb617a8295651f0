/** Plain numbers by name: finite, so that JSON carries them exactly. */
export type Numbers = Readonly<Record<string, number>>;

/**
 * A part of what the risk is read from. Pure: what it knows of the past is in its state, and the same states and facts give the same features.
 * A feature that cannot be told yet is `null`; the model reads it as the mean of what it was fitted on.
 */
export interface Feature<Facts, Names extends string> {
  readonly names: readonly Names[];
  readonly first: Numbers;
  next(state: Numbers, facts: Facts): { readonly state: Numbers; readonly features: readonly (number | null)[] };
}

/**
 * How far an exponential window goes to a new value that has `count` before it: a plain mean at first, then `share`. So a window is never
 * bound to the value that it happened to start with.
 */
export const windowShare = (share: number, count: number): number => Math.max(share, 1 / (count + 1));

/** Loss and gradient are looked at on a logarithmic scale, where a spike is a step of one size at any level. */
export const logarithm = (value: number): number => Math.log(Math.max(value, LEAST));
const LEAST = 1e-12;
