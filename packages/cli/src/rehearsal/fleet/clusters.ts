import { ClusterBatch, type ClusterSlot, type ClusterSpec } from "@plimsoll/simulation";
import { idleAction, maintenanceAction } from "./maintenance.ts";

/** What happened in the clusters, summed over all of them. */
export interface ClusterLosses {
  readonly steps: number;
  /** Episodes that ended because memory ran out or the average overloaded, and those of them with a critical cell out of memory. */
  readonly outOfMemoryEnds: number;
  readonly criticalLosses: number;
  readonly rewardSum: number;
  /** Mean over all steps and clusters of the average load, 0 … 1. */
  readonly loadMean: number;
  /** Steps in which maintenance acted. */
  readonly actedSteps: number;
}

/** The fleet's clusters: one environment each, begun anew where an episode ends. Whoever maintains one acts as often as it has power. */
export class Clusters {
  readonly #batch: ClusterBatch;
  readonly #spec: ClusterSpec;
  readonly #slots: readonly ClusterSlot[];
  /** Of every cluster: power that has come together towards its next act, ppm of a step. */
  readonly #credit: number[];
  readonly #idle: number[];
  readonly #mask: Uint8Array;
  #losses = { steps: 0, outOfMemoryEnds: 0, criticalLosses: 0, rewardSum: 0, loadSum: 0, actedSteps: 0 };

  constructor(spec: ClusterSpec, clusters: number, seed: number) {
    this.#spec = spec;
    this.#batch = new ClusterBatch(spec, clusters, "disabled");
    this.#batch.reset(seed);
    this.#slots = Array.from({ length: clusters }, (_, cluster) => this.#batch.slot(cluster));
    this.#credit = Array.from({ length: clusters }, () => 0);
    this.#idle = Array.from({ length: clusters }, () => 0);
    this.#mask = new Uint8Array(clusters);
  }

  /**
   * One step of every cluster. At 100 % maintenance acts in it, at 20 % in one of five, at nothing never; what is left over counts
   * towards the next step, but never more than one act is saved up.
   * @param powerPpm of every cluster: the power that its job had on average since the last step
   */
  step(powerPpm: readonly number[]): void {
    for (const [cluster, slot] of this.#slots.entries())
      this.#batch.actions[cluster] = this.#actionOf(cluster, slot, powerPpm[cluster] ?? 0);
    this.#batch.step();
    this.#count();
    this.#beginAgain();
  }

  /** The average load of all clusters now, 0 … 1. */
  get load(): number {
    return this.#batch.loads.reduce((sum, load) => sum + load, 0) / this.#slots.length;
  }

  get losses(): ClusterLosses {
    const { loadSum, ...losses } = this.#losses;
    return { ...losses, loadMean: loadSum / Math.max(1, losses.steps * this.#slots.length) };
  }

  #actionOf(cluster: number, slot: ClusterSlot, powerPpm: number): number {
    const credit = Math.min(FULL_STEP, (this.#credit[cluster] ?? 0) + powerPpm);
    const acts = credit >= FULL_STEP;
    this.#credit[cluster] = acts ? 0 : credit;
    if (acts) {
      this.#losses.actedSteps += 1;
      return maintenanceAction(slot, this.#spec);
    }
    const idle = this.#idle[cluster] ?? 0;
    this.#idle[cluster] = idle + 1;
    return idleAction(idle);
  }

  #count(): void {
    const { terminated, criticalCounts, rewards, loads } = this.#batch;
    this.#losses.steps += 1;
    for (const cluster of this.#slots.keys()) {
      this.#losses.rewardSum += rewards[cluster] ?? 0;
      this.#losses.loadSum += loads[cluster] ?? 0;
      if (terminated[cluster] !== 1) continue;
      this.#losses.outOfMemoryEnds += 1;
      if ((criticalCounts[cluster] ?? 0) > 0) this.#losses.criticalLosses += 1;
    }
  }

  #beginAgain(): void {
    const { terminated, truncated } = this.#batch;
    for (const cluster of this.#slots.keys())
      this.#mask[cluster] = (terminated[cluster] ?? 0) | (truncated[cluster] ?? 0);
    this.#batch.resetWhere(this.#mask);
  }
}

/** Less by a thousandth, so that whole beats that make up a step are a step. */
const FULL_STEP = 999_000;

/** The same clusters with all power at all times: what they lose without any governor. */
export function ungovernedLosses(spec: ClusterSpec, clusters: number, steps: number, seed: number): ClusterLosses {
  const fleet = new Clusters(spec, clusters, seed);
  const full = Array.from({ length: clusters }, () => 1_000_000);
  for (let step = 0; step < steps; step += 1) fleet.step(full);
  return fleet.losses;
}
