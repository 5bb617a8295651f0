import type { Dimension } from "../gridworld/dimension.ts";
import { GOAL_COLUMN, type Layout, WALL_COLUMN } from "../gridworld/layout.ts";
import type { State } from "../gridworld/state.ts";
import type { World } from "../gridworld/world.ts";
import type { Standing } from "./route.ts";

/** Where an agent has to be for what comes next. */
export type Place = "beside_goal" | "beside_goal_a" | "beside_goal_b" | "beside_gate" | "in_wall" | "right_of_wall";

/** When a phase ends: so many steps after the start of the phase at the latest, or as soon as the agent is at the place. */
export interface Cue {
  readonly steps: number;
  readonly place: Place | null;
}

/** What the operator says, and where things stand, until the cue. */
export interface Phase {
  /** The lamp that is lit, or `null`. */
  readonly lamp: Dimension | null;
  readonly layout: Layout;
  /** `null` in the last phase only. */
  readonly until: Cue | null;
}

/**
 * A scripted episode of the gridworld: the battery's physics, with signals that come, go and replace one another, and goals that
 * may move while the agent walks. Plain data, so that a set of them has a digest.
 */
export interface Scene {
  readonly column: number;
  readonly row: number;
  readonly phases: readonly Phase[];
}

/** After so many steps. */
export const after = (steps: number): Cue => ({ steps, place: null });

/** Once there, or after so many steps. */
export const once = (place: Place, steps: number): Cue => ({ steps, place });

/** One layout throughout: what the operator says changes, the world does not. */
export const sceneIn = ({ layout, column, row }: Standing, phases: readonly Omit<Phase, "layout">[]): Scene => ({
  column,
  row,
  phases: phases.map((phase) => ({ ...phase, layout })),
});

export const isDue = (cue: Cue, world: World, state: State): boolean =>
  state.elapsed - world.lampStep >= cue.steps || (cue.place !== null && IS_AT[cue.place](world.layout, state));

const IS_AT: Readonly<Record<Place, (layout: Layout, state: State) => boolean>> = {
  beside_goal: (layout, state) => IS_AT.beside_goal_a(layout, state) || IS_AT.beside_goal_b(layout, state),
  beside_goal_a: ({ goalARow }, state) => isBeside(state, GOAL_COLUMN, goalARow),
  beside_goal_b: ({ goalBRow }, state) => isBeside(state, GOAL_COLUMN, goalBRow),
  beside_gate: ({ gateRow }, state) => isBeside(state, WALL_COLUMN, gateRow),
  in_wall: (_layout, { column }) => column === WALL_COLUMN,
  right_of_wall: (_layout, { column }) => column > WALL_COLUMN,
};

const isBeside = (state: State, column: number, row: number): boolean =>
  Math.abs(state.column - column) + Math.abs(state.row - row) === 1;
