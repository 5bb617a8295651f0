import { type ClusterSpec, observationSizeOf } from "../cluster/cluster-spec.ts";
import {
  AGENT,
  BUDGET,
  CHANNELS,
  COLUMN,
  CPU,
  GROWN,
  GROWTH,
  IS_BEGUN,
  MEMORY,
  MEMORY_LAST_SEEN,
  PRIORITY,
  ROW,
  STEPS_GROWN,
  UNSEEN_STEPS,
} from "./belief-layout.ts";
import { clip } from "../numbers/clip.ts";

/** How an agent thinks that a cell is that it never saw, and how cells go on that it does not see. All in shares. */
export interface BeliefModel {
  readonly cpu: number;
  readonly memory: number;
  readonly priority: number;
  /** Growth of memory per step, before a cell's own was seen. */
  readonly memoryGrowth: number;
  /** Steps of a cell's own growth that weigh as much as the model's: variance of the noise over variance of the leaks. */
  readonly growthPriorSteps: number;
}

/** The model that follows from a spec: the means of what an episode starts with, and the drift. */
export function beliefModelOf({ start, priorities, drift }: ClusterSpec): BeliefModel {
  const weights = priorities.reduce((sum, { weight }) => sum + weight, 0);
  const leak = drift.leaks.reduce((sum, value) => sum + value, 0) / drift.leaks.length;
  const variance = drift.leaks.reduce((sum, value) => sum + (value - leak) ** 2, 0) / drift.leaks.length;
  return {
    cpu: start.cpuBelow / 2,
    memory: start.memoryBelow / 2,
    priority: priorities.reduce((sum, { priority, weight }) => sum + priority * weight, 0) / weights,
    memoryGrowth: drift.memory.mean + leak,
    growthPriorSteps: variance === 0 ? PRIOR_STEPS_MAX : Math.min(PRIOR_STEPS_MAX, drift.memory.sigma ** 2 / variance),
  };
}

/** Where all cells grow alike, nothing that is seen of one says how it grows. */
const PRIOR_STEPS_MAX = 1e9;
/** A fall of memory by more than this in sight is somebody's work, and says nothing of growth. */
const WORK_FALL = 0.05;
/** The growth that is told as 1. */
const GROWTH_FULL = 0.05;
/** Numbers told of a cell: CPU, memory, priority, growth. */
const TOLD = 4;

/** What the agents of a batch believe of every cell of theirs: as last seen, with the memory grown on since. */
export class BeliefMap {
  /** Numbers of one agent's belief as it is told: 4 · cells + 1. */
  readonly size: number;
  readonly #spec: ClusterSpec;
  readonly #cells: number;
  readonly #model: BeliefModel;
  readonly #observationSize: number;
  readonly #rowScale: number;
  readonly #columnScale: number;
  /** Channels by cell, then the agent, of one environment after the other. */
  readonly #kept: Float64Array;
  readonly #stride: number;

  constructor(spec: ClusterSpec, environments: number, model: BeliefModel) {
    const ofLast = spec.observation.position === "of-last" ? 1 : 0;
    this.#spec = spec;
    this.#cells = spec.width * spec.height;
    this.#rowScale = spec.height - ofLast;
    this.#columnScale = spec.width - ofLast;
    this.#model = model;
    this.#observationSize = observationSizeOf(spec);
    this.size = TOLD * this.#cells + 1;
    this.#stride = CHANNELS * this.#cells + AGENT;
    this.#kept = new Float64Array(environments * this.#stride);
  }

  /** Nothing was seen yet. */
  forget(environment: number): void {
    const { cpu, memory, priority, memoryGrowth } = this.#model;
    const blank = [cpu, memory, priority, memoryGrowth, 0, -1, 0, 0];
    for (const [channel, value] of blank.entries())
      this.#kept.fill(value, this.#place(environment, channel, 0), this.#place(environment, channel + 1, 0));
    this.#setAgent(environment, IS_BEGUN, 0);
  }

  /** Lets one step pass, unless it is the episode's first, then takes in the 3 × 3 cells, place and budget of an observation of the batch. */
  see(environment: number, observations: Float32Array): void {
    if (this.#agent(environment, IS_BEGUN) === 1) this.#passStep(environment);
    const at = environment * this.#observationSize;
    const row = Math.round(observations[at + 27]! * this.#rowScale);
    const column = Math.round(observations[at + 28]! * this.#columnScale);
    this.#setAgent(environment, IS_BEGUN, 1);
    this.#setAgent(environment, ROW, row);
    this.#setAgent(environment, COLUMN, column);
    this.#setAgent(environment, BUDGET, observations[at + 29]!);
    for (let seen = 0; seen < 9; seen += 1) {
      const cell = this.#cellAt(row + Math.floor(seen / 3) - 1, column + (seen % 3) - 1);
      this.#kept[this.#place(environment, CPU, cell)] = observations[at + 3 * seen]!;
      this.#kept[this.#place(environment, PRIORITY, cell)] = observations[at + 3 * seen + 2]!;
      this.#seeMemory(environment, cell, observations[at + 3 * seen + 1]!);
    }
  }

  row(environment: number): number {
    return this.#agent(environment, ROW);
  }

  column(environment: number): number {
    return this.#agent(environment, COLUMN);
  }

  cpu(environment: number, cell: number): number {
    return this.#kept[this.#place(environment, CPU, cell)]!;
  }

  memory(environment: number, cell: number): number {
    return this.#kept[this.#place(environment, MEMORY, cell)]!;
  }

  priority(environment: number, cell: number): number {
    return this.#kept[this.#place(environment, PRIORITY, cell)]!;
  }

  /** What scaling did to a cell that may be out of sight. */
  cutBack(environment: number, cell: number, amount: number): void {
    const memory = Math.max(0, this.memory(environment, cell) - amount);
    this.#kept[this.#place(environment, CPU, cell)] = Math.max(0, this.cpu(environment, cell) - amount);
    this.#kept[this.#place(environment, MEMORY, cell)] = memory;
    this.#kept[this.#place(environment, MEMORY_LAST_SEEN, cell)] = memory;
  }

  /** Writes an agent's belief as it lies about it, row by row from the cell up and left, each number in [0, 1]. */
  tell(environment: number, into: Float32Array): void {
    let at = environment * this.size;
    const [row, column] = [this.row(environment), this.column(environment)];
    for (let dy = -1; dy < this.#spec.height - 1; dy += 1)
      for (let dx = -1; dx < this.#spec.width - 1; dx += 1) {
        const place = this.#place(environment, CPU, this.#cellAt(row + dy, column + dx));
        into[at] = this.#kept[place]!;
        into[at + 1] = this.#kept[place + MEMORY * this.#cells]!;
        into[at + 2] = this.#kept[place + PRIORITY * this.#cells]!;
        into[at + 3] = clip(this.#kept[place + GROWTH * this.#cells]! / GROWTH_FULL);
        at += TOLD;
      }
    into[at] = this.#agent(environment, BUDGET);
  }

  /** A copy of all that an agent believes. */
  snapshot(environment: number): Uint8Array {
    return new Uint8Array(this.#kept.slice(environment * this.#stride, (environment + 1) * this.#stride).buffer);
  }

  /** Bytes of a snapshot. */
  get snapshotBytes(): number {
    return this.#stride * Float64Array.BYTES_PER_ELEMENT;
  }

  /** Puts a copy back that has no `beliefFault`. */
  restore(environment: number, snapshot: Uint8Array): void {
    this.#kept.set(new Float64Array(snapshot.slice().buffer), environment * this.#stride);
  }

  #passStep(environment: number): void {
    for (let cell = 0; cell < this.#cells; cell += 1) {
      const place = this.#place(environment, CPU, cell);
      const grown = this.#kept[place + MEMORY * this.#cells]! + this.#kept[place + GROWTH * this.#cells]!;
      this.#kept[place + MEMORY * this.#cells] = clip(grown);
      if (this.#kept[place + UNSEEN_STEPS * this.#cells]! >= 0) this.#kept[place + UNSEEN_STEPS * this.#cells]! += 1;
    }
  }

  #seeMemory(environment: number, cell: number, memory: number): void {
    const unseen = this.#place(environment, UNSEEN_STEPS, cell);
    const last = this.#place(environment, MEMORY_LAST_SEEN, cell);
    const steps = this.#kept[unseen]!;
    const grown = memory - this.#kept[last]!;
    if (steps > 0 && grown > -WORK_FALL) this.#learnGrowth(environment, cell, grown, steps);
    this.#kept[this.#place(environment, MEMORY, cell)] = memory;
    this.#kept[last] = memory;
    this.#kept[unseen] = 0;
  }

  /** The mean of the model's growth and the cell's own, by how much is known of each (normal prior, normal noise). */
  #learnGrowth(environment: number, cell: number, grown: number, steps: number): void {
    const { memoryGrowth, growthPriorSteps } = this.#model;
    const grownBefore = this.#place(environment, GROWN, cell);
    const stepsBefore = this.#place(environment, STEPS_GROWN, cell);
    this.#kept[grownBefore]! += grown;
    this.#kept[stepsBefore]! += steps;
    this.#kept[this.#place(environment, GROWTH, cell)] =
      (this.#kept[grownBefore]! + memoryGrowth * growthPriorSteps) / (this.#kept[stepsBefore]! + growthPriorSteps);
  }

  #agent(environment: number, which: number): number {
    return this.#kept[this.#place(environment, CHANNELS, which)]!;
  }

  #setAgent(environment: number, which: number, value: number): void {
    this.#kept[this.#place(environment, CHANNELS, which)] = value;
  }

  #place(environment: number, channel: number, cell: number): number {
    return environment * this.#stride + channel * this.#cells + cell;
  }

  #cellAt(row: number, column: number): number {
    const { width, height } = this.#spec;
    return ((row + height) % height) * width + ((column + width) % width);
  }
}
