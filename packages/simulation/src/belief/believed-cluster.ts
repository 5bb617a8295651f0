import { ClusterBatch } from "../cluster/batch/cluster-batch.ts";
import type { RangeRunner } from "../cluster/batch/range-runner.ts";
import { snapshotInvalid, snapshotSize } from "../cluster/batch/snapshot-fault.ts";
import type { ClusterSpec } from "../cluster/cluster-spec.ts";
import { beliefFault } from "./belief-fault.ts";
import { type BeliefModel, BeliefMap } from "./belief-map.ts";

/**
 * Clusters of which an agent remembers what it saw: the observation is the whole grid as it believes it to be, seen from its
 * own cell. Nothing is shown that the seed's 30 numbers did not show before, so a policy with memory needs no recurrence.
 *
 * An observation has 4 · cells + 1 numbers in [0, 1]: CPU, memory, priority and growth (1 is 0.05 a step) of every cell, row
 * by row from the one up and left of the agent, and the budget.
 */
export class BelievedCluster {
  readonly environments: number;
  readonly observationSize: number;
  readonly actionCount: number;
  readonly observations: Float32Array;
  readonly finalObservations: Float32Array;
  readonly rewards: Float64Array;
  readonly terminated: Uint8Array;
  readonly truncated: Uint8Array;
  readonly actionMasks: Uint8Array;
  readonly batch: ClusterBatch;
  readonly #beliefs: BeliefMap;

  constructor(spec: ClusterSpec, environments: number, model: BeliefModel, run?: RangeRunner) {
    this.batch = new ClusterBatch(spec, environments, "same-step", run);
    this.environments = environments;
    this.actionCount = this.batch.actionCount;
    this.rewards = this.batch.rewards;
    this.terminated = this.batch.terminated;
    this.truncated = this.batch.truncated;
    this.actionMasks = this.batch.actionMasks;
    this.#beliefs = new BeliefMap(spec, environments, model);
    this.observationSize = this.#beliefs.size;
    this.observations = new Float32Array(environments * this.observationSize);
    this.finalObservations = new Float32Array(environments * this.observationSize);
  }

  reset(seed: number): void {
    this.batch.reset(seed);
    for (let environment = 0; environment < this.environments; environment += 1) this.#begin(environment);
  }

  step(actions: Uint8Array): void {
    this.batch.step(actions);
    for (let environment = 0; environment < this.environments; environment += 1)
      if (this.terminated[environment] === 0 && this.truncated[environment] === 0) this.#see(environment);
      else this.#end(environment);
  }

  /** A copy of an environment's cluster and of what its agent believes of it. */
  snapshot(environment: number): Uint8Array {
    const [cluster, belief] = [this.batch.snapshot(environment), this.#beliefs.snapshot(environment)];
    const both = new Uint8Array(cluster.length + belief.length);
    both.set(cluster);
    both.set(belief, cluster.length);
    return both;
  }

  /** @throws {PlimsollError} `CLUSTER_SNAPSHOT_SIZE`, `CLUSTER_SNAPSHOT_INVALID`; then nothing has changed */
  restore(environment: number, snapshot: Uint8Array): void {
    const { stateBytes } = this.batch.layout;
    const bytes = stateBytes + this.#beliefs.snapshotBytes;
    if (snapshot.length !== bytes) throw snapshotSize(snapshot.length, bytes);
    const belief = snapshot.subarray(stateBytes);
    const fault = beliefFault(belief, this.batch.spec);
    if (fault !== undefined) throw snapshotInvalid(fault);
    this.batch.restore(environment, snapshot.subarray(0, stateBytes));
    this.#beliefs.restore(environment, belief);
    this.#beliefs.tell(environment, this.observations);
  }

  #begin(environment: number): void {
    this.#beliefs.forget(environment);
    this.#see(environment);
  }

  #see(environment: number): void {
    this.#beliefs.see(environment, this.batch.observations);
    this.#beliefs.tell(environment, this.observations);
  }

  /** The last observation of the old episode is believed before the new one begins. */
  #end(environment: number): void {
    this.#beliefs.see(environment, this.batch.finalObservations);
    this.#beliefs.tell(environment, this.finalObservations);
    this.#begin(environment);
  }
}
