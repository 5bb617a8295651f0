import { RandomStream } from "@plimsoll/foundation";
import type { JournalRecord } from "../../src/journal/record.ts";

export const NODE = "5e".repeat(32);
export const FRESH_ID = "0f1e2d3c4b5a6978".repeat(2);

/** A record that names itself, of a length between 8 and about 2,000 bytes that follows from the number. */
export function numberedRecord(number: number): JournalRecord {
  const random = RandomStream.from("record", number);
  const bytes = Buffer.alloc(8 + random.below(2_000), random.below(256));
  bytes.writeUInt32BE(number, 0);
  return { kind: 1 + (number % 2), bytes };
}

/** The number of such a record; throws for one that is not what it was when it was written. */
export function numberOf({ kind, bytes }: JournalRecord): number {
  const number = Buffer.from(bytes).readUInt32BE(0);
  const written = numberedRecord(number);
  if (kind !== written.kind || Buffer.compare(bytes, written.bytes) !== 0)
    throw new Error(`record ${number} is not what was written`);
  return number;
}
