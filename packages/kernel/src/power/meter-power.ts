import type { Meter } from "../audit/audit-record.ts";
import { hasSilentMeter } from "../audit/silence.ts";
import type { Lab } from "../state/lab.ts";
import type { KernelState, Site } from "../state/state.ts";
import { FULL_POWER, noPower, type PowerLevel } from "./power-level.ts";

/** How far a site's clock may lag behind a meter's signed time (docs/concepts/kernel.md). */
export const CLOCK_LAG_MS = 5_000;

/**
 * What the wastewater audit leaves a lab's runs and deployments (ACB-K §8.2): nothing while a meter of it is silent, and
 * nothing to anybody while the site's clock is behind a meter's. A lab without registered meters is not audited.
 *
 * @param nowMs milliseconds since 1970, by the site's sequencer
 */
export function meterPower(state: KernelState, { policy }: Site, lab: Lab, nowMs: number): PowerLevel {
  if (isClockBehind(state, nowMs)) return noPower("CLOCK_BEHIND");
  return hasSilentMeter(state, policy, lab, nowMs) ? noPower("METER_SILENT") : FULL_POWER;
}

/** A clock that runs behind would keep leases, evidence and tokens alive beyond their time. A stolen meter tells no time. */
function isClockBehind({ audits, revokedKeys }: KernelState, nowMs: number): boolean {
  const isAhead = ({ meter, newest }: Meter): boolean =>
    newest.measuredAt > nowMs + CLOCK_LAG_MS && revokedKeys.get(meter)?.reason !== "stolen";
  for (const { meters } of audits.values()) if (meters.some(isAhead)) return true;
  return false;
}
