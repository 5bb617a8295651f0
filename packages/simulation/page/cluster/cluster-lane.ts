import { type Autoreset, ClusterBatch } from "../../src/cluster/batch/cluster-batch.ts";
import type { ClusterSlot } from "../../src/cluster/batch/cluster-slot.ts";
import { trajectoryHash } from "../../src/cluster/batch/trajectory-hash.ts";
import type { ClusterSpec } from "../../src/cluster/cluster-spec.ts";
import { slotView } from "../../src/play/slot-view.ts";
import type { ClusterView } from "../../src/policies/cluster-view.ts";
import { type Key, partKey, seedKey } from "../../src/random/counter.ts";
import { History } from "../playback/history.ts";
import type { BrainEpisode, Decision, LaneBrain } from "./lane-brain.ts";

export interface LaneSetup {
  readonly spec: ClusterSpec;
  readonly brain: LaneBrain;
  /** A whole number in [0, 2^53). Lanes of one seed meet the same starts and the same noise. */
  readonly seed: number;
  readonly autoreset: Autoreset;
}

/** How many places of the agent's way are kept. */
const TRAIL_LENGTH = 28;
const HISTORY_LENGTH = 300;

/**
 * One cluster and who plays it, on the WebAssembly kernel. What is done next is decided as soon as the step before is done, so that it
 * can be shown before it happens.
 */
export class ClusterLane {
  readonly setup: LaneSetup;
  readonly batch: ClusterBatch;
  readonly view: ClusterView;
  /** Shares in [0, 1] after each step. */
  readonly loads: History = new History(HISTORY_LENGTH);
  readonly budgets: History = new History(HISTORY_LENGTH);
  /** Returns of the episodes that have ended. */
  readonly returns: number[] = [];
  /** Cells that the agent stood on, the oldest first. */
  readonly trail: number[] = [];
  /** Steps since the reset, those that only reset included. */
  steps = 0;
  /** Of the episode that runs. */
  episodeReturn = 0;
  reward = 0;
  /** Cells out of memory, summed over the steps of all episodes. */
  oomCells = 0;
  /** Of all that was shown since the reset: the same in every host. */
  hash: number;
  /** Null where the episode has ended. */
  next: Decision | null = null;
  readonly #slot: ClusterSlot;
  readonly #root: Key;
  #episode = 0;
  #player: BrainEpisode | null = null;

  constructor(setup: LaneSetup) {
    const { brain, seed, autoreset } = setup;
    const spec = { ...setup.spec, observation: { ...setup.spec.observation, globals: brain.globals } };
    this.setup = setup;
    this.batch = new ClusterBatch(spec, 1, autoreset);
    this.#slot = this.batch.slot(0);
    this.#root = seedKey(seed);
    this.batch.reset(seed);
    this.hash = trajectoryHash(0, this.batch);
    this.view = slotView(this.batch, 0);
    this.#take();
  }

  get episode(): number {
    return this.#slot.episode;
  }

  /** The episode has ended; nothing follows where autoreset is off. */
  get hasEnded(): boolean {
    return this.#slot.ended;
  }

  /** Nothing more can be done but a restart. */
  get isOver(): boolean {
    return this.hasEnded && this.setup.autoreset === "disabled";
  }

  step(): void {
    if (this.isOver) return;
    const isRestart = this.hasEnded;
    this.batch.actions[0] = this.next?.action ?? 0;
    this.batch.step();
    this.steps += 1;
    this.hash = trajectoryHash(this.hash, this.batch);
    if (!isRestart) this.#count();
    this.#take();
  }

  #count(): void {
    const { batch } = this;
    this.reward = batch.rewards[0]!;
    this.episodeReturn += this.reward;
    this.oomCells += batch.oomCounts[0]!;
    if (batch.terminated[0] === 1 || batch.truncated[0] === 1) this.returns.push(this.episodeReturn);
  }

  /** Looks at what the step left, begins an episode where one began, and decides. */
  #take(): void {
    const { batch } = this;
    if (this.#slot.episode !== this.#episode) this.#begin();
    this.loads.add(batch.loads[0]!);
    this.budgets.add(this.view.budget / batch.spec.budget.full);
    this.#follow();
    this.next = this.hasEnded ? null : this.#player!.decide();
  }

  #begin(): void {
    this.#episode = this.#slot.episode;
    this.#player = this.setup.brain.start(this.batch, partKey(this.#root, this.#episode));
    this.trail.length = 0;
    this.episodeReturn = 0;
  }

  #follow(): void {
    const cell = this.view.y * this.view.width + this.view.x;
    if (this.trail.at(-1) !== cell) this.trail.push(cell);
    if (this.trail.length > TRAIL_LENGTH) this.trail.shift();
  }
}
