import type { ClusterSpec } from "../cluster-spec.ts";
import { type Draws, drawBelow } from "./cluster-noise.ts";
import type { FloatClusterState } from "./cluster-state.ts";

/**
 * The first state of an episode: CPU, memory and priority of every cell, the agent's row and column, then what leaks.
 * The places of the draws follow the original's order; the leaks, which it does not have, come last.
 */
export function startState(spec: ClusterSpec, draws: Draws): FloatClusterState {
  const cells = spec.width * spec.height;
  const memory = uniforms(draws, cells, cells, spec.start.memoryBelow);
  return {
    cpu: uniforms(draws, 0, cells, spec.start.cpuBelow),
    memory,
    priority: priorities(spec, draws, 2 * cells, cells),
    y: drawBelow(draws, 3 * cells, spec.height),
    x: drawBelow(draws, 3 * cells + 1, spec.width),
    base: memory.slice(),
    leak: leaks(spec, draws, 3 * cells + 2, cells),
    budget: spec.budget.full,
    step: 0,
    ended: false,
  };
}

const uniforms = (draws: Draws, place: number, cells: number, below: number): Float32Array =>
  Float32Array.from({ length: cells }, (_, cell) => draws.uniform(place + cell) * below);

const leaks = (spec: ClusterSpec, draws: Draws, place: number, cells: number): Float64Array =>
  Float64Array.from({ length: cells }, (_, cell) => oneOf(spec.drift.leaks, draws, place + cell));

/** A priority of weight 2 is as likely as two of weight 1. */
function priorities(spec: ClusterSpec, draws: Draws, place: number, cells: number): Float32Array {
  const tickets = spec.priorities.flatMap(({ priority, weight }) => Array.from({ length: weight }, () => priority));
  return Float32Array.from({ length: cells }, (_, cell) => oneOf(tickets, draws, place + cell));
}

function oneOf(values: readonly number[], draws: Draws, place: number): number {
  return values[drawBelow(draws, place, values.length)] as number;
}
