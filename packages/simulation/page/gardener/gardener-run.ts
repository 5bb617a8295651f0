import { kernelArithmetic } from "../../src/gardener/arithmetic.ts";
import { letAllPass } from "../../src/gardener/control/action-filter.ts";
import { DIRT_FULL, dirtUnits } from "../../src/gardener/field/dirt-unit.ts";
import { advance } from "../../src/gardener/generation/advance.ts";
import type { GardenerPolicy } from "../../src/gardener/policy/policy.ts";
import type { GenerationRecord } from "../../src/gardener/record/generation-record.ts";
import type { GardenerSpec } from "../../src/gardener/spec/gardener-spec.ts";
import { createGardener, type GardenerWorld } from "../../src/gardener/world.ts";
import { belowAt, partKey, seedKey } from "../../src/random/counter.ts";
import { History } from "../playback/history.ts";
import { wordsHash } from "./words-hash.ts";

export interface GardenerRunSetup {
  readonly spec: GardenerSpec;
  /** A whole number in [0, 2^53). */
  readonly seed: number;
  readonly policy: GardenerPolicy;
}

const HISTORY_LENGTH = 600;
/** The part of a seed's key that bursts are drawn by: apart from all of the world's own. */
const BURSTS = 0x627572;
/** Radius of a burst as a share of the side. */
const BURST_RADIUS = 0.14;
const BURST_DIRT = 0.7;
const STORM_DIRT = 0.25;

/** One Gardener world on the WebAssembly kernel, and what it came to, generation by generation. */
export class GardenerRun {
  readonly setup: GardenerRunSetup;
  readonly world: GardenerWorld;
  readonly population: History = new History(HISTORY_LENGTH);
  /** Mean dirt in [0, 1]. */
  readonly dirt: History = new History(HISTORY_LENGTH);
  readonly risk: History = new History(HISTORY_LENGTH);
  readonly flow: History = new History(HISTORY_LENGTH);
  #bursts = 0;

  constructor(setup: GardenerRunSetup) {
    this.setup = setup;
    const arithmetic = kernelArithmetic(setup.spec.side);
    this.world = createGardener({ ...setup, filter: letAllPass, arithmetic });
  }

  step(): GenerationRecord {
    const record = advance(this.world);
    this.population.add(record.population);
    this.dirt.add(record.entropyTotal / this.world.cells.length);
    this.risk.add(record.risk);
    this.flow.add(record.flow);
    return record;
  }

  /** Dirt on a disc, about a cell or a place that follows from the seed and the number of bursts before. */
  burst(cell?: number): void {
    const key = partKey(partKey(seedKey(this.setup.seed), BURSTS), this.#bursts);
    this.#bursts += 1;
    const { side } = this.setup.spec;
    this.#addDirt(cell ?? belowAt(key, 0, side * side), BURST_RADIUS * side);
  }

  /** Dirt everywhere. */
  storm(): void {
    const { cells } = this.world;
    for (const [cell, dirt] of cells.entries()) cells[cell] = Math.min(DIRT_FULL, dirt + dirtUnits(STORM_DIRT));
  }

  /** Of the dirt of every cell and of every agent's place and energy: the same in every host. */
  get hash(): number {
    const { cells, agents } = this.world;
    const energies = agents.energy.slice(0, agents.count);
    return [cells, agents.cell.slice(0, agents.count), energies].reduce(wordsHash, 0) >>> 0;
  }

  #addDirt(centre: number, radius: number): void {
    const { side } = this.setup.spec;
    const [row, column] = [Math.floor(centre / side), centre % side];
    const { cells } = this.world;
    for (const [cell, dirt] of cells.entries()) {
      const distance = Math.hypot(around(Math.floor(cell / side) - row, side), around((cell % side) - column, side));
      if (distance <= radius) cells[cell] = Math.min(DIRT_FULL, dirt + dirtUnits(BURST_DIRT));
    }
  }
}

/** The shorter way round. */
const around = (distance: number, side: number): number => Math.min(Math.abs(distance), side - Math.abs(distance));
