import { type Key, partKey, uniformAt } from "../../src/random/counter.ts";
import {
  beside,
  naiveAct,
  naiveArrival,
  naiveLoad,
  naiveMoves,
  type NaiveState,
  type NaiveWorld,
  type Weighted,
} from "./naive-lattice.ts";

const ACTION = 1;
const DRIFT = 2;
const RECOVERY = 3;

/** One step of the lattice by chance: draws are pure functions of the step's key. */
export function simulateStep(world: NaiveWorld, state: NaiveState, action: number, key: Key) {
  const acted = naiveAct(world, state, action);
  const chosen = draw(acted.states, uniformAt(partKey(key, ACTION), 0));
  const drift = partKey(key, DRIFT);
  const moved = (channel: "cpu" | "memory", offset: number): number[] =>
    chosen[channel].map((level, cell) =>
      draw(naiveMoves(world, channel, cell, level), uniformAt(drift, offset + cell)),
    );
  const recovery = (world.spec.budget.recovery * world.budgetTop) / world.spec.budget.full;
  const gained = draw(beside(recovery), uniformAt(partKey(key, RECOVERY), 0));
  const next = {
    ...chosen,
    cpu: moved("cpu", 0),
    memory: moved("memory", 4),
    budget: Math.min(world.budgetTop, chosen.budget + gained),
  };
  const { ended, reward } = naiveArrival(world, next);
  const before = world.spec.shaping.weight * naiveLoad(world, state);
  return { next, ended, reward: acted.reward - world.spec.timePenalty + before + reward };
}

export function draw<Value>(weighted: Weighted<Value>, uniform: number): Value {
  let rest = uniform;
  for (const [value, chance] of weighted) {
    rest -= chance;
    if (rest < 0) return value;
  }
  return (weighted.at(-1) as readonly [Value, number])[0];
}
