import { belowAt, type Key, partKey, seedKey, wordAt } from "../../random/counter.ts";
import { type ClusterConstants, UNIT } from "./constants.ts";

/** One cluster in integers. Shares in units of 1/65 535, by cell, row by row. */
export interface ClusterState {
  /** The key of a run; every episode has its own. */
  root: Key;
  /** 1 for the first episode. */
  episode: number;
  step: number;
  y: number;
  x: number;
  /** In thousandths. */
  budget: number;
  ended: boolean;
  readonly cpu: Uint16Array;
  readonly memory: Uint16Array;
  readonly priority: Uint16Array;
  /** Growth of memory per step, by cell. */
  readonly leak: Int16Array;
  /** What memory is pulled back to, where the drift reverts. */
  readonly base: Uint16Array;
  counts: ClusterCounts;
}

/** What is counted over all cells after every step. */
export interface ClusterCounts {
  readonly cpuSum: number;
  readonly memorySum: number;
  readonly hot: number;
  readonly oom: number;
  readonly critical: number;
}

/** Places of what is drawn once in a step, beyond those of any grid. */
export const AGENT_PLACE = 0x4000_0000;
export const BURST_PLACE = 0x4000_0001;
export const RESTART_PLACE = 0x4000_0003;

/** A cluster of a run, before its first episode. */
export const newCluster = ({ cells }: ClusterConstants, seed: number): ClusterState => ({
  root: seedKey(seed),
  episode: 0,
  step: 0,
  y: 0,
  x: 0,
  budget: 0,
  ended: false,
  cpu: new Uint16Array(cells),
  memory: new Uint16Array(cells),
  priority: new Uint16Array(cells),
  leak: new Int16Array(cells),
  base: new Uint16Array(cells),
  counts: { cpuSum: 0, memorySum: 0, hot: 0, oom: 0, critical: 0 },
});

/** Starts the next episode of the run. */
export function beginEpisode(state: ClusterState, constants: ClusterConstants): void {
  state.episode += 1;
  state.step = 0;
  state.budget = constants.budgetFull;
  state.ended = false;
  const key = partKey(partKey(state.root, state.episode), 0);
  const place = wordAt(key, AGENT_PLACE);
  state.y = ((place & 0xffff) * constants.height) >>> 16;
  state.x = ((place >>> 16) * constants.width) >>> 16;
  for (let cell = 0; cell < constants.cells; cell += 1) drawCell(state, constants, key, cell);
  state.counts = countCells(state, constants);
}

function drawCell(state: ClusterState, constants: ClusterConstants, key: Key, cell: number): void {
  const load = wordAt(key, 2 * cell);
  const nature = wordAt(key, 2 * cell + 1);
  state.cpu[cell] = ((load & 0xffff) * constants.cpuBelow) >>> 16;
  state.memory[cell] = ((load >>> 16) * constants.memoryBelow) >>> 16;
  state.base[cell] = state.memory[cell] ?? 0;
  state.priority[cell] = priorityAt(constants, nature & 0xffff);
  state.leak[cell] = constants.leaks[nature >>> 26] ?? 0;
}

/** One of the priorities, by weight; `draw` is uniform in 16 bits. */
function priorityAt({ priorities }: ClusterConstants, draw: number): number {
  const total = priorities.at(-1)?.weightUpTo ?? 0;
  const weight = Math.floor((draw * total) / 65_536);
  return priorities.find(({ weightUpTo }) => weight < weightUpTo)?.priority ?? 0;
}

export function countCells(state: ClusterState, constants: ClusterConstants): ClusterCounts {
  const counts = { cpuSum: 0, memorySum: 0, hot: 0, oom: 0, critical: 0 };
  for (let cell = 0; cell < constants.cells; cell += 1) {
    const memory = state.memory[cell] ?? 0;
    counts.cpuSum += state.cpu[cell] ?? 0;
    counts.memorySum += memory;
    if (isHot(state, constants, cell)) counts.hot += 1;
    if (memory < constants.oomAt) continue;
    counts.oom += 1;
    if ((state.priority[cell] ?? 0) > constants.criticalAbove) counts.critical += 1;
  }
  return counts;
}

export const isHot = ({ cpu, memory }: ClusterState, { hotAbove }: ClusterConstants, cell: number): boolean =>
  (cpu[cell] ?? 0) > hotAbove || (memory[cell] ?? 0) > hotAbove;

/** The mean of CPU and memory over all cells, 0 … 1. */
export const averageLoad = ({ counts }: ClusterState, { loadFull }: ClusterConstants): number =>
  (counts.cpuSum + counts.memorySum) / loadFull;

/** A cell drawn for an event. */
export const cellAt = (key: Key, place: number, { cells }: ClusterConstants): number => belowAt(key, place, cells);

export const clampUnit = (value: number): number => Math.max(0, Math.min(UNIT, value));
