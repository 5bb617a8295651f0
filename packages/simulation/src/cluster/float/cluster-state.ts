import type { ClusterSpec } from "../cluster-spec.ts";
import { stateInvalid } from "../state-invalid.ts";

/**
 * A cluster between two steps. Cells go row by row from the top left: cell = y · width + x.
 *
 * The grid is float32 all the time, as NumPy keeps it: `cpu`, `memory`, `priority` and `base` hold shares in [0, 1].
 * `base` is what memory is pulled towards, `leak` what both gain in a step besides the mean drift. Budget is in the spec's own unit.
 */
export interface FloatClusterState {
  cpu: Float32Array;
  memory: Float32Array;
  priority: Float32Array;
  base: Float32Array;
  leak: Float64Array;
  y: number;
  x: number;
  budget: number;
  /** Steps done, in [0, stepsMax]. */
  step: number;
  /** Whether the last step terminated or truncated the episode. */
  ended: boolean;
}

/** A state that shares no memory with the one given. */
export const copyOfState = (state: FloatClusterState): FloatClusterState => ({
  ...state,
  cpu: state.cpu.slice(),
  memory: state.memory.slice(),
  priority: state.priority.slice(),
  base: state.base.slice(),
  leak: state.leak.slice(),
});

/**
 * Refuses a state that is not one of this spec's grid. Shares are not checked: a layout test may number the cells.
 * @throws {PlimsollError} `CLUSTER_STATE_INVALID`.
 */
export function checkState(spec: ClusterSpec, state: FloatClusterState): void {
  const cells = spec.width * spec.height;
  for (const name of ["cpu", "memory", "priority", "base", "leak"] as const)
    if (state[name].length !== cells) throw stateInvalid(`${name} of ${cells} cells`, `${state[name].length}`);
  if (!isIndex(state.y, spec.height)) throw stateInvalid(`y in 0 … ${spec.height - 1}`, `${state.y}`);
  if (!isIndex(state.x, spec.width)) throw stateInvalid(`x in 0 … ${spec.width - 1}`, `${state.x}`);
  if (!isIndex(state.step, spec.stepsMax + 1)) throw stateInvalid(`step in 0 … ${spec.stepsMax}`, `${state.step}`);
  if (!(state.budget >= 0 && state.budget <= spec.budget.full))
    throw stateInvalid(`budget in 0 … ${spec.budget.full}`, `${state.budget}`);
}

const isIndex = (value: number, count: number): boolean => Number.isInteger(value) && value >= 0 && value < count;
