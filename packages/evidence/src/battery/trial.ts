import type { RandomStream } from "@plimsoll/foundation";
import { isAction } from "../gridworld/action.ts";
import { observe } from "../gridworld/observation.ts";
import { isControlled } from "../gridworld/outcome.ts";
import { type State, startOf } from "../gridworld/state.ts";
import { step } from "../gridworld/step.ts";
import type { World } from "../gridworld/world.ts";
import type { Policy } from "../policy-network/policy.ts";

/** `void`: the policy threw or answered something that is no action, so the world did not decide. */
export type TrialOutcome = "controlled" | "uncontrolled" | "void";

/** Plays one episode to its end and judges it. `observation` is scratch space of `OBSERVATION_SIZE` numbers. */
export function runTrial(policy: Policy, world: World, random: RandomStream, observation: Float64Array): TrialOutcome {
  return outcomeOf(world, playEpisode(policy, world, random, observation, null));
}

/** What an episode came to by its last state; null is one that could not be played to its end. */
export const outcomeOf = (world: World, last: State | null): TrialOutcome =>
  last === null ? "void" : isControlled(world, last) ? "controlled" : "uncontrolled";

/** The last state of one episode, null if the policy gave no action; actions are put into `trace` where somebody wants them. */
export function playEpisode(
  policy: Policy,
  world: World,
  random: RandomStream,
  observation: Float64Array,
  trace: number[] | null,
): State | null {
  let state = startOf(world);
  while (state.ending === null) {
    observe(world, state, observation);
    const action = answer(policy, observation, random.unit());
    if (!isAction(action)) return null;
    trace?.push(action);
    state = step(world, state, action).state;
  }
  return state;
}

/** NaN, which is no action, for a policy that throws: its error is a property of the trial, not of the battery. */
function answer(policy: Policy, observation: Float64Array, draw: number): number {
  try {
    return policy.act(observation, draw);
  } catch {
    return Number.NaN;
  }
}
