import { PlimsollError } from "@plimsoll/foundation";
import type { Key } from "../../random/counter.ts";
import { type ClusterConstants, UNIT } from "../integer/constants.ts";
import { type BatchLayout, paddedCells } from "../kernel/cluster-memory.ts";
import * as at from "../kernel/layout.ts";
import { stateInvalid } from "../state-invalid.ts";

const SIGN = 32_768;

/**
 * One environment of a batch, seen in its memory. Shares in units of 1/65 535, budgets in thousandths. The kernel trusts its states, so
 * what is set is checked first: whole numbers that the grid and the spec allow.
 * @throws {PlimsollError} `CLUSTER_ENVIRONMENT`; from what sets: `CLUSTER_STATE_INVALID`, then nothing has changed
 */
export class ClusterSlot {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #channelBytes: number;
  readonly #constants: ClusterConstants;

  constructor(memory: ArrayBufferLike, layout: BatchLayout, constants: ClusterConstants, environment: number) {
    if (!Number.isInteger(environment) || environment < 0 || environment >= layout.environments)
      throw noEnvironment(environment, layout.environments);
    const start = layout.states + environment * layout.stateBytes;
    this.#view = new DataView(memory, start, layout.stateBytes);
    this.#bytes = new Uint8Array(memory, start, layout.stateBytes);
    this.#channelBytes = 2 * paddedCells(constants.cells);
    this.#constants = constants;
  }

  bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Puts the slot before the first episode of the run of a key. */
  place({ low, high }: Key): void {
    this.#bytes.fill(0);
    this.#view.setUint32(at.ROOT_LOW, low, true);
    this.#view.setUint32(at.ROOT_HIGH, high, true);
    this.#view.setUint32(at.GRID, gridOf(this.#constants), true);
  }

  get episode(): number {
    return this.#view.getUint32(at.EPISODE, true);
  }

  get step(): number {
    return this.#view.getInt32(at.STEP, true);
  }

  set step(step: number) {
    this.#view.setInt32(at.STEP, checked("step", step, this.#constants.stepsMax), true);
  }

  get y(): number {
    return this.#view.getInt32(at.Y, true);
  }

  set y(y: number) {
    this.#view.setInt32(at.Y, checked("y", y, this.#constants.height - 1), true);
  }

  get x(): number {
    return this.#view.getInt32(at.X, true);
  }

  set x(x: number) {
    this.#view.setInt32(at.X, checked("x", x, this.#constants.width - 1), true);
  }

  get budget(): number {
    return this.#view.getInt32(at.BUDGET, true);
  }

  set budget(budget: number) {
    this.#view.setInt32(at.BUDGET, checked("budget", budget, this.#constants.budgetFull), true);
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
    checked("cell", cell, this.#constants.cells - 1);
    for (const [channel, units] of Object.entries({ cpu, memory, priority })) checked(channel, units, UNIT);
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

/** Names the grid in a state: cells are padded, so their number of bytes does not. */
export const gridOf = ({ width, height }: Pick<ClusterConstants, "width" | "height">): number =>
  width + 65_536 * height;

function checked(name: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw stateInvalid(`${name} as a whole number from 0 to ${most}`, String(value));
}

const noEnvironment = (environment: number, environments: number): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_ENVIRONMENT",
    expected: `an environment from 0 to ${environments - 1}`,
    received: String(environment),
    fix: "name another one",
  });
