import { ClusterBatch, type ClusterSpec, createFloatCluster, meanNoise, partKey, seedKey } from "@plimsoll/simulation";
import type { GoldenTransition } from "./golden-transitions.ts";

type After = Omit<GoldenTransition["after"], "avgLoad" | "cells" | "observation">;

/** What one step came to, in the sheet's units: all that a golden transition may say of it. */
export interface GoldenStep extends After {
  readonly reward: number;
  readonly avgLoad: number;
  readonly observation: Float32Array;
  cpu(cell: number): number;
  memory(cell: number): number;
}

/** One step from a state that is written out, without chance. */
export type GoldenWorld = (spec: ClusterSpec, before: GoldenTransition["before"], action: number) => GoldenStep;

type Before = GoldenTransition["before"];

const cellsOf = ({ width, height }: ClusterSpec, { every, cells }: Before) =>
  Array.from({ length: width * height }, (_, index) => ({
    ...every,
    ...cells.find(({ y, x }) => y * width + x === index),
  }));

/** The readable float32 reference. */
export const floatWorld: GoldenWorld = (spec, before, action) => {
  const cluster = createFloatCluster(spec, meanNoise);
  const cells = cellsOf(spec, before);
  const [cpu, memory, priority] = (["cpu", "memory", "priority"] as const).map((channel) =>
    Float32Array.from(cells, (cell) => cell[channel]),
  ) as [Float32Array, Float32Array, Float32Array];
  const { y, x, budget, step } = before;
  const leak = new Float64Array(cells.length);
  cluster.setState({ cpu, memory, priority, base: memory, leak, y, x, budget, step, ended: false });
  const outcome = cluster.step(action);
  const state = cluster.state();
  return {
    ...outcome,
    ...cluster.info(),
    y: state.y,
    x: state.x,
    step: state.step,
    observation: cluster.observation(),
    cpu: (cell) => state.cpu[cell]!,
    memory: (cell) => state.memory[cell]!,
  };
};

const UNIT = 65_535;
const MILLI = 1_000;

/** The integer kernel, with the spread of the noise at 0. */
export const kernelWorld: GoldenWorld = (spec, before, action) => {
  const { cpu, memory } = spec.drift;
  const still = { ...spec, drift: { ...spec.drift, cpu: { ...cpu, sigma: 0 }, memory: { ...memory, sigma: 0 } } };
  const batch = new ClusterBatch(still, 1, "disabled");
  batch.resetRoots(() => partKey(seedKey(0), 0));
  const slot = batch.slot(0);
  placeIn(slot, spec, before);
  batch.refresh(0);
  batch.step(Uint8Array.of(action));
  return {
    reward: batch.rewards[0]!,
    y: slot.y,
    x: slot.x,
    step: slot.step,
    budget: slot.budget / MILLI,
    oomNodes: batch.oomCounts[0]!,
    criticalOom: batch.criticalCounts[0]!,
    terminated: batch.terminated[0] === 1,
    truncated: batch.truncated[0] === 1,
    avgLoad: batch.loads[0]!,
    observation: batch.observations,
    cpu: (cell) => slot.cpu(cell) / UNIT,
    memory: (cell) => slot.memory(cell) / UNIT,
  };
};

function placeIn(slot: ReturnType<ClusterBatch["slot"]>, spec: ClusterSpec, before: Before): void {
  const units = (share: number): number => Math.round(share * UNIT);
  for (const [index, { cpu, memory, priority }] of cellsOf(spec, before).entries())
    slot.setCell(index, { cpu: units(cpu), memory: units(memory), priority: units(priority) });
  slot.y = before.y;
  slot.x = before.x;
  slot.budget = Math.round(before.budget * MILLI);
  slot.step = before.step;
}
