import type { Key } from "../../random/counter.ts";
import type { ClusterConstants } from "../integer/constants.ts";
import { type BatchLayout, paddedCells } from "../kernel/cluster-memory.ts";
import * as at from "../kernel/layout.ts";

const SIGN = 32_768;

/** One environment of a batch, seen in its memory. Shares in units of 1/65 535, budgets in thousandths. */
export class ClusterSlot {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #channelBytes: number;

  constructor(memory: ArrayBufferLike, layout: BatchLayout, { cells }: ClusterConstants, environment: number) {
    if (!Number.isInteger(environment) || environment < 0 || environment >= layout.environments)
      throw new RangeError(`environment ${environment} of ${layout.environments}`);
    const start = layout.states + environment * layout.stateBytes;
    this.#view = new DataView(memory, start, layout.stateBytes);
    this.#bytes = new Uint8Array(memory, start, layout.stateBytes);
    this.#channelBytes = 2 * paddedCells(cells);
  }

  bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Puts the slot before the first episode of the run of a key. */
  place({ low, high }: Key): void {
    this.#bytes.fill(0);
    this.#view.setUint32(at.ROOT_LOW, low, true);
    this.#view.setUint32(at.ROOT_HIGH, high, true);
  }

  get episode(): number {
    return this.#view.getUint32(at.EPISODE, true);
  }

  get step(): number {
    return this.#view.getInt32(at.STEP, true);
  }

  set step(step: number) {
    this.#view.setInt32(at.STEP, step, true);
  }

  get y(): number {
    return this.#view.getInt32(at.Y, true);
  }

  set y(y: number) {
    this.#view.setInt32(at.Y, y, true);
  }

  get x(): number {
    return this.#view.getInt32(at.X, true);
  }

  set x(x: number) {
    this.#view.setInt32(at.X, x, true);
  }

  get budget(): number {
    return this.#view.getInt32(at.BUDGET, true);
  }

  set budget(budget: number) {
    this.#view.setInt32(at.BUDGET, budget, true);
  }

  get ended(): boolean {
    return this.#view.getInt32(at.ENDED, true) !== 0;
  }

  get hot(): number {
    return this.#view.getInt32(at.HOT, true);
  }

  cpu(cell: number): number {
    return this.#units(at.CPU_CHANNEL, cell);
  }

  memory(cell: number): number {
    return this.#units(at.MEMORY_CHANNEL, cell);
  }

  priority(cell: number): number {
    return this.#units(at.PRIORITY_CHANNEL, cell);
  }

  base(cell: number): number {
    return this.#units(at.BASE_CHANNEL, cell);
  }

  /** Growth of memory per step, in units. */
  leak(cell: number): number {
    return this.#view.getInt16(this.#place(at.LEAK_CHANNEL, cell), true);
  }

  /** Sets a cell; call the batch's `refresh` when the slot is as wanted. */
  setCell(cell: number, { cpu, memory, priority }: Readonly<Record<"cpu" | "memory" | "priority", number>>): void {
    this.#setUnits(at.CPU_CHANNEL, cell, cpu);
    this.#setUnits(at.MEMORY_CHANNEL, cell, memory);
    this.#setUnits(at.BASE_CHANNEL, cell, memory);
    this.#setUnits(at.PRIORITY_CHANNEL, cell, priority);
  }

  #units(channel: number, cell: number): number {
    return this.#view.getInt16(this.#place(channel, cell), true) + SIGN;
  }

  #setUnits(channel: number, cell: number, units: number): void {
    this.#view.setInt16(this.#place(channel, cell), units - SIGN, true);
  }

  #place(channel: number, cell: number): number {
    return at.HEAD_BYTES + channel * this.#channelBytes + 2 * cell;
  }
}
