import { ClusterBatch } from "../cluster/batch/cluster-batch.ts";
import type { ClusterSpec } from "../cluster/cluster-spec.ts";
import { UNIT } from "../cluster/integer/constants.ts";
import type { BatchPolicy } from "../play/play-episodes.ts";
import type { Key } from "../random/counter.ts";
import { clip } from "../numbers/clip.ts";

/** A cluster that is perturbed in one cell, beside its twin that is not. */
export interface ClusterDamageSetup {
  readonly spec: ClusterSpec;
  /** Makes the policy of one environment anew; what it remembers begins with the run. */
  readonly policy: () => BatchPolicy;
  readonly root: Key;
  /** Steps before the perturbation; one whose episode ends meanwhile has no damage to show. */
  readonly before: number;
  /** Steps after it. */
  readonly steps: number;
  readonly cell: number;
  /** Added to the cell's memory, −1 to 1; cut at the walls. What memory reverts to moves with it. */
  readonly memory: number;
}

/**
 * Distances d_0 … d_k between two ClusterTensor runs of one key, the second perturbed in the memory of one cell: the mean absolute
 * difference of CPU and memory over all cells, 0 to 1. Their noise is the same. It ends with the first episode of the two that ends.
 * Null where the episode ended before the perturbation.
 */
export function clusterDamage(setup: ClusterDamageSetup): Float64Array | null {
  const [free, perturbed] = [begun(setup), begun(setup)];
  for (let step = 0; step < setup.before; step += 1)
    for (const run of [free, perturbed]) if (!played(run, step)) return null;
  perturb(perturbed.batch, setup);
  const distances = [fleetDistance(free.batch, perturbed.batch)];
  for (let step = setup.before; step < setup.before + setup.steps; step += 1) {
    const go = [free, perturbed].map((run) => played(run, step));
    if (!go.every(Boolean)) break;
    distances.push(fleetDistance(free.batch, perturbed.batch));
  }
  return Float64Array.from(distances);
}

interface Run {
  readonly batch: ClusterBatch;
  readonly policy: BatchPolicy;
}

function begun({ spec, policy, root }: ClusterDamageSetup): Run {
  const batch = new ClusterBatch(spec, 1, "disabled");
  batch.resetRoots(() => root);
  return { batch, policy: policy() };
}

/** One step; whether the episode goes on. */
function played({ batch, policy }: Run, step: number): boolean {
  policy(batch, step, batch.actions);
  batch.step();
  return batch.terminated[0] === 0 && batch.truncated[0] === 0;
}

function perturb(batch: ClusterBatch, { cell, memory }: ClusterDamageSetup): void {
  const slot = batch.slot(0);
  const moved = clip(slot.memory(cell) + Math.round(memory * UNIT), 0, UNIT);
  slot.setCell(cell, { cpu: slot.cpu(cell), memory: moved, priority: slot.priority(cell) });
  batch.refresh(0);
}

/** The least distance of two fleets that differ. */
export const fleetFloorOf = ({ width, height }: ClusterSpec): number => 1 / (2 * UNIT * width * height);

function fleetDistance(left: ClusterBatch, right: ClusterBatch): number {
  const [here, there] = [left.slot(0), right.slot(0)];
  const cells = left.spec.width * left.spec.height;
  let sum = 0;
  for (let cell = 0; cell < cells; cell += 1)
    sum += Math.abs(here.cpu(cell) - there.cpu(cell)) + Math.abs(here.memory(cell) - there.memory(cell));
  return sum / (2 * UNIT * cells);
}
