import type { ClusterSpec } from "../../cluster/cluster-spec.ts";
import { clusterProfile } from "../../cluster/profiles.ts";
import { type BatchPolicy, playEpisodes } from "../../play/play-episodes.ts";
import { policyOnBatch } from "../../play/policy-on-batch.ts";
import { calibratedPolicy } from "../../policies/calibrated.ts";
import { h1Policy } from "../../policies/h1.ts";
import type { Policy } from "../../policies/policy.ts";
import { randomPolicy } from "../../policies/random.ts";
import { type Key, seedKey } from "../../random/counter.ts";
import type { GovernedOutcome, GovernedRun } from "../paired-benefit.ts";
import { CLUSTER_CONTROL_DEFAULTS, type ClusterSuppression, controlledPolicy } from "../worlds/cluster-control.ts";

export interface ClusterCase {
  readonly profile: "classic" | "hard" | "bursty";
  readonly policy: "random" | "h1" | "calibrated";
}

export const CLUSTER_CASES: readonly ClusterCase[] = (["classic", "hard", "bursty"] as const).flatMap((profile) =>
  (["random", "h1", "calibrated"] as const).map((policy) => ({ profile, policy })),
);

/** `calibrated` with its plain parameters: the ruling of a tuned one is its owner's to find. */
const POLICIES: Readonly<Record<ClusterCase["policy"], () => Policy>> = {
  random: () => randomPolicy,
  h1: () => h1Policy(),
  calibrated: () => calibratedPolicy(),
};

/** First episodes of so many seeds from `firstSeed` on, with the layer and without, all played at once. */
export function governedCluster(tried: ClusterCase, firstSeed: number, episodes: number): GovernedRun {
  const spec = clusterProfile(tried.profile);
  const runs = {
    with: played(spec, tried, firstSeed, episodes, true),
    without: played(spec, tried, firstSeed, episodes, false),
  };
  return (seed, layer) => runs[layer][seed - firstSeed]!;
}

function played(
  spec: ClusterSpec,
  { policy }: ClusterCase,
  firstSeed: number,
  episodes: number,
  isControlled: boolean,
): readonly GovernedOutcome[] {
  const rootOf = (environment: number): Key => seedKey(firstSeed + environment);
  const policyFree = policyOnBatch(POLICIES[policy](), rootOf);
  const counts = new Int32Array(episodes);
  const firsts = new Int32Array(episodes);
  const free: BatchPolicy = (batch, step, actions) => {
    if (step === 0) firsts.forEach((_, environment) => (firsts[environment] = batch.slot(environment).episode));
    policyFree(batch, step, actions);
  };
  // A batch goes on with new episodes until the last first one has ended: theirs do not count.
  const onSuppression = ({ environment, episode }: ClusterSuppression): void => {
    if (firsts[environment] === episode) counts[environment]! += 1;
  };
  const governed = controlledPolicy(free, { settings: CLUSTER_CONTROL_DEFAULTS, rootOf, onSuppression });
  const results = playEpisodes(spec, isControlled ? governed : free, episodes, firstSeed);
  return results.map(({ steps, episodeReturn }, environment) => ({
    survivalSteps: steps,
    reward: episodeReturn,
    suppressions: counts[environment]!,
  }));
}
