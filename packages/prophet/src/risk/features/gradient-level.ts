import { type Feature, logarithm } from "./feature.ts";
import type { GradientFacts } from "./gradient-z-score.ts";
import { LEVEL_FIRST, LEVEL_NAMES, levelNext } from "./level.ts";

type GradientName = `gradient${Exclude<(typeof LEVEL_NAMES)[number], "Z">}`;

/** Early warning of the logarithm of the gradient's norm. Its score is left to `gradient-z-score.ts`. */
export const gradientLevel: Feature<GradientFacts, GradientName> = {
  names: LEVEL_NAMES.filter((name) => name !== "Z").map((name): GradientName => `gradient${name}`),
  first: LEVEL_FIRST,
  next: (state, { gradientNorm }) => {
    const { state: next, features } = levelNext(state, logarithm(gradientNorm));
    return { state: next, features: features.slice(1) };
  },
};
