import type { Run } from "../state/run.ts";
import type { KernelState } from "../state/state.ts";
import { perCell } from "./cell.ts";
import type { ControlPoint } from "./steerability.ts";
import { failuresIn, type WindowSet } from "./window-set.ts";

/** The run's control over its checkpoints, with a newly closed set pooled into the point of its digest. */
export function pooledSeries(state: KernelState, run: Run, set: WindowSet): readonly ControlPoint[] {
  const known = run.series.findIndex((point) => point.digest === set.digest);
  const before = run.series[known];
  if (before === undefined) return [...run.series, firstPoint(state, run, set)];
  return run.series.with(known, pooled(before, set));
}

const pooled = (before: ControlPoint, set: WindowSet): ControlPoint => ({
  ...before,
  cells: perCell((cell) => ({
    trials: before.cells[cell].trials + set.trials,
    uncontrolled: before.cells[cell].uncontrolled + set.tallies[cell].uncontrolled,
    failures: before.cells[cell].failures + failuresIn(set.tallies[cell]),
  })),
});

function firstPoint(state: KernelState, run: Run, set: WindowSet): ControlPoint {
  const checkpoint = state.checkpoints.get(set.digest);
  return {
    digest: set.digest,
    ordinal: checkpoint?.ordinal ?? 0,
    trainedFlop: checkpoint?.trainedFlop ?? null,
    leasedMs: run.leasedBeforeMs + run.poweredMs + (run.poweredSince === null ? 0 : state.clockMs - run.poweredSince),
    cells: perCell((cell) => ({
      trials: set.trials,
      uncontrolled: set.tallies[cell].uncontrolled,
      failures: failuresIn(set.tallies[cell]),
    })),
  };
}
