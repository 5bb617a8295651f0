import type { LeverCommand } from "../../record/bodies.ts";
import { caughtUp } from "../../state/caught-up.ts";
import { EMPTY_STATE } from "../../state/release-state.ts";
import { subjectOf } from "../../state/site-facts-of.ts";
import { readReleaseStore } from "../store/read-store.ts";

/** The newest order to a lever. */
export interface StandingLever extends LeverCommand {
  /** Read back in time at or below its share, or held there already. */
  readonly isExecuted: boolean;
}

/** How far a subject's levers are turned, and the newest order to each. */
export interface StandingOrder {
  /** Ten-thousandths of full use. */
  readonly share: number;
  /** The evaluation that set it so; null: no order was ever given. */
  readonly by: string | null;
  readonly commands: readonly StandingLever[];
}

/** Throws `RELEASE_STORE_NOT_FOUND` and as `readReleaseStore`. */
export function standingOrder(store: string, subject: string): StandingOrder {
  using reader = readReleaseStore(store);
  const { setPoint, setPointBy, commands } = subjectOf(caughtUp(EMPTY_STATE, reader), subject);
  return {
    share: setPoint.isPaused ? 0 : setPoint.share,
    by: setPointBy?.evaluation ?? null,
    commands: commands.map(({ command, isExecuted }) => ({ ...command, isExecuted })),
  };
}
