import { ACTION_COUNT } from "../../src/cluster/actions.ts";
import type { ClusterBatch } from "../../src/cluster/batch/cluster-batch.ts";
import { slotView } from "../../src/play/slot-view.ts";
import { type Policy, startPolicy } from "../../src/policies/policy.ts";
import { type Key, partKey } from "../../src/random/counter.ts";
import type { OpenPolicy } from "../../src/learn/policy/policy.ts";
import { policyRunner } from "../../src/learn/policy/policy-runner.ts";
import { maskedSoftmax } from "./masked-softmax.ts";

/** What a lane does next, and how likely each action was where the policy has probabilities. */
export interface Decision {
  readonly action: number;
  readonly probabilities: readonly number[] | null;
}

/** One episode of a brain on environment 0 of its batch; asked once a step. */
export interface BrainEpisode {
  decide(): Decision;
}

/** Who plays a lane. */
export interface LaneBrain {
  readonly name: string;
  /** Whether it reads the three numbers of global sight besides the thirty. */
  readonly globals: boolean;
  /** The policy where it is one of ours, which can be asked what it would do next. */
  readonly heuristic: Policy | null;
  start(batch: ClusterBatch, episode: Key): BrainEpisode;
}

export const heuristicBrain = (policy: Policy): LaneBrain => ({
  name: policy.name,
  globals: false,
  heuristic: policy,
  start: (batch, episode) => {
    const view = slotView(batch, 0);
    const world = { spec: batch.spec, observation: () => batch.observations, view: () => view };
    const player = startPolicy(policy, world, episode);
    const probabilities = policy.name === "random" ? EVEN : null;
    return { decide: () => ({ action: player.act(), probabilities }) };
  },
});

const EVEN: readonly number[] = Array.from({ length: ACTION_COUNT }, () => 1 / ACTION_COUNT);

/** The part of an episode's key that a learned policy draws by. */
const DRAWS = 0x6c6561;

/** A learned policy: its likeliest allowed action, or one drawn by its probabilities. */
export const learnedBrain = (open: OpenPolicy, name: string, isDrawn: boolean): LaneBrain => ({
  name,
  globals: open.policy.observationSize === GLOBAL_SIGHT,
  heuristic: null,
  start: (batch, episode) => {
    const runner = policyRunner(open, 1);
    const slot = batch.slot(0);
    const chosen = new Uint8Array(1);
    const draws = partKey(episode, DRAWS);
    return {
      decide: () => {
        if (isDrawn) runner.actByChance(batch.observations, batch.actionMasks, chosen, partKey(draws, slot.step));
        else runner.actGreedily(batch.observations, batch.actionMasks, chosen);
        return { action: chosen[0]!, probabilities: maskedSoftmax(runner.logits, batch.actionMasks[0]!) };
      },
    };
  },
});

/** Numbers of an observation without and with global sight. */
export const LOCAL_SIGHT = 30;
export const GLOBAL_SIGHT = 33;
