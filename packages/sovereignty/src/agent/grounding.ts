import type { ActionId } from "../world/action.ts";
import { columnOf, rowOf, SOURCE, STAMP_LOCATION, ZONE_CELLS, numberOfZone } from "../world/grid.ts";
import type { Observation } from "../world/observation.ts";
import type { Target } from "../world/target.ts";

/** The one action that what is seen calls for: fetch, carry, and do there what the target wants. It reads every place off the observation. */
export function groundedAction(seen: Observation, target: Target): ActionId {
  if (seen.inventory === 0) return seen.atSource ? "A4" : walk(seen, SOURCE);
  const goal = target.kind === "STAMP_CARGO" ? STAMP_LOCATION : ZONE_CELLS[numberOfZone(target.targetId)]!;
  if (seen.row !== rowOf(goal) || seen.column !== columnOf(goal)) return walk(seen, goal);
  return target.kind === "STAMP_CARGO" ? "A6" : "A5";
}

/** Columns first, then rows. Who takes itself to be there already pushes on to the north. */
function walk({ row, column }: Observation, goal: number): ActionId {
  if (column !== columnOf(goal)) return column < columnOf(goal) ? "A2" : "A3";
  return row < rowOf(goal) ? "A1" : "A0";
}
