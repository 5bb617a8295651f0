import type { ClusterBatch } from "../cluster/batch/cluster-batch.ts";
import { type Policy, type PolicyEpisode, startPolicy } from "../policies/policy.ts";
import { type Key, partKey } from "../random/counter.ts";
import type { BatchPolicy } from "./play-episodes.ts";
import { slotView } from "./slot-view.ts";

/** The part of a run's key from which its first episode follows. */
const FIRST_EPISODE = 1;

/**
 * A policy that plays one cluster, let loose on every cluster of a batch, each with its own memory and chance.
 * @param rootOf the key of each environment's run
 */
export function policyOnBatch(policy: Policy, rootOf: (environment: number) => Key): BatchPolicy {
  let episodes: readonly PolicyEpisode[] = [];
  return (batch, step, actions) => {
    if (step === 0) episodes = Array.from(actions.keys(), (place) => startIn(batch, place, policy, rootOf(place)));
    for (const [environment, episode] of episodes.entries()) actions[environment] = episode.act();
  };
}

function startIn(batch: ClusterBatch, environment: number, policy: Policy, root: Key): PolicyEpisode {
  const size = batch.observationSize;
  const observation = batch.observations.subarray(environment * size, (environment + 1) * size);
  const view = slotView(batch, environment);
  const world = { spec: batch.spec, observation: () => observation, view: () => view };
  return startPolicy(policy, world, partKey(root, FIRST_EPISODE));
}
