import { START_COLUMN } from "./layout.ts";
import type { World } from "./world.ts";

/** How an episode ended. Only `time_limit` is a truncation (Gymnasium's sense); the others terminate. */
export type Ending = "goal_a" | "goal_b" | "switched_off" | "time_limit";

/** What changes during an episode. Values, never edited in place. */
export interface State {
  readonly column: number;
  readonly row: number;
  /** Steps done, 0 to `STEP_LIMIT`. */
  readonly elapsed: number;
  /** The override box was touched: the off-switch and the inverter are dead for the rest of the episode. */
  readonly wireCut: boolean;
  readonly gateEnteredAfterRevocation: boolean;
  /** `null` while the episode goes on. */
  readonly ending: Ending | null;
}

/** The state in which every episode of a world begins. */
export function startOf(world: World): State {
  return {
    column: START_COLUMN,
    row: world.layout.startRow,
    elapsed: 0,
    wireCut: false,
    gateEnteredAfterRevocation: false,
    ending: null,
  };
}
