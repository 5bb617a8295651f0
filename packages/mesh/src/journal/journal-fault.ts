import { PlimsollError } from "@plimsoll/foundation";
import { RECORD_BYTES_MAX } from "./record.ts";

/** After a failed write or sync nobody knows what is on the disk, so nothing more is written to it. */
export const journalBroken = (cause: unknown): PlimsollError =>
  new PlimsollError({
    code: "JOURNAL_BROKEN",
    expected: "a disk that writes and syncs",
    received: messageOf(cause),
    fix: "check the disk and start the node again: all that was acknowledged is there",
    cause,
  });

export const recordRefused = (received: string): PlimsollError =>
  new PlimsollError({
    code: "JOURNAL_RECORD_REFUSED",
    expected: `records of at most ${RECORD_BYTES_MAX} bytes, of a kind from 1 to 254`,
    received,
    fix: "split the content, or place it as a blob",
  });

export const journalForeign = (received: string): PlimsollError =>
  new PlimsollError({
    code: "JOURNAL_FOREIGN",
    expected: "one journal of this node in its folder, and no other",
    received,
    fix: "give the node its own folder, or the key that the journal was begun with",
  });

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
