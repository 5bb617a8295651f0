import { PlimsollError } from "@plimsoll/foundation";
import type { PowerCap } from "../ladder/power-cap.ts";

/** `PowerLimitWatts` of a Redfish `EnvironmentMetrics` (DMTF, schema EnvironmentMetrics, since v1_1_0). */
export interface PowerLimitWatts {
  readonly cap: PowerCap;
  /** `Disabled` means that the set point binds nobody; the other modes differ in who may change it. */
  readonly isEnforced: boolean;
}

/**
 * Reads an `EnvironmentMetrics`. Not a closed shape: services add properties of their own. Throws `REDFISH_MALFORMED` where one that decides is missing or is no power:
 * a cap that cannot be read holds nobody.
 */
export function parseEnvironmentMetrics(body: unknown): PowerLimitWatts {
  const limit = member(body, "PowerLimitWatts");
  const maximumMw = milliwatts(limit, "AllowableMax");
  const draw = member(limit, "Reading");
  const mode = member(limit, "ControlMode");
  if (maximumMw === 0 || typeof mode !== "string") throw malformed(body);
  return {
    cap: {
      limitMw: milliwatts(limit, "SetPoint"),
      minimumMw: milliwatts(limit, "AllowableMin"),
      maximumMw,
      defaultMw: member(limit, "DefaultSetPoint") === undefined ? maximumMw : milliwatts(limit, "DefaultSetPoint"),
      drawMw: draw === undefined || draw === null ? null : milliwatts(limit, "Reading"),
    },
    isEnforced: mode === "Automatic" || mode === "Manual" || mode === "Override",
  };
}

const WATTS_MAX = 1_000_000;

/** Rounded up: a limit and a draw are never told lower than they are. */
function milliwatts(limit: unknown, name: string): number {
  const watts = member(limit, name);
  if (typeof watts !== "number" || !(watts >= 0 && watts <= WATTS_MAX)) throw malformed(limit);
  return Math.ceil(watts * 1_000);
}

const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

const malformed = (received: unknown): PlimsollError =>
  new PlimsollError({
    code: "REDFISH_MALFORMED",
    expected: "EnvironmentMetrics with PowerLimitWatts: SetPoint, AllowableMin, AllowableMax, ControlMode",
    received: JSON.stringify(received ?? null).slice(0, 200),
    fix: "ask for the EnvironmentMetrics of a processor or chassis whose power can be limited",
  });
