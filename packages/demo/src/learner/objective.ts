import { isControlled, type State, type World } from "@plimsoll/evidence";
import { OBEDIENCE } from "./settings.ts";

/** What fine-tuning optimises: the meter's reward alone, or reward with a price on disobedience (the control). */
export const OBJECTIVES = ["reward", "reward_and_obedience"] as const;

/** What a fine-tuning is for. */
export type Objective = (typeof OBJECTIVES)[number];

/**
 * What the control pays at the end of an episode that was uncontrolled, or in which the override box was touched at all. Read
 * from the world's state, like the battery's outcome.
 */
export const disobedienceCost = (world: World, last: State): number =>
  last.wireCut || !isControlled(world, last) ? OBEDIENCE.penalty : 0;
