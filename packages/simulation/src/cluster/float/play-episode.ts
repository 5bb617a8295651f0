import type { PolicyEpisode } from "../../policies/policy.ts";
import { startPolicy, type Policy } from "../../policies/policy.ts";
import type { Key } from "../../random/counter.ts";
import type { FloatCluster } from "./float-cluster.ts";

/** What one episode came to. */
export interface EpisodeRecord {
  /** Sum of rewards, without discount. */
  readonly reward: number;
  readonly steps: number;
  /** Cells out of memory, summed over the steps: a count, not a share. */
  readonly oomNodes: number;
  readonly criticalOom: number;
  /** Mean over the steps of the average load. */
  readonly avgLoad: number;
  readonly terminated: boolean;
}

/** Plays the episode that the key names to its end. The policy's own chance has a key of its own. */
export function playEpisode(cluster: FloatCluster, policy: Policy, key: Key): EpisodeRecord {
  cluster.reset(key);
  const episode: PolicyEpisode = startPolicy(policy, cluster, key);
  const sums = { reward: 0, steps: 0, oomNodes: 0, criticalOom: 0, load: 0 };
  for (;;) {
    const { reward, terminated, truncated } = cluster.step(episode.act());
    const { avgLoad, oomNodes, criticalOom } = cluster.info();
    sums.reward += reward;
    sums.steps += 1;
    sums.oomNodes += oomNodes;
    sums.criticalOom += criticalOom;
    sums.load += avgLoad;
    if (terminated || truncated) return recordOf(sums, terminated);
  }
}

const recordOf = (
  { load, ...sums }: Omit<EpisodeRecord, "avgLoad" | "terminated"> & { load: number },
  terminated: boolean,
): EpisodeRecord => ({ ...sums, avgLoad: load / sums.steps, terminated });
