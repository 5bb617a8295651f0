import { PlimsollError } from "@plimsoll/foundation";

/** Why there is no reading. All of them are silence (K-75): nothing has power while a meter is silent. */
export type MeterFaultCode =
  | "METER_UNREADABLE"
  | "METER_MALFORMED"
  | "METER_STALE"
  | "METER_NOT_A_COUNTER"
  | "METER_UNIT"
  | "METER_INCOMPLETE"
  | "COUNTER_RESET"
  | "COUNTER_GAP"
  | "COUNTER_IMPLAUSIBLE"
  | "METER_CLOCK"
  | "METER_BASE_MALFORMED"
  | "METER_BASE_OTHER";

const FIXES: Readonly<Record<MeterFaultCode, string>> = {
  METER_UNREADABLE: "see whether the source is there and may be read",
  METER_MALFORMED: "point at the source itself, and see whether its version is one that the guide names",
  METER_STALE: "see whether the exporter still reads its hardware",
  METER_NOT_A_COUNTER: "take the counter of energy: power that somebody integrates is no measurement",
  METER_UNIT: "name the unit that the source documents",
  METER_INCOMPLETE: "find out what became of the counter; an auditor then begins a new base",
  COUNTER_RESET: "find out who reset it; an auditor then begins a new base",
  COUNTER_GAP: "read more often; an auditor then begins a new base",
  COUNTER_IMPLAUSIBLE: "see whether unit and --watts-max are right; else distrust the source",
  METER_CLOCK: "set the meter's clock",
  METER_BASE_MALFORMED: "find out who wrote there; an auditor then begins a new base",
  METER_BASE_OTHER: "give every meter a base file of its own",
};

export const meterFault = (code: MeterFaultCode, expected: string, received: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code,
    expected,
    received,
    fix: FIXES[code],
    ...(cause === undefined ? {} : { cause }),
  });
