import { PlimsollError } from "@plimsoll/foundation";
import type { ClusterView } from "../../policies/cluster-view.ts";
import type { Key } from "../../random/counter.ts";
import type { ClusterSpec } from "../cluster-spec.ts";
import { actionMaskOf, isAction } from "./action-mask.ts";
import { act } from "./actions.ts";
import { type ClusterNoise, counterNoise } from "./cluster-noise.ts";
import { checkState, copyOfState, type FloatClusterState } from "./cluster-state.ts";
import { driftAll } from "./drift.ts";
import { averageLoad, type OutOfMemory, outOfMemory } from "./load.ts";
import { observationOf } from "./observation.ts";
import { renderState } from "./render.ts";
import { startState } from "./start.ts";
import { viewOf } from "./view.ts";

export interface StepOutcome {
  readonly reward: number;
  /** The world ended the episode: out of memory, or overloaded. Only this stops the counting of later rewards. */
  readonly terminated: boolean;
  /** The steps are used up. Both may be true. */
  readonly truncated: boolean;
}

export interface ClusterInfo {
  /** In [0, 1]. */
  readonly avgLoad: number;
  /** Cells out of memory now. */
  readonly oomNodes: number;
  readonly criticalOom: number;
  /** After the step's recovery. */
  readonly budget: number;
}

/** One cluster in float32, the readable reference of ClusterTensor. Stateful; nothing it returns shares its memory. */
export interface FloatCluster {
  readonly spec: ClusterSpec;
  /** Starts the episode that the key names and returns its first observation. */
  reset(key: Key): Float32Array;
  /** @throws {PlimsollError} `CLUSTER_EPISODE_ENDED`, `CLUSTER_ACTION_INVALID`; the state is as before then. */
  step(action: number): StepOutcome;
  observation(): Float32Array;
  info(): ClusterInfo;
  /** Bits by action number, 1 where the action can take effect. */
  actionMask(): number;
  state(): FloatClusterState;
  /** @throws {PlimsollError} `CLUSTER_STATE_INVALID` where the state is not one of this grid. */
  setState(state: FloatClusterState): void;
  /** What policies with full sight may read; it follows the cluster's steps. */
  view(): ClusterView;
  render(): string;
}

/**
 * ClusterTensor v4.5 for one cluster (reference, resonetics §6.1), with the options of v4.6 and our drift and events as
 * the spec says. It has no episode before the first `reset` or `setState`.
 *
 * ```ts
 * const cluster = createFloatCluster(clusterProfile("classic"));
 * cluster.reset(seedKey(7));
 * const { reward, terminated, truncated } = cluster.step(CLEAN);
 * ```
 */
export function createFloatCluster(spec: ClusterSpec, noise: ClusterNoise = counterNoise): FloatCluster {
  let episode: Key = { low: 0, high: 0 };
  let state = { ...startState(spec, noise.starting(episode)), ended: true };
  return {
    spec,
    reset(key) {
      episode = key;
      state = startState(spec, noise.starting(key));
      return observationOf(spec, state);
    },
    step(action) {
      if (state.ended) throw episodeEnded();
      if (!isAction(action)) throw actionInvalid(action);
      return advance(spec, state, action, noise.stepping(episode, state.step));
    },
    observation: () => observationOf(spec, state),
    info: () => infoOf(spec, state),
    actionMask: () => actionMaskOf(spec, state),
    state: () => copyOfState(state),
    setState(given) {
      checkState(spec, given);
      state = copyOfState(given);
    },
    view: () => viewOf(spec, () => state),
    render: () => renderState(spec, state),
  };
}

/** One step, in the original's order: action, drift, out of memory, budget, step, load, end. */
function advance(
  spec: ClusterSpec,
  state: FloatClusterState,
  action: number,
  draws: ReturnType<ClusterNoise["stepping"]>,
): StepOutcome {
  const loadBefore = averageLoad(state);
  const earned = act(spec, state, action) - spec.timePenalty;
  driftAll(spec, state, draws);
  const oom = outOfMemory(spec, state);
  state.budget = Math.min(spec.budget.full, state.budget + spec.budget.recovery);
  state.step += 1;
  const load = averageLoad(state);
  const overloaded = load > spec.overload.above;
  const terminated = overloaded || endsByMemory(spec, oom);
  const truncated = state.step >= spec.stepsMax;
  state.ended = terminated || truncated;
  const fines = finesOf(spec, oom) + (overloaded ? spec.overload.penalty : 0);
  return { reward: earned - fines + shapingOf(spec, loadBefore, load, terminated), terminated, truncated };
}

const endsByMemory = (spec: ClusterSpec, { nodes, critical }: OutOfMemory): boolean =>
  nodes >= spec.oom.endsAt || (spec.oom.criticalEnds && critical > 0);

const finesOf = (spec: ClusterSpec, { nodes, critical }: OutOfMemory): number =>
  nodes * spec.oom.penalty + critical * spec.oom.criticalPenalty;

/** Potential −load; a terminal state's is 0 where the spec says so, which keeps the best policies best. */
function shapingOf(spec: ClusterSpec, before: number, after: number, terminated: boolean): number {
  const { weight, discount, zeroAtEnd } = spec.shaping;
  return weight * (before - discount * (zeroAtEnd && terminated ? 0 : after));
}

function infoOf(spec: ClusterSpec, state: FloatClusterState): ClusterInfo {
  const { nodes, critical } = outOfMemory(spec, state);
  return { avgLoad: averageLoad(state), oomNodes: nodes, criticalOom: critical, budget: state.budget };
}

const episodeEnded = (): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_EPISODE_ENDED",
    expected: "an episode under way",
    received: "a step",
    fix: "reset with the key of the next episode",
  });

const actionInvalid = (action: number): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_ACTION_INVALID",
    expected: "0 up, 1 down, 2 left, 3 right, 4 clean or 5 scale",
    received: String(action),
    fix: "give the number of an action",
  });
