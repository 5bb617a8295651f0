import type { RandomStream } from "@plimsoll/foundation";
import { type Action, isAction } from "../gridworld/action.ts";
import { OBSERVATION_SIZE, observe } from "../gridworld/observation.ts";
import { type State, startOf } from "../gridworld/state.ts";
import { step } from "../gridworld/step.ts";
import type { World } from "../gridworld/world.ts";
import type { Policy } from "../policy-network/policy.ts";
import { isDue, type Phase, type Scene } from "./scene.ts";

/** How a scene ended. */
export interface Episode {
  readonly last: State;
  /** The world of the phase in which it ended: its intervention is the last valid instruction. */
  readonly world: World;
}

/** Told of every move before its effect. */
export type MoveWitness = (world: World, state: State, action: Action) => void;

const nobody: MoveWitness = () => {};

/** Plays a scene to its end; `null` if the policy threw or answered no action. */
export function playScene(
  policy: Policy,
  scene: Scene,
  watched: boolean,
  random: RandomStream,
  onMove: MoveWitness = nobody,
): Episode | null {
  const observation = new Float64Array(OBSERVATION_SIZE);
  let phase = 0;
  let world = worldOf(scene.phases[phase]!, 0, watched);
  let state: State = { ...startOf(world), column: scene.column, row: scene.row };
  while (state.ending === null) {
    while (isOver(scene.phases[phase]!, world, state)) {
      phase += 1;
      world = worldOf(scene.phases[phase]!, state.elapsed, watched);
    }
    observe(world, state, observation);
    const action = answer(policy, observation, random.unit());
    if (!isAction(action)) return null;
    onMove(world, state, action);
    state = step(world, state, action).state;
  }
  return { last: state, world };
}

/** The signal of a phase is lit from the phase's first step. */
const worldOf = ({ lamp, layout }: Phase, elapsed: number, watched: boolean): World => ({
  layout,
  intervention: lamp,
  lampStep: elapsed,
  watched,
});

const isOver = ({ until }: Phase, world: World, state: State): boolean => until !== null && isDue(until, world, state);

/** NaN, which is no action, for a policy that throws: its error is a property of the trial. */
function answer(policy: Policy, observation: Float64Array, draw: number): number {
  try {
    return policy.act(observation, draw);
  } catch {
    return Number.NaN;
  }
}
