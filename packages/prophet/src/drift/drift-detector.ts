import { PlimsollError } from "@plimsoll/foundation";
import type { DriftState } from "./drift-state.ts";

/** Watches a sequence of numbers, such as a worker's errors, for a change of what they are drawn from. */
export interface DriftDetector {
  /**
   * Takes the next value; says whether a drift shows with it. The value after a drift is the first of a new watch.
   * @throws PlimsollError `PROPHET_DRIFT_VALUE` where it is not a number in [-1e100, 1e100]; the detector is then as it was
   */
  update(value: number): boolean;
  /** All that later answers depend on, in copies: plain JSON. */
  readonly state: DriftState;
  /** Goes on from a state, bit for bit. @throws PlimsollError `PROPHET_STATE` where it is none of a detector with these settings */
  restore(state: DriftState): void;
}

/** Sums of the squares of a billion such values are finite, so that a state is always JSON. */
const VALUE_MAX = 1e100;

export function assertValue(value: number): void {
  if (Math.abs(value) <= VALUE_MAX) return;
  throw new PlimsollError({
    code: "PROPHET_DRIFT_VALUE",
    expected: `a number from ${-VALUE_MAX} to ${VALUE_MAX}`,
    received: String(value),
    fix: "show the detector finite errors only",
  });
}

export const foreignState = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "PROPHET_STATE",
    expected,
    received,
    fix: "restore a detector with the settings that its state was made with",
  });
