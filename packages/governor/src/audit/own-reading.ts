import { err, ok, PlimsollError, type Result } from "@plimsoll/foundation";
import { commandShape } from "@plimsoll/kernel";
import { openCause } from "@plimsoll/ledger";
import type { MeterReportCommand } from "../meter/meter-report.ts";

/** What one meter measured of a lab, as it signed it. */
export interface OwnReading {
  /** Id of the meter's key. */
  readonly meter: string;
  readonly report: MeterReportCommand;
}

/**
 * A signed meter report, as `plimsoll audit meter --out` writes it and a ledger keeps it: the envelope and the keys it holds
 * under. Whether a key is one of one's own meters is for the reader to say.
 */
export function ownReading(line: string): Result<OwnReading, PlimsollError> {
  const command = openedCause(line);
  const [meter, second] = command?.signers ?? [];
  const body = commandShape.parse(command?.claim.body);
  if (meter === undefined || second !== undefined || !body.ok || body.value.type !== "meter.report")
    return err(malformed(line));
  return ok({ meter, report: body.value });
}

function openedCause(line: string): ReturnType<typeof openCause> {
  try {
    return openCause(line);
  } catch {
    return null;
  }
}

const malformed = (line: string): PlimsollError =>
  new PlimsollError({
    code: "READING_MALFORMED",
    expected: "a meter.report that one meter signed, whose signature holds",
    received: JSON.stringify(line.slice(0, 80)),
    fix: "take the lines that plimsoll audit meter --out wrote, unchanged",
  });
