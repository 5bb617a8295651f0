import { RandomStream } from "@plimsoll/foundation";
import { oracleActions } from "../src/published/oracle.ts";
import { STEPS_PER_EPISODE } from "../src/run/bounds.ts";
import { ACTION_IDS } from "../src/world/action.ts";
import type { Regime } from "../src/world/world-state.ts";

/** So many episodes, after which the plan begins again. */
export const PLAN_EPISODES = 600;

export const regimeOfEpisode = (episode: number): Regime => (episode % 3) as Regime;

/**
 * The cheapest policy there is: what to do at every step of every episode is written down beforehand, the same for whoever steps. Every
 * second episode is the oracle's, so that items are carried, stamped and delivered; the others walk at random.
 */
export function actionPlan(): Uint8Array {
  const random = RandomStream.from("sovereignty bench");
  const plan = Uint8Array.from({ length: PLAN_EPISODES * STEPS_PER_EPISODE }, () => random.below(ACTION_IDS.length));
  for (let episode = 0; episode < PLAN_EPISODES; episode += 2) {
    const digits = oracleActions(episode, regimeOfEpisode(episode));
    plan.set(Array.from(digits, Number), episode * STEPS_PER_EPISODE);
  }
  return plan;
}
