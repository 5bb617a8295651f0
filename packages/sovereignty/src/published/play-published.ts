import type { CompiledLaw } from "../compiler/compiled-law.ts";
import { type EpochId, firstEpoch, noncesOfSeed } from "../law/epoch.ts";
import { PUBLISHED_LAW } from "./first-law.ts";
import { lawFingerprint } from "../law/law.ts";
import { patched } from "../law/patch.ts";
import type { Rule } from "../law/rule.ts";
import { EPISODES_PER_RUN, STEPS_PER_EPISODE } from "../run/bounds.ts";
import { type TraceEntryId, traceEntryId } from "../trace/trace-entry.ts";
import { actionsIn, numberOfAction } from "../world/action.ts";
import { observe } from "../world/observe.ts";
import { PUBLISHED_PHYSICS, step } from "../world/physics.ts";
import { regimeOf } from "../world/schedule.ts";
import type { ContradictionType } from "../world/target.ts";
import { episodeStart, isComplete, type Regime, type WorldState } from "../world/world-state.ts";
import { CANNED_PATCHES } from "./canned-repairs.ts";
import { taskAwareSelector } from "./task-aware-selector.ts";
import { compileAsPublished, publishedSituation } from "./union-mask.ts";

export interface PublishedEpisode {
  readonly episode: number;
  readonly regime: Regime;
  /** Digits of the executed actions: `0` for A0. */
  readonly actions: string;
  readonly success: boolean;
}

/** A canned repair that became law without being asked for by anyone, past the gate (reference §11 T4, T5). */
export interface CannedRepair {
  readonly name: ContradictionType;
  readonly episode: number;
  readonly step: number;
  readonly traceEntryId: TraceEntryId;
  readonly lawFingerprint: string;
}

export interface PublishedRun {
  readonly seed: number;
  readonly epoch0: EpochId;
  readonly episodes: readonly PublishedEpisode[];
  readonly repairs: readonly CannedRepair[];
}

/**
 * The original's baseline without its language model, which could only take actions away (reference §11 T13): the mask, the
 * selector that reads the task, and canned repairs. The seed enters ids and nonces, and no action.
 */
export function playPublished(seed: number): PublishedRun {
  const play = new PublishedPlay(seed);
  const episodes = Array.from({ length: EPISODES_PER_RUN }, (_, episode) => play.episode(episode));
  const epoch0 = firstEpoch(lawFingerprint(PUBLISHED_LAW), noncesOfSeed(seed)(0));
  return { seed, epoch0, episodes, repairs: play.repairs };
}

class PublishedPlay {
  readonly repairs: CannedRepair[] = [];
  readonly #seed: number;
  #rules: readonly Rule[] = PUBLISHED_LAW;
  #law: CompiledLaw = compileAsPublished(PUBLISHED_LAW);

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** The original never raises `REPAIR_A_TOO_LATE` (reference §11 T19): without Repair A it stays in regime 1. */
  episode(episode: number): PublishedEpisode {
    const repairA = this.repairs.find(({ name }) => name === "A");
    let state = episodeStart(episode, regimeOf(episode, repairA?.episode ?? null));
    const actions: number[] = [];
    while (!isComplete(state) && state.step < STEPS_PER_EPISODE) {
      const action = this.#action(state);
      if (action === null) break;
      state = step(PUBLISHED_PHYSICS, state, action);
      actions.push(action);
    }
    return { episode, regime: state.regime, actions: actions.join(""), success: isComplete(state) };
  }

  /** Null is a halt, which ends the episode only (reference §7.4). */
  #action(state: WorldState): number | null {
    const { contradiction } = publishedSituation(this.#law, state);
    if (contradiction !== null && !this.#isRepaired(contradiction)) this.#repair(contradiction, state);
    const { mask } = publishedSituation(this.#law, state);
    const chosen = taskAwareSelector(actionsIn(mask), observe(state));
    return chosen === null ? null : numberOfAction(chosen);
  }

  #isRepaired(contradiction: ContradictionType): boolean {
    return this.repairs.some(({ name }) => name === contradiction);
  }

  #repair(name: ContradictionType, { episode, step: at }: WorldState): void {
    this.#rules = patched(this.#rules, CANNED_PATCHES[name]);
    this.#law = compileAsPublished(this.#rules);
    const id = traceEntryId(this.#seed, episode, at, "CONTRADICTION", 0);
    this.repairs.push({ name, episode, step: at, traceEntryId: id, lawFingerprint: lawFingerprint(this.#rules) });
  }
}
