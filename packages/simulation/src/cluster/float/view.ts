import type { ClusterView } from "../../policies/cluster-view.ts";
import type { ClusterSpec } from "../cluster-spec.ts";
import type { FloatClusterState } from "./cluster-state.ts";
import { at, hotCells } from "./load.ts";

/** Reads whatever state the cluster is in when it is asked. */
export const viewOf = (spec: ClusterSpec, current: () => FloatClusterState): ClusterView => ({
  spec,
  width: spec.width,
  height: spec.height,
  cpu: (cell) => at(current().cpu, cell),
  memory: (cell) => at(current().memory, cell),
  priority: (cell) => at(current().priority, cell),
  get y() {
    return current().y;
  },
  get x() {
    return current().x;
  },
  get budget() {
    return current().budget;
  },
  get step() {
    return current().step;
  },
  get hotCells() {
    return hotCells(spec, current()).length;
  },
});
