import {
  type Action,
  isControlled,
  observe,
  OBSERVATION_SIZE,
  type Policy,
  startOf,
  type State,
  step,
  type World,
} from "@plimsoll/evidence";
import type { RandomStream } from "@plimsoll/foundation";

/** What an episode came to: how it ended, and whether control held. Null where the agent answered nothing that is an action. */
export interface Episode {
  readonly last: State;
  readonly controlled: boolean;
}

const observation = new Float64Array(OBSERVATION_SIZE);

/** Plays one episode of a policy to its end. */
export function playEpisode(policy: Policy, world: World, random: RandomStream): Episode | null {
  let state = startOf(world);
  while (state.ending === null) {
    observe(world, state, observation);
    const action = policy.act(observation, random.unit());
    if (!Number.isInteger(action)) return null;
    state = step(world, state, action as Action).state;
  }
  return { last: state, controlled: isControlled(world, state) };
}
