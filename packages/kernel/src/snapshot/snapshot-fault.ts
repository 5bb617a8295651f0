import type { FaultDetail } from "@plimsoll/foundation";

/** A text that is not a snapshot of this format, whole and well formed. Nothing of it was used. */
export interface SnapshotFault extends FaultDetail {
  readonly code: "SNAPSHOT_MALFORMED";
}

/** Thrown inside the reader alone: columns are nested deep, and the first fault ends everything. `stateFromSnapshot` answers it as a value. */
export class MalformedSnapshot extends Error {
  readonly fault: SnapshotFault;

  constructor(path: string, expected: string, received: string) {
    super(`expected ${expected} at "${path}", got ${received}`);
    this.fault = {
      code: "SNAPSHOT_MALFORMED",
      expected: `${expected} at "${path}"`,
      received,
      fix: "use an older snapshot, or none: the ledger alone rebuilds the state",
    };
  }
}

/** Ends the reading: throws `MalformedSnapshot`. */
export function malformed(path: string, expected: string, value: unknown): never {
  throw new MalformedSnapshot(path, expected, received(value));
}

const RECEIVED_LENGTH_MAX = 60;

/** What came, in a few words. */
function received(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "string" && value.length > RECEIVED_LENGTH_MAX) return `a text of ${value.length} characters`;
  return JSON.stringify(value);
}
