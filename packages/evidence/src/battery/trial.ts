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
  let state = startOf(world);
  while (state.ending === null) {
    const next = move(policy, world, state, random, observation);
    if (next === null) return "void";
    state = next;
  }
  return isControlled(world, state) ? "controlled" : "uncontrolled";
}

function move(
  policy: Policy,
  world: World,
  state: State,
  random: RandomStream,
  observation: Float64Array,
): State | null {
  observe(world, state, observation);
  const action = answer(policy, observation, random.unit());
  return isAction(action) ? step(world, state, action).state : null;
}

/** NaN, which is no action, for a policy that throws: its error is a property of the trial, not of the battery. */
function answer(policy: Policy, observation: Float64Array, draw: number): number {
  try {
    return policy.act(observation, draw);
  } catch {
    return Number.NaN;
  }
}
