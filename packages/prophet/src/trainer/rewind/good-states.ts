import type { Kept } from "../../engine/optimizers/optimizer.ts";

/** Weights and moments as they were before some step. */
interface GoodState {
  readonly step: number;
  readonly tensors: Readonly<Record<string, Float32Array>>;
  readonly scalars: Readonly<Record<string, number>>;
}

/** States that a training can be put back to: the last ones that were kept, and the first of all. */
export interface GoodStates {
  /** Keeps a copy of the state as it is now. */
  keep(step: number): void;
  /** Runs `look` with the newest kept parameters in place, then puts the present ones back. */
  withNewest<T>(look: () => T): T;
  /** Puts the newest kept state back and forgets it, unless it is the last that is left; answers with its step. */
  putBack(): number;
  /** For a checkpoint. */
  readonly states: readonly GoodState[];
  replace(states: readonly GoodState[]): void;
}

/** The first state and the last ones. */
const STATES_MAX = 4;

/** @param parts the worker's parameters under `parameters` beside what the optimiser keeps */
export function goodStates(parameters: Float32Array, optimizer: Kept): GoodStates {
  const live = { parameters, ...optimizer.tensors };
  let states: readonly GoodState[] = [];

  function put({ tensors, scalars }: Pick<GoodState, "tensors" | "scalars">): void {
    for (const [name, tensor] of Object.entries(live)) tensor.set(tensors[name] ?? []);
    optimizer.restore(scalars);
  }

  return {
    keep: (step) => {
      const older = states.length < STATES_MAX ? states : [...states.slice(0, 1), ...states.slice(2)];
      states = [...older, { step, tensors: copied(live), scalars: optimizer.scalars() }];
    },
    withNewest: (look) => {
      const present = { tensors: copied(live), scalars: optimizer.scalars() };
      const newest = states.at(-1);
      if (newest !== undefined) put(newest);
      try {
        return look();
      } finally {
        put(present);
      }
    },
    putBack: () => {
      const newest = states.at(-1);
      if (newest === undefined) return 0;
      put(newest);
      if (states.length > 1) states = states.slice(0, -1);
      return newest.step;
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
