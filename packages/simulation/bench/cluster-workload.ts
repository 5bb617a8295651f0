import { ClusterBatch } from "../src/cluster/batch/cluster-batch.ts";
import type { RangeRunner } from "../src/cluster/batch/range-runner.ts";
import { drawActions } from "../src/cluster/batch/trajectory-run.ts";
import { clusterProfile } from "../src/cluster/profiles.ts";
import { partKey, seedKey } from "../src/random/counter.ts";

/** Rows of random actions that are taken in turns. */
export const ROWS = 64;
const ACTION_SEED = 99;
const SEED = 7;

export const specOf = (side: number) => clusterProfile("classic", { width: side, height: side });

/** A batch of square clusters, and the actions that all subjects take. */
export interface Workload {
  readonly batch: ClusterBatch;
  readonly rows: readonly Uint8Array[];
  /** The memory as it was after the reset. */
  readonly image: Uint8Array;
}

export function workloadOf(side: number, environments: number, run?: RangeRunner): Workload {
  const batch = new ClusterBatch(specOf(side), environments, "same-step", run);
  batch.reset(SEED);
  return { batch, rows: actionRows(environments), image: wholeOf(batch).slice() };
}

const wholeOf = ({ memory, layout }: ClusterBatch): Uint8Array => new Uint8Array(memory.buffer, 0, layout.end);

export function actionRows(environments: number): readonly Uint8Array[] {
  const key = seedKey(ACTION_SEED);
  return Array.from({ length: ROWS }, (_, row) => {
    const actions = new Uint8Array(environments);
    drawActions(actions, partKey(key, row));
    return actions;
  });
}

/** Puts the batch back to its reset, so that every round does the same. */
export function rewind({ batch, image }: Workload): void {
  wholeOf(batch).set(image);
}

export function stepFrom({ batch, rows }: Workload, from: number, to: number): void {
  for (let step = from; step < to; step += 1) batch.step(rows[step % ROWS]);
}
