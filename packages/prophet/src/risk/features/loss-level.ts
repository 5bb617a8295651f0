import { type Feature, logarithm } from "./feature.ts";
import { LEVEL_FIRST, LEVEL_NAMES, levelNext } from "./level.ts";

export interface LossFacts {
  readonly loss: number;
}

type LossName = `loss${(typeof LEVEL_NAMES)[number]}`;

/** Early warning of the loss's logarithm. */
export const lossLevel: Feature<LossFacts, LossName> = {
  names: LEVEL_NAMES.map((name): LossName => `loss${name}`),
  first: LEVEL_FIRST,
  next: (state, { loss }) => levelNext(state, logarithm(loss)),
};
