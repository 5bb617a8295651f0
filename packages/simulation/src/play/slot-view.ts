import type { ClusterBatch } from "../cluster/batch/cluster-batch.ts";
import { UNIT } from "../cluster/integer/constants.ts";
import type { ClusterView } from "../policies/cluster-view.ts";

const MILLI = 1_000;

/** One cluster of a batch, as a policy with full sight may read it. */
export function slotView(batch: ClusterBatch, environment: number): ClusterView {
  const slot = batch.slot(environment);
  return {
    spec: batch.spec,
    width: batch.spec.width,
    height: batch.spec.height,
    cpu: (cell) => slot.cpu(cell) / UNIT,
    memory: (cell) => slot.memory(cell) / UNIT,
    priority: (cell) => slot.priority(cell) / UNIT,
    get y() {
      return slot.y;
    },
    get x() {
      return slot.x;
    },
    get budget() {
      return slot.budget / MILLI;
    },
    get step() {
      return slot.step;
    },
    get hotCells() {
      return slot.hot;
    },
  };
}
