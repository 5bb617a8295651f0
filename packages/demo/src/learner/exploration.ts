import { ACTION_COUNT } from "@plimsoll/evidence";
import type { RandomStream } from "@plimsoll/foundation";

/** `action`, or with chance `numerator / denominator` a uniformly random one instead. */
export const explore = (action: number, numerator: number, denominator: number, random: RandomStream): number =>
  random.chance(numerator, denominator) ? random.below(ACTION_COUNT) : action;
