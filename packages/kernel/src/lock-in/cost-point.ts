import type { WindowSet } from "../control/window-set.ts";
import type { KernelState } from "../state/state.ts";
import type { CostPoint } from "./task-cost.ts";

/** What a closed set says of the cost of correction. */
export const costPointOf = (state: KernelState, { set, digest, costs }: WindowSet): CostPoint => ({
  set,
  digest,
  ordinal: state.checkpoints.get(digest)?.ordinal ?? 0,
  costs,
});
