import { canonicalJson, PlimsollError } from "@plimsoll/foundation";
import { type ReleaseRecord, recordShape } from "./record.ts";

/** A record as it stands in the log: the text that a leaf of the tree is made of. */
export const recordLine = (record: ReleaseRecord): string => canonicalJson(record);

/**
 * Reads one line of the log.
 *
 * @param sequence the place where it was found
 * @throws {PlimsollError} `RELEASE_LOG_DAMAGED` for what is no record, or is one of another place
 */
export function readRecordLine(text: string, sequence: number): ReleaseRecord {
  const parsed = recordShape.parse(jsonOf(text));
  if (!parsed.ok)
    throw damaged(sequence, `a record (${parsed.error.path}: ${parsed.error.expected})`, parsed.error.received);
  if (parsed.value.sequence !== sequence) throw damaged(sequence, "its own sequence", `${parsed.value.sequence}`);
  return parsed.value;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const damaged = (sequence: number, expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_LOG_DAMAGED",
    expected: `${expected} in line ${sequence} of the release log`,
    received,
    fix: "keep the folder as evidence and restore it from a backup",
  });
