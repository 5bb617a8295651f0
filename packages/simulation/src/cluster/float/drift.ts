import type { ClusterSpec } from "../cluster-spec.ts";
import { type Draws, drawBelow } from "./cluster-noise.ts";
import type { FloatClusterState } from "./cluster-state.ts";
import { at } from "./load.ts";
import { clip } from "../../numbers/clip.ts";

/** One step of decay: what breaks the even drift, then the drift of every cell. */
export function driftAll(spec: ClusterSpec, state: FloatClusterState, draws: Draws): void {
  burst(spec, state, draws);
  restart(spec, state, draws);
  driftCpu(spec, state, draws);
  driftMemory(spec, state, draws);
}

function driftCpu(spec: ClusterSpec, { cpu }: FloatClusterState, draws: Draws): void {
  const { mean, sigma } = spec.drift.cpu;
  for (let cell = 0; cell < cpu.length; cell++)
    cpu[cell] = clip((cpu[cell] as number) + mean + sigma * draws.normal(cell));
}

/** Memory walks, leaks, is pulled to its base and feeds on itself; the base grows by the mean and the leak. */
function driftMemory(spec: ClusterSpec, { memory, base, leak }: FloatClusterState, draws: Draws): void {
  const { memory: walk, reversion, feedback } = spec.drift;
  for (let cell = 0; cell < memory.length; cell++) {
    const [held, pulledTo, leaked] = [memory[cell] as number, base[cell] as number, leak[cell] as number];
    const walked = walk.mean + walk.sigma * draws.normal(memory.length + cell);
    memory[cell] = clip(held + walked + leaked + reversion * (pulledTo - held) + feedback * held);
    base[cell] = clip(pulledTo + walk.mean + leaked);
  }
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
    state.cpu[cell] = clip(at(state.cpu, cell) + cpu);
    state.memory[cell] = clip(at(state.memory, cell) + memory);
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
