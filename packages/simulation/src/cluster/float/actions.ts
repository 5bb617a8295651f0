import { CLEAN, MOVES, SCALE } from "../actions.ts";
import type { ClusterSpec } from "../cluster-spec.ts";
import type { FloatClusterState } from "./cluster-state.ts";
import { at, hotCells } from "./load.ts";

/** Carries the action out on the state and returns its reward, without the fine for the time it takes. */
export function act(spec: ClusterSpec, state: FloatClusterState, action: number): number {
  if (action === CLEAN) return clean(spec, state);
  if (action === SCALE) return scale(spec, state);
  return move(spec, state, action);
}

function move(spec: ClusterSpec, state: FloatClusterState, action: number): number {
  const { dy, dx } = MOVES[action] as (typeof MOVES)[number];
  state.y = (state.y + dy + spec.height) % spec.height;
  state.x = (state.x + dx + spec.width) % spec.width;
  return 0;
}

function clean(spec: ClusterSpec, state: FloatClusterState): number {
  if (state.budget < spec.budget.clean) return -spec.clean.deniedFine;
  state.budget -= spec.budget.clean;
  const cell = state.y * spec.width + state.x;
  const removed = sweepOut(spec, state, cell);
  if (removed < Math.fround(spec.clean.wasteBelow)) return -spec.clean.wasteFine;
  return Math.min(1, removed / spec.clean.fullAt) * (1 + at(state.priority, cell));
}

/** Empties a cell's memory, cuts its CPU and returns what both gave up together. */
function sweepOut(spec: ClusterSpec, state: FloatClusterState, cell: number): number {
  const cpuRemoved = cut(state.cpu, cell, spec.clean.cpuCut);
  const memoryRemoved = at(state.memory, cell);
  state.memory[cell] = 0;
  state.base[cell] = 0;
  return Math.fround(cpuRemoved + memoryRemoved);
}

function scale(spec: ClusterSpec, state: FloatClusterState): number {
  const hot = hotCells(spec, state);
  if (hot.length === 0) return -spec.scale.idleFine;
  const scaled = Math.min(hot.length, Math.floor(state.budget / spec.budget.scale));
  if (scaled === 0) return -spec.scale.deniedFine;
  state.budget -= scaled * spec.budget.scale;
  for (const cell of worstFirst(state, hot).slice(0, scaled)) {
    cut(state.cpu, cell, spec.scale.cut);
    cut(state.memory, cell, spec.scale.cut);
  }
  return (spec.scale.reward * scaled) / hot.length;
}

/** By CPU + memory, ties by the lower cell: sorting is stable and the cells come in ascending order. */
function worstFirst(state: FloatClusterState, cells: readonly number[]): number[] {
  const load = (cell: number): number => Math.fround(at(state.cpu, cell) + at(state.memory, cell));
  return cells.toSorted((left, right) => load(right) - load(left));
}

/** Takes `amount` away, down to nothing, and returns what was taken. */
function cut(channel: Float32Array, cell: number, amount: number): number {
  const before = at(channel, cell);
  const after = Math.fround(Math.max(0, before - Math.fround(amount)));
  channel[cell] = after;
  return Math.fround(before - after);
}
