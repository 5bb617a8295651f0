import type { Kept } from "../../engine/optimizers/optimizer.ts";

/** Weights and moments as they were before some step. */
interface GoodState {
  readonly step: number;
  readonly tensors: Readonly<Record<string, Float32Array>>;
  readonly scalars: Readonly<Record<string, number>>;
}

/** States that a training can be put back to: the first of all, and the last ones that were kept. */
export interface GoodStates {
  /** Keeps a copy of the state as it is now. */
  keep(step: number): void;
  /** Runs `look` with the parameters of the state at this place, then puts the present ones back. */
  withState<T>(place: number, look: () => T): T;
  /**
   * Puts the state at this place back; answers with its step. It and the newer ones are forgotten, so that what leads astray again is put back
   * further; the first is never forgotten.
   */
  putBack(place: number): number;
  /** From the first to the newest; never empty once something was kept. For a checkpoint, too. */
  readonly states: readonly GoodState[];
  replace(states: readonly GoodState[]): void;
}

/** The first state and the last ones. */
const STATES_MAX = 4;

/** @param optimizer what it keeps is a part of each state */
export function goodStates(parameters: Float32Array, optimizer: Kept): GoodStates {
  const live = { parameters, ...optimizer.tensors };
  let states: readonly GoodState[] = [];
  return {
    keep: (step) => {
      const older = states.length < STATES_MAX ? states : [...states.slice(0, 1), ...states.slice(2)];
      states = [...older, { step, tensors: copied(live), scalars: optimizer.scalars() }];
    },
    withState: (place, look) => {
      const present = parameters.slice();
      parameters.set(states[place]?.tensors["parameters"] ?? present);
      try {
        return look();
      } finally {
        parameters.set(present);
      }
    },
    putBack: (place) => {
      const state = states[place];
      if (state === undefined) return 0;
      for (const [name, tensor] of Object.entries(live)) tensor.set(state.tensors[name] ?? []);
      optimizer.restore(state.scalars);
      states = states.slice(0, Math.max(1, place));
      return state.step;
    },
    get states() {
      return states;
    },
    replace: (others) => {
      states = others;
    },
  };
}

const copied = (tensors: Readonly<Record<string, Float32Array>>): Record<string, Float32Array> =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.slice()]));
