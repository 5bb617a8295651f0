import { crc32 } from "node:zlib";

/** What a batch says of itself in its first line (spec/ledger.md, LG-33): what comes before it, and where its parts are. */
export type BatchHeader = NonNullable<ReturnType<typeof parseBatchHeader>>;

const HEADER = /^batch (0|[1-9]\d{0,15}) (0|[1-9]\d{0,15}) ([1-9]\d{0,5}) (-|[0-9a-f:,]+) ([0-9a-f]{8})$/;
const LEAF = /^(0|[1-9]\d{0,9}):(0|[1-9]\d{0,9}):([0-9a-f]{8})$/;

/** What one write adds at most. */
export const BATCH_BYTES_MAX = 64 << 20;

/** A header has one spelling; `undefined` for any other, for more than there can be, and where the checksum does not fit. */
export function parseBatchHeader(line: string) {
  const [, firstLeaf, firstEntry, noteBytes, sizes, crc] = HEADER.exec(line) ?? [];
  const leaves = sizes === "-" ? [] : (sizes ?? "").split(",").map(leafHeader);
  // A leaf that is not understood has no length, and neither has the body.
  const noteAt = leaves.reduce((end, { length }) => end + length + 1, 0);
  const numbers = { firstLeaf: Number(firstLeaf), firstEntry: Number(firstEntry), noteEnd: noteAt + Number(noteBytes) };
  const isPossible = Object.values(numbers).every(Number.isSafeInteger) && numbers.noteEnd < BATCH_BYTES_MAX;
  return isPossible && crc === checksum(line.slice(0, -9)) ? { ...numbers, noteAt, leaves } : undefined;
}

function leafHeader(text: string) {
  const [, length, entryCount, crc = ""] = LEAF.exec(text) ?? [];
  return { length: Number(length), entryCount: Number(entryCount), crc };
}

export const checksum = (bytes: Buffer | string): string => crc32(bytes).toString(16).padStart(8, "0");
