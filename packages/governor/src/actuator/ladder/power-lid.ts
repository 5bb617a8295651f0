import type { PowerLevelPpm } from "../power-level.ts";
import type { WorkloadReason } from "../workload-actuator.ts";

/** What a look at a device showed. */
export interface LidReading {
  /** The lowest level whose share of the maximum the device may not, and does not, exceed. Never 0: a cap is not a stop. `null` if nobody could look. */
  readonly heldPpm: 200_000 | 1_000_000 | null;
  /** The lowest share of the maximum that the device can be capped to, ppm, rounded up. `null` if nobody could look. */
  readonly floorPpm: number | null;
  /** Whether the device did nothing at this look; `null` where it does not say. */
  readonly isIdle: boolean | null;
  readonly reasons: readonly WorkloadReason[];
}

/**
 * Caps the electrical power of a device, whatever runs on it: a lid on a workload and no workload of its own, since it can neither
 * stop anybody nor name who lives. So it is no `WorkloadActuator`, and works together with one in a `Ladder`.
 *
 * Implementers MUST make `press` a step of desired state, MUST look after every order, MUST press as low as the device lets where the level is
 * below its floor, and MUST NOT reject because the device refuses: that is a reading of `null`, or of what holds all the same.
 */
export interface PowerLid {
  readonly name: string;
  /** One step towards the level; 0 is as low as the device lets. */
  press(levelPpm: PowerLevelPpm): Promise<LidReading>;
}

export const lidUnverified = (detail: string): LidReading => ({
  heldPpm: null,
  floorPpm: null,
  isIdle: null,
  reasons: [{ code: "LOOK_FAILED", detail }],
});
