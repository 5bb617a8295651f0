import type { ClusterSpec } from "../cluster-spec.ts";
import { type Draws, drawBelow } from "./cluster-noise.ts";
import type { FloatClusterState } from "./cluster-state.ts";
import { at } from "./load.ts";

/** One step of decay on every cell, then what breaks the even drift. */
export function driftAll(spec: ClusterSpec, state: FloatClusterState, draws: Draws): void {
  const cells = state.cpu.length;
  for (let cell = 0; cell < cells; cell++) {
    const { mean, sigma } = spec.drift.cpu;
    state.cpu[cell] = share(at(state.cpu, cell) + mean + sigma * draws.normal(cell));
    driftMemory(spec, state, cell, draws.normal(cells + cell));
  }
  burst(spec, state, draws);
  restart(spec, state, draws);
}

/** Memory walks, leaks, is pulled to its base and feeds on itself; the base follows the leak. */
function driftMemory(spec: ClusterSpec, state: FloatClusterState, cell: number, normal: number): void {
  const { memory: walk, reversion, feedback } = spec.drift;
  const memory = at(state.memory, cell);
  const base = at(state.base, cell);
  const leak = at(state.leak, cell);
  const growth = walk.mean + walk.sigma * normal + leak + reversion * (base - memory) + feedback * memory;
  state.memory[cell] = share(memory + growth);
  state.base[cell] = share(base + leak);
}

const BURST_HAPPENS = 0;
const BURST_PLACE = 1;
const RESTART_HAPPENS = 2;
const RESTART_PLACE = 3;

/** Load on consecutive cells from the drawn one on; after the last cell comes the first. */
function burst(spec: ClusterSpec, state: FloatClusterState, draws: Draws): void {
  const { chance, cells, cpu, memory } = spec.events.burst;
  if (draws.uniform(BURST_HAPPENS) >= chance) return;
  const first = drawBelow(draws, BURST_PLACE, state.cpu.length);
  for (let place = first; place < first + cells; place++) {
    const cell = place % state.cpu.length;
    state.cpu[cell] = share(at(state.cpu, cell) + cpu);
    state.memory[cell] = share(at(state.memory, cell) + memory);
  }
}

/** A drawn cell starts anew: its memory and its base take the value a restart leaves, its CPU stays. */
function restart(spec: ClusterSpec, state: FloatClusterState, draws: Draws): void {
  const { chance, memory } = spec.events.restart;
  if (draws.uniform(RESTART_HAPPENS) >= chance) return;
  const cell = drawBelow(draws, RESTART_PLACE, state.cpu.length);
  state.memory[cell] = memory;
  state.base[cell] = memory;
}

const share = (value: number): number => Math.min(1, Math.max(0, value));
