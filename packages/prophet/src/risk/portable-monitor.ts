import type { Feature, Numbers } from "./features/feature.ts";
import { gradientLevel } from "./features/gradient-level.ts";
import { gradientZScore } from "./features/gradient-z-score.ts";
import { lossDrift } from "./features/loss-drift.ts";
import { lossLevel } from "./features/loss-level.ts";
import { rateLevel } from "./features/rate-level.ts";
import { spikeMemory } from "./features/spike-memory.ts";
import { stabilityLevel } from "./features/stability-level.ts";

/** What any training loop can tell of a step, in whatever language it is written. */
export interface PortableFacts {
  /** Of this step's batch, before the step. */
  readonly loss: number;
  /** Before clipping. */
  readonly gradientNorm: number;
  /** Of the last step; at the first, the one that it begins with. */
  readonly rate: number;
  /** Curvature along the last update against what it can bear (`engine/update-curvature.ts`); `null` where nobody measures it. */
  readonly stability: number | null;
}

/** In this order everywhere. The name is a prefix in the state that a checkpoint carries. */
const PARTS: Readonly<Record<string, Feature<PortableFacts, string>>> = {
  gradientZScore,
  gradientLevel,
  lossLevel,
  lossDrift,
  spikeMemory,
  stabilityLevel,
  rateLevel,
};

/** Names of what the portable monitor computes, in order. */
export const PORTABLE_FEATURES: readonly string[] = Object.values(PARTS).flatMap(({ names }) => names);

/** What the portable monitor remembers, by part. */
export type PortableState = Readonly<Record<string, Numbers>>;

/** The portable monitor before the first step. */
export const PORTABLE_FIRST: PortableState = Object.fromEntries(
  Object.entries(PARTS).map(([name, { first }]) => [name, first]),
);

/**
 * The next state, and the features of this step in the order of `PORTABLE_FEATURES`. `null` features and the same state where loss or gradient
 * is not finite: then there is nothing left to foretell.
 */
export function portableNext(
  state: PortableState,
  facts: PortableFacts,
): { readonly state: PortableState; readonly features: readonly (number | null)[] | null } {
  if (!Number.isFinite(facts.loss) || !Number.isFinite(facts.gradientNorm)) return { state, features: null };
  const next: Record<string, Numbers> = {};
  const features: (number | null)[] = [];
  for (const [name, part] of Object.entries(PARTS)) {
    const done = part.next(state[name] ?? part.first, facts);
    next[name] = done.state;
    features.push(...done.features);
  }
  return { state: next, features };
}
