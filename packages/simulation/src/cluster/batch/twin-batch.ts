import { type Key, seedKey } from "../../random/counter.ts";
import { type ClusterSpec, observationSizeOf } from "../cluster-spec.ts";
import { averageLoad, beginEpisode, type ClusterState, newCluster } from "../integer/cluster-state.ts";
import { type ClusterConstants, clusterConstants } from "../integer/constants.ts";
import { actionMask, observe } from "../integer/observe-cluster.ts";
import { stepCluster } from "../integer/step-cluster.ts";
import type { Autoreset } from "./cluster-batch.ts";

/** The same batch in plain TypeScript, one cluster after the other: slow, readable, and what the kernel is held to. */
export class TwinBatch {
  readonly environments: number;
  readonly observations: Float32Array;
  readonly finalObservations: Float32Array;
  readonly rewards: Float64Array;
  readonly terminated: Uint8Array;
  readonly truncated: Uint8Array;
  readonly actionMasks: Uint8Array;
  readonly loads: Float64Array;
  readonly oomCounts: Int32Array;
  readonly criticalCounts: Int32Array;
  readonly budgets: Int32Array;
  readonly states: readonly ClusterState[];
  readonly constants: ClusterConstants;
  readonly #autoreset: Autoreset;
  readonly #observationSize: number;

  constructor(spec: ClusterSpec, environments: number, autoreset: Autoreset) {
    this.environments = environments;
    this.constants = clusterConstants(spec);
    this.#autoreset = autoreset;
    this.#observationSize = observationSizeOf(spec);
    this.observations = new Float32Array(environments * this.#observationSize);
    this.finalObservations = new Float32Array(environments * this.#observationSize);
    this.rewards = new Float64Array(environments);
    this.terminated = new Uint8Array(environments);
    this.truncated = new Uint8Array(environments);
    this.actionMasks = new Uint8Array(environments);
    this.loads = new Float64Array(environments);
    this.oomCounts = new Int32Array(environments);
    this.criticalCounts = new Int32Array(environments);
    this.budgets = new Int32Array(environments);
    this.states = Array.from({ length: environments }, () => newCluster(this.constants, 0));
  }

  reset(seed: number): void {
    this.resetRoots((environment) => seedKey(seed + environment));
  }

  resetRoots(rootOf: (environment: number) => Key): void {
    for (const [environment, state] of this.states.entries()) {
      state.root = rootOf(environment);
      state.episode = 0;
      this.#begin(state, environment);
    }
  }

  resetWhere(mask: Uint8Array): void {
    for (const [environment, state] of this.states.entries())
      if (mask[environment] !== 0) this.#begin(state, environment);
  }

  step(actions: Uint8Array): void {
    for (const [environment, state] of this.states.entries()) {
      if (state.ended && this.#autoreset === "next-step") this.#begin(state, environment);
      else this.#stepOne(state, environment, actions[environment] ?? 0);
    }
  }

  #begin(state: ClusterState, environment: number): void {
    beginEpisode(state, this.constants);
    this.rewards[environment] = 0;
    this.terminated[environment] = 0;
    this.truncated[environment] = 0;
    this.#show(state, environment);
  }

  #stepOne(state: ClusterState, environment: number, action: number): void {
    const { reward, terminated, truncated } = stepCluster(state, this.constants, action);
    this.rewards[environment] = reward;
    this.terminated[environment] = Number(terminated);
    this.truncated[environment] = Number(truncated);
    if (state.ended && this.#autoreset === "same-step") {
      observe(state, this.constants, this.finalObservations, environment * this.#observationSize);
      beginEpisode(state, this.constants);
    }
    this.#show(state, environment);
  }

  #show(state: ClusterState, environment: number): void {
    observe(state, this.constants, this.observations, environment * this.#observationSize);
    this.actionMasks[environment] = actionMask(state, this.constants);
    this.loads[environment] = averageLoad(state, this.constants);
    this.oomCounts[environment] = state.counts.oom;
    this.criticalCounts[environment] = state.counts.critical;
    this.budgets[environment] = state.budget;
  }
}
