/**
 * One record of a journal. The journal looks into none of them.
 *
 * `kind` is a whole number from 1 to 254, by convention one of `RecordKind`; `bytes` are at most `RECORD_BYTES_MAX`.
 */
export interface JournalRecord {
  readonly kind: number;
  readonly bytes: Uint8Array;
}

export const RecordKind = {
  /** An event's envelope that `openEvent` has accepted. */
  event: 1,
  /** What a node keeps for itself and never sends, such as its incarnation. */
  note: 2,
} as const;

/** Written by the journal itself, where it found that what once stood behind this place is gone. Never handed out. */
export const GAP_KIND = 255;

/** Two of the longest events: what is longer does not belong in a record. */
export const RECORD_BYTES_MAX = 1024 * 1024;

/** Where a record ends: a segment's number, from 1, and an offset in its file, in bytes. */
export interface JournalPlace {
  readonly segment: number;
  readonly offset: number;
}

export const isBefore = (left: JournalPlace, right: JournalPlace): boolean =>
  left.segment < right.segment || (left.segment === right.segment && left.offset < right.offset);
