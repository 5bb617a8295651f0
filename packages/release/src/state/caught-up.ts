import { PlimsollError } from "@plimsoll/foundation";
import type { Bodies } from "../record/bodies.ts";
import type { RecordKind, ReleaseRecord } from "../record/record.ts";
import type { ReleaseReader } from "../record/release-store.ts";
import { applyRecord, isOfState } from "./apply-record.ts";
import type { ReleaseState } from "./release-state.ts";

/** The state with what a log holds behind it. Bodies on which no state rests are not read. */
export function caughtUp(state: ReleaseState, reader: ReleaseReader): ReleaseState {
  let next = state;
  for (const record of reader.records(state.next)) next = applyRecord(next, record, bodyOf(record, reader));
  return next;
}

/** Null where it is not needed or cannot be read: `applyRecord` tells the two apart. */
function bodyOf(record: ReleaseRecord, reader: ReleaseReader): Bodies[RecordKind] | null {
  if (!isOfState(record.kind)) return null;
  try {
    return reader.kept(record).body;
  } catch (cause) {
    if (cause instanceof PlimsollError && cause.code.startsWith("RELEASE_BLOB_")) return null;
    throw cause;
  }
}
