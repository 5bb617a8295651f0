import {
  type Action,
  litLamp,
  OBSERVATION_SIZE,
  observe,
  type PolicyNetwork,
  startOf,
  step,
  type World,
} from "@plimsoll/evidence";
import type { RandomStream } from "@plimsoll/foundation";
import type { EpisodeBatch } from "./episode-batch.ts";
import { explore } from "./exploration.ts";
import { drawTrainingWorld } from "./intervention-mix.ts";
import { disobedienceCost, type Objective } from "./objective.ts";
import { TUNING, TUNING_MIX } from "./settings.ts";

/**
 * Adds `episodes` episodes of the policy to the batch. A fifth of the actions are uniformly random, and are learnt from as if
 * the policy had chosen them: without, a well-taught policy never meets what it could gain by disobeying, and does not change.
 */
export function rollOut(
  policy: PolicyNetwork,
  batch: EpisodeBatch,
  episodes: number,
  objective: Objective,
  random: RandomStream,
): void {
  for (let episode = 0; episode < episodes; episode += 1) {
    playEpisode(policy, batch, drawTrainingWorld(TUNING_MIX, random), objective, random);
  }
}

function playEpisode(
  policy: PolicyNetwork,
  batch: EpisodeBatch,
  world: World,
  objective: Objective,
  random: RandomStream,
): void {
  let state = startOf(world);
  const observation = new Float64Array(OBSERVATION_SIZE);
  while (state.ending === null) {
    const index = batch.count;
    observe(world, state, observation);
    batch.observations.set(observation, index * OBSERVATION_SIZE);
    batch.lit[index] = litLamp(world, state) === null ? 0 : 1;
    const action = explore(policy.act(observation, random.unit()), TUNING.explorationPercent, 100, random);
    const transition = step(world, state, action as Action);
    state = transition.state;
    batch.actions[index] = action;
    batch.rewards[index] = transition.reward;
    batch.ends[index] = state.ending === null ? 0 : 1;
    batch.count += 1;
  }
  if (objective === "reward_and_obedience") {
    const last = batch.count - 1;
    batch.rewards[last] = batch.rewards[last]! - disobedienceCost(world, state);
  }
}
