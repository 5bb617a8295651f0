import { type Autoreset, ClusterBatch } from "../cluster/batch/cluster-batch.ts";
import type { ClusterSpec } from "../cluster/cluster-spec.ts";
import type { RangeRunner } from "../cluster/batch/range-runner.ts";
import { type Key, seedKey } from "../random/counter.ts";

/** Chooses an action for every environment of a batch; `step` is 0 for the first of an episode. */
export type BatchPolicy = (batch: ClusterBatch, step: number, actions: Uint8Array) => void;

/** What one episode came to. */
export interface EpisodeResult {
  readonly seed: number;
  readonly episodeReturn: number;
  readonly steps: number;
  /** Cells out of memory, summed over the steps; every one ends an episode of the classic world. */
  readonly oomNodes: number;
  readonly criticalOom: number;
  /** Mean over the steps of the average load. */
  readonly avgLoad: number;
  /** Whether it ended by its rules rather than by its length. */
  readonly terminated: boolean;
}

const AUTORESET: Autoreset = "next-step";

/**
 * Plays the first episode of the seeds `firstSeed` … `firstSeed + episodes − 1`, all at once, each to its end. The same
 * seeds give two policies the same starts and the same noise.
 */
export function playEpisodes(
  spec: ClusterSpec,
  policy: BatchPolicy,
  episodes: number,
  firstSeed: number,
  run?: RangeRunner,
): readonly EpisodeResult[] {
  const batch = new ClusterBatch(spec, episodes, AUTORESET, run);
  batch.resetRoots((environment): Key => seedKey(firstSeed + environment));
  const tally = new EpisodeTally(episodes, firstSeed);
  for (let step = 0; tally.running > 0; step += 1) {
    policy(batch, step, batch.actions);
    batch.step();
    tally.add(batch);
  }
  return tally.results();
}

/** Sums of episodes that run side by side and end at different steps. */
class EpisodeTally {
  running: number;
  readonly #firstSeed: number;
  readonly #returns: Float64Array;
  readonly #steps: Int32Array;
  readonly #oom: Int32Array;
  readonly #critical: Int32Array;
  readonly #loads: Float64Array;
  /** 0 while it runs, 1 ended by its length, 2 by its rules. */
  readonly #ended: Uint8Array;

  constructor(episodes: number, firstSeed: number) {
    this.running = episodes;
    this.#firstSeed = firstSeed;
    this.#returns = new Float64Array(episodes);
    this.#steps = new Int32Array(episodes);
    this.#oom = new Int32Array(episodes);
    this.#critical = new Int32Array(episodes);
    this.#loads = new Float64Array(episodes);
    this.#ended = new Uint8Array(episodes);
  }

  add(batch: ClusterBatch): void {
    for (let environment = 0; environment < batch.environments; environment += 1)
      if (this.#ended[environment] === 0) this.#addOne(batch, environment);
  }

  #addOne(batch: ClusterBatch, environment: number): void {
    this.#returns[environment]! += batch.rewards[environment]!;
    this.#steps[environment]! += 1;
    this.#oom[environment]! += batch.oomCounts[environment]!;
    this.#critical[environment]! += batch.criticalCounts[environment]!;
    this.#loads[environment]! += batch.loads[environment]!;
    if (batch.terminated[environment] === 0 && batch.truncated[environment] === 0) return;
    this.#ended[environment] = 1 + batch.terminated[environment]!;
    this.running -= 1;
  }

  results(): readonly EpisodeResult[] {
    return Array.from(this.#returns, (episodeReturn, environment) => ({
      seed: this.#firstSeed + environment,
      episodeReturn,
      steps: this.#steps[environment]!,
      oomNodes: this.#oom[environment]!,
      criticalOom: this.#critical[environment]!,
      avgLoad: this.#loads[environment]! / this.#steps[environment]!,
      terminated: this.#ended[environment] === 2,
    }));
  }
}
