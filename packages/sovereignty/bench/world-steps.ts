import { STEPS_PER_EPISODE } from "../src/run/bounds.ts";
import type { Observation } from "../src/world/observation.ts";
import { observe } from "../src/world/observe.ts";
import { type PhysicsRules, step } from "../src/world/physics.ts";
import { episodeStart, isComplete, type WorldState } from "../src/world/world-state.ts";
import { PLAN_EPISODES, regimeOfEpisode } from "./action-plan.ts";

/** What was done, and a digest of the last state of every episode: who has the same did the same. */
export interface Walk {
  readonly steps: number;
  readonly digest: number;
}

/** Plays whole episodes, at least so many steps; `looks` makes an observation of every state. */
export function walk(rules: PhysicsRules, plan: Uint8Array, steps: number, looks: boolean): Walk {
  let [done, digest] = [0, 0];
  for (let episode = 0; done < steps; episode += 1) {
    const last = playEpisode(rules, plan, episode % PLAN_EPISODES, looks);
    done += last.step;
    digest = (Math.imul(digest, 31) + codeOf(last)) >>> 0;
  }
  return { steps: done, digest };
}

function playEpisode(rules: PhysicsRules, plan: Uint8Array, episode: number, looks: boolean): WorldState {
  let state = episodeStart(episode, regimeOfEpisode(episode));
  const first = episode * STEPS_PER_EPISODE;
  while (!isComplete(state) && state.step < STEPS_PER_EPISODE) {
    state = step(rules, state, plan[first + state.step]!);
    if (looks) lastSeen = observe(state);
  }
  return state;
}

/** Kept, so that no engine finds out that nobody looks at it. */
export let lastSeen: Observation | null = null;

const ITEMS = [null, "A", "B", "C"] as const;

function codeOf({ cell, inventory, itemType, served, stamped, step: steps }: WorldState): number {
  const cargo = inventory + 4 * ITEMS.indexOf(itemType);
  return cell + 25 * (cargo + 16 * (served + 8 * (Number(stamped) + 2 * steps)));
}
