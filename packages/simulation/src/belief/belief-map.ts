import { type ClusterSpec, observationSizeOf } from "../cluster/cluster-spec.ts";

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
  readonly #cpu: Float64Array;
  /** As believed now. */
  readonly #memory: Float64Array;
  readonly #priority: Float64Array;
  readonly #growth: Float64Array;
  readonly #memoryLastSeen: Float64Array;
  /** Steps since a cell was in sight; below 0 for one that never was. */
  readonly #unseenSteps: Int32Array;
  readonly #grownInSight: Float64Array;
  readonly #stepsInSight: Float64Array;
  readonly #row: Int32Array;
  readonly #column: Int32Array;
  readonly #budget: Float32Array;
  readonly #isBegun: Uint8Array;

  constructor(spec: ClusterSpec, environments: number, model: BeliefModel) {
    const ofLast = spec.observation.position === "of-last" ? 1 : 0;
    this.#spec = spec;
    this.#cells = spec.width * spec.height;
    this.#rowScale = spec.height - ofLast;
    this.#columnScale = spec.width - ofLast;
    this.#model = model;
    this.#observationSize = observationSizeOf(spec);
    this.size = TOLD * this.#cells + 1;
    const places = environments * this.#cells;
    this.#cpu = new Float64Array(places);
    this.#memory = new Float64Array(places);
    this.#priority = new Float64Array(places);
    this.#growth = new Float64Array(places);
    this.#memoryLastSeen = new Float64Array(places);
    this.#unseenSteps = new Int32Array(places);
    this.#grownInSight = new Float64Array(places);
    this.#stepsInSight = new Float64Array(places);
    this.#row = new Int32Array(environments);
    this.#column = new Int32Array(environments);
    this.#budget = new Float32Array(environments);
    this.#isBegun = new Uint8Array(environments);
  }

  /** Nothing was seen yet. */
  forget(environment: number): void {
    const [from, to] = [environment * this.#cells, (environment + 1) * this.#cells];
    this.#cpu.fill(this.#model.cpu, from, to);
    this.#memory.fill(this.#model.memory, from, to);
    this.#priority.fill(this.#model.priority, from, to);
    this.#growth.fill(this.#model.memoryGrowth, from, to);
    this.#unseenSteps.fill(-1, from, to);
    this.#grownInSight.fill(0, from, to);
    this.#stepsInSight.fill(0, from, to);
    this.#isBegun[environment] = 0;
  }

  /** Lets one step pass, unless it is the episode's first, then takes in the 3 × 3 cells, place and budget of an observation of the batch. */
  see(environment: number, observations: Float32Array): void {
    if (this.#isBegun[environment] === 1) this.#passStep(environment);
    this.#isBegun[environment] = 1;
    const at = environment * this.#observationSize;
    const row = Math.round(observations[at + 27]! * this.#rowScale);
    const column = Math.round(observations[at + 28]! * this.#columnScale);
    this.#row[environment] = row;
    this.#column[environment] = column;
    this.#budget[environment] = observations[at + 29]!;
    for (let seen = 0; seen < 9; seen += 1) {
      const place = this.#placeOf(environment, row + Math.floor(seen / 3) - 1, column + (seen % 3) - 1);
      this.#cpu[place] = observations[at + 3 * seen]!;
      this.#priority[place] = observations[at + 3 * seen + 2]!;
      this.#seeMemory(place, observations[at + 3 * seen + 1]!);
    }
  }

  row(environment: number): number {
    return this.#row[environment]!;
  }

  column(environment: number): number {
    return this.#column[environment]!;
  }

  cpu(environment: number, cell: number): number {
    return this.#cpu[environment * this.#cells + cell]!;
  }

  memory(environment: number, cell: number): number {
    return this.#memory[environment * this.#cells + cell]!;
  }

  priority(environment: number, cell: number): number {
    return this.#priority[environment * this.#cells + cell]!;
  }

  /** What scaling did to a cell that may be out of sight. */
  cutBack(environment: number, cell: number, amount: number): void {
    const place = environment * this.#cells + cell;
    this.#cpu[place] = Math.max(0, this.#cpu[place]! - amount);
    this.#memory[place] = Math.max(0, this.#memory[place]! - amount);
    this.#memoryLastSeen[place] = this.#memory[place]!;
  }

  /** Writes an agent's belief as it lies about it, row by row from the cell up and left, each number in [0, 1]. */
  tell(environment: number, into: Float32Array): void {
    let at = environment * this.size;
    const [row, column] = [this.#row[environment]!, this.#column[environment]!];
    for (let dy = -1; dy < this.#spec.height - 1; dy += 1)
      for (let dx = -1; dx < this.#spec.width - 1; dx += 1) {
        const place = this.#placeOf(environment, row + dy, column + dx);
        into[at] = this.#cpu[place]!;
        into[at + 1] = this.#memory[place]!;
        into[at + 2] = this.#priority[place]!;
        into[at + 3] = Math.max(0, Math.min(1, this.#growth[place]! / GROWTH_FULL));
        at += TOLD;
      }
    into[at] = this.#budget[environment]!;
  }

  #passStep(environment: number): void {
    const end = (environment + 1) * this.#cells;
    for (let place = environment * this.#cells; place < end; place += 1) {
      this.#memory[place] = Math.max(0, Math.min(1, this.#memory[place]! + this.#growth[place]!));
      if (this.#unseenSteps[place]! >= 0) this.#unseenSteps[place]! += 1;
    }
  }

  #seeMemory(place: number, memory: number): void {
    const steps = this.#unseenSteps[place]!;
    const grown = memory - this.#memoryLastSeen[place]!;
    if (steps > 0 && grown > -WORK_FALL) {
      this.#grownInSight[place]! += grown;
      this.#stepsInSight[place]! += steps;
      this.#growth[place] = this.#growthBelieved(place);
    }
    this.#memory[place] = memory;
    this.#memoryLastSeen[place] = memory;
    this.#unseenSteps[place] = 0;
  }

  /** The mean of the model's growth and the cell's own, by how much is known of each (normal prior, normal noise). */
  #growthBelieved(place: number): number {
    const { memoryGrowth, growthPriorSteps } = this.#model;
    const known = this.#grownInSight[place]! + memoryGrowth * growthPriorSteps;
    return known / (this.#stepsInSight[place]! + growthPriorSteps);
  }

  #placeOf(environment: number, row: number, column: number): number {
    const { width, height } = this.#spec;
    return environment * this.#cells + ((row + height) % height) * width + ((column + width) % width);
  }
}
