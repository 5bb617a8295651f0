import type { ClusterSpec } from "../cluster/cluster-spec.ts";
import { type Key, partKey } from "../random/counter.ts";
import type { ClusterView } from "./cluster-view.ts";

/** What one episode of a policy decides from; it may remember what it saw earlier in the same episode. */
export interface Decider<Sight> {
  /** An action's number. The sight MUST NOT be kept or changed: the next step may overwrite it. */
  act(sight: Sight): number;
}

/** Decides from the observation alone, as a learned policy does. The spec it is started with is public. */
export interface ObservationPolicy {
  readonly name: string;
  readonly needs: "observation";
  start(spec: ClusterSpec, key: Key): Decider<Float32Array>;
}

/** Decides from the whole grid: a measure of what sight is worth, not a rival. */
export interface StatePolicy {
  readonly name: string;
  readonly needs: "state";
  start(spec: ClusterSpec, key: Key): Decider<ClusterView>;
}

/** What chooses actions: from observations, or from the whole state. */
export type Policy = ObservationPolicy | StatePolicy;

/** What a policy is let loose on: float, integer or WebAssembly. */
export interface PolicyWorld {
  readonly spec: ClusterSpec;
  observation(): Float32Array;
  view(): ClusterView;
}

export interface PolicyEpisode {
  act(): number;
}

/** The part of an episode's key that is the policy's: far from the parts that worlds take for themselves. */
const POLICY = 0x706f6c;

/** Begins an episode of a policy in a world, giving it no more than it asks for. */
export function startPolicy(policy: Policy, world: PolicyWorld, episode: Key): PolicyEpisode {
  const key = partKey(episode, POLICY);
  if (policy.needs === "observation") {
    const decider = policy.start(world.spec, key);
    return { act: () => decider.act(world.observation()) };
  }
  const decider = policy.start(world.spec, key);
  const view = world.view();
  return { act: () => decider.act(view) };
}
