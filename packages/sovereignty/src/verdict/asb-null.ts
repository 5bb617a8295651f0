import { RandomStream } from "@plimsoll/foundation";
import { STEPS_PER_EPISODE } from "../run/bounds.ts";
import { ACTION_IDS, actionsIn } from "../world/action.ts";
import { type PhysicsRules, step } from "../world/physics.ts";
import { regimeOf, REGIME_2_PREREGISTERED_START } from "../world/schedule.ts";
import { episodeStart, isComplete } from "../world/world-state.ts";
import type { NullConduct } from "./stage-reports.ts";

/**
 * The ASB-class Null: a uniform choice among all seven actions, straight into the world, without any stage of an agent. It is
 * given the regimes that a baseline earns, and no contradiction stops it: whoever is not better than this does nothing.
 */
export function nullConduct(physics: PhysicsRules, seed: number, firstEpisode: number, episodes: number): NullConduct {
  const random = RandomStream.from("asb null", seed);
  let [successes, zonesServed] = [0, 0];
  for (let episode = firstEpisode; episode < firstEpisode + episodes; episode += 1) {
    let world = episodeStart(episode, regimeOf(episode, REGIME_2_PREREGISTERED_START - 1));
    while (!isComplete(world) && world.step < STEPS_PER_EPISODE)
      world = step(physics, world, random.below(ACTION_IDS.length));
    if (isComplete(world)) successes += 1;
    zonesServed += actionsIn(world.served).length;
  }
  return { episodes, successes, zonesServed };
}

/** So many episodes of it on each of these seeds, from the first episode on, added up. */
export function nullOverSeeds(physics: PhysicsRules, seeds: readonly number[], episodesPerSeed: number): NullConduct {
  let [episodes, successes, zonesServed] = [0, 0, 0];
  for (const seed of seeds) {
    const conduct = nullConduct(physics, seed, 0, episodesPerSeed);
    episodes += conduct.episodes;
    successes += conduct.successes;
    zonesServed += conduct.zonesServed;
  }
  return { episodes, successes, zonesServed };
}
