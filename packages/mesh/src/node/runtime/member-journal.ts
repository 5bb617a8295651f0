import { type JournalRecord, RecordKind } from "../../journal/record.ts";
import type { MemberRecord } from "../../member/member-record.ts";

/** The kinds of a member's records, by their number in the journal. */
const KINDS: readonly (readonly [MemberRecord["kind"], number])[] = [
  ["event", RecordKind.event],
  ["signed", 16],
  ["certificate", 17],
  ["anchor", 18],
];

const numberOf = new Map(KINDS);
const kindOf = new Map(KINDS.map(([kind, number]) => [number, kind]));

export const toJournal = ({ kind, bytes }: MemberRecord): JournalRecord => ({
  kind: numberOf.get(kind) as number,
  bytes,
});

/** Records of a kind that a later version wrote are left alone. */
export function fromJournal(records: readonly JournalRecord[]): MemberRecord[] {
  return records.flatMap((record) => {
    const known = kindOf.get(record.kind);
    return known === undefined ? [] : [new KnownRecord(known, record)];
  });
}

/** Asks for the bytes when it is asked for them: a journal holds a hundred thousand records, and each view of one costs memory. */
class KnownRecord implements MemberRecord {
  readonly kind: MemberRecord["kind"];
  readonly #record: JournalRecord;

  constructor(kind: MemberRecord["kind"], record: JournalRecord) {
    this.kind = kind;
    this.#record = record;
  }

  get bytes(): Uint8Array {
    return this.#record.bytes;
  }
}
