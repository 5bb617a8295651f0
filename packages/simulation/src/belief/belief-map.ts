import { type ClusterSpec, observationSizeOf } from "../cluster/cluster-spec.ts";

/** How an agent thinks that a cell goes on which it does not see. All in shares. */
export interface BeliefModel {
  /** What it takes a cell to be that it never saw. */
  readonly cpu: number;
  readonly memory: number;
  readonly priority: number;
  /** Growth of memory per step. */
  readonly memoryGrowth: number;
}

/** The model that follows from a spec: the means of what an episode starts with, and the even drift. */
export function beliefModelOf({ start, priorities, drift }: ClusterSpec): BeliefModel {
  const weights = priorities.reduce((sum, { weight }) => sum + weight, 0);
  return {
    cpu: start.cpuBelow / 2,
    memory: start.memoryBelow / 2,
    priority: priorities.reduce((sum, { priority, weight }) => sum + priority * weight, 0) / weights,
    memoryGrowth: drift.memory.mean + drift.leaks.reduce((sum, leak) => sum + leak, 0) / drift.leaks.length,
  };
}

const CHANNELS = 3;

/** What the agents of a batch believe of every cell of theirs. */
export class BeliefMap {
  /** Numbers of one agent's belief. */
  readonly size: number;
  readonly #width: number;
  readonly #height: number;
  readonly #model: BeliefModel;
  readonly #observationSize: number;
  readonly #rowScale: number;
  readonly #columnScale: number;
  /** CPU, memory, priority of each cell of each environment, by the grid's own rows. */
  readonly #cells: Float32Array;
  readonly #row: Int32Array;
  readonly #column: Int32Array;
  readonly #budget: Float32Array;

  constructor(spec: ClusterSpec, environments: number, model: BeliefModel) {
    const ofLast = spec.observation.position === "of-last" ? 1 : 0;
    this.#width = spec.width;
    this.#height = spec.height;
    this.#rowScale = spec.height - ofLast;
    this.#columnScale = spec.width - ofLast;
    this.#model = model;
    this.#observationSize = observationSizeOf(spec);
    this.size = CHANNELS * spec.width * spec.height + 1;
    this.#cells = new Float32Array(environments * CHANNELS * spec.width * spec.height);
    this.#row = new Int32Array(environments);
    this.#column = new Int32Array(environments);
    this.#budget = new Float32Array(environments);
  }

  /** Nothing was seen yet. */
  forget(environment: number): void {
    const { cpu, memory, priority } = this.#model;
    const end = this.#first(environment + 1);
    for (let place = this.#first(environment); place < end; place += CHANNELS) {
      this.#cells[place] = cpu;
      this.#cells[place + 1] = memory;
      this.#cells[place + 2] = priority;
    }
  }

  /** Lets one step pass, then takes in the 3 × 3 cells, place and budget of an observation of the batch. */
  see(environment: number, observations: Float32Array): void {
    this.#age(environment);
    const at = environment * this.#observationSize;
    const row = Math.round(observations[at + 27]! * this.#rowScale);
    const column = Math.round(observations[at + 28]! * this.#columnScale);
    this.#row[environment] = row;
    this.#column[environment] = column;
    this.#budget[environment] = observations[at + 29]!;
    for (let seen = 0; seen < 9; seen += 1) {
      const place = this.#placeOf(environment, row + Math.floor(seen / 3) - 1, column + (seen % 3) - 1);
      this.#cells[place] = observations[at + 3 * seen]!;
      this.#cells[place + 1] = observations[at + 3 * seen + 1]!;
      this.#cells[place + 2] = observations[at + 3 * seen + 2]!;
    }
  }

  /** Writes an agent's belief as it lies about it, row by row from the cell up and left. */
  tell(environment: number, into: Float32Array): void {
    let at = environment * this.size;
    const [row, column] = [this.#row[environment]!, this.#column[environment]!];
    for (let dy = -1; dy < this.#height - 1; dy += 1)
      for (let dx = -1; dx < this.#width - 1; dx += 1) {
        const place = this.#placeOf(environment, row + dy, column + dx);
        into[at] = this.#cells[place]!;
        into[at + 1] = this.#cells[place + 1]!;
        into[at + 2] = this.#cells[place + 2]!;
        at += CHANNELS;
      }
    into[at] = this.#budget[environment]!;
  }

  #age(environment: number): void {
    const growth = this.#model.memoryGrowth;
    const end = this.#first(environment + 1);
    for (let place = this.#first(environment) + 1; place < end; place += CHANNELS)
      this.#cells[place] = Math.min(1, this.#cells[place]! + growth);
  }

  #first(environment: number): number {
    return environment * CHANNELS * this.#width * this.#height;
  }

  #placeOf(environment: number, row: number, column: number): number {
    const y = (row + this.#height) % this.#height;
    const x = (column + this.#width) % this.#width;
    return this.#first(environment) + CHANNELS * (y * this.#width + x);
  }
}
