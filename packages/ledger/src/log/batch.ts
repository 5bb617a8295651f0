import { crc32 } from "node:zlib";
import { entriesBeginningIn, type Leaf } from "../leaf/leaf.ts";

/**
 * What one write adds to the log file (spec/ledger.md, "The log file"): a header line, the leaves, the signed checkpoint
 * over everything so far. All of it is text without a NUL, so that a page that was never written shows.
 *
 *     batch <first leaf> <first entry> <bytes of the checkpoint> <bytes>:<entries>:<crc>,… <crc of the header>
 */
export interface Batch {
  readonly firstLeaf: number;
  readonly firstEntry: number;
  readonly leaves: readonly Leaf[];
  /** The signed note. */
  readonly checkpoint: string;
}

/** A batch where it stands in the file. */
export interface PlacedBatch extends Batch {
  readonly offset: number;
  /** Where the next one begins. */
  readonly end: number;
}

/** Why bytes are no batch. `short`: they may be the beginning of one. */
export type BatchFault =
  | { readonly kind: "short"; readonly bytesWanted: number }
  | { readonly kind: "damaged"; readonly what: string };

const LF = 10;
/** The leaves are taken apart later: a repeated group would overflow the matcher's stack in a large batch. */
const HEADER = /^batch (0|[1-9]\d{0,15}) (0|[1-9]\d{0,15}) ([1-9]\d{0,5}) (-|[0-9a-f:,]+) ([0-9a-f]{8})$/;
const LEAF = /^([1-9]\d{0,4}):(0|[1-9]\d{0,4}):([0-9a-f]{8})$/;
/** What one write adds at most: it is held in memory, and a torn one is looked through. */
export const BATCH_BYTES_MAX = 64 << 20;

export function encodeBatch({ firstLeaf, firstEntry, leaves, checkpoint }: Batch): Uint8Array {
  const note = Buffer.from(checkpoint);
  const sizes = leaves.map(({ bytes, entryCount }) => `${bytes.length}:${entryCount}:${hex(crc32(bytes))}`);
  const header = `batch ${firstLeaf} ${firstEntry} ${note.length} ${sizes.join(",") || "-"}`;
  const lineEnd = Buffer.of(LF);
  const body = leaves.flatMap(({ bytes }) => [bytes, lineEnd]);
  return Buffer.concat([Buffer.from(`${header} ${hex(crc32(header))}\n`), ...body, note, lineEnd]);
}

/** The batch that some bytes begin with. @param offset of the bytes in the file */
export function decodeBatch(bytes: Uint8Array, offset: number): PlacedBatch | BatchFault {
  const headerEnd = bytes.indexOf(LF);
  if (headerEnd === -1 && bytes.length < BATCH_BYTES_MAX) return { kind: "short", bytesWanted: 2 * bytes.length };
  const header = headerOf(bytes, headerEnd);
  if (header === undefined) return { kind: "damaged", what: "a batch header that was altered" };
  const bytesWanted = headerEnd + 1 + header.bodyBytes;
  return bytes.length < bytesWanted ? { kind: "short", bytesWanted } : withBody(bytes, headerEnd + 1, header, offset);
}

/** Whether a whole batch header, with its checksum, stands at the beginning of some bytes. */
export const beginsBatch = (bytes: Uint8Array): boolean => headerOf(bytes, bytes.indexOf(LF)) !== undefined;

export const isBatch = (decoded: PlacedBatch | BatchFault): decoded is PlacedBatch => !("kind" in decoded);

interface Header {
  readonly firstLeaf: number;
  readonly firstEntry: number;
  readonly noteBytes: number;
  readonly leaves: readonly { readonly length: number; readonly entryCount: number; readonly crc: string }[];
  /** With the line ends. */
  readonly bodyBytes: number;
}

function headerOf(bytes: Uint8Array, end: number): Header | undefined {
  const text = end === -1 ? "" : viewOf(bytes, 0, end).toString("latin1");
  const [, firstLeaf, firstEntry, noteBytes, sizes = "", crc] = HEADER.exec(text) ?? [];
  if (crc === undefined || crc !== hex(crc32(text.slice(0, -9)))) return undefined;
  const leaves = (sizes === "-" ? [] : sizes.split(",")).map((size) => {
    const [, length, entryCount, leafCrc = ""] = LEAF.exec(size) ?? [];
    return { length: Number(length), entryCount: Number(entryCount), crc: leafCrc };
  });
  const bodyBytes = leaves.reduce((sum, { length }) => sum + length + 1, Number(noteBytes) + 1);
  const header = { firstLeaf: Number(firstLeaf), firstEntry: Number(firstEntry), noteBytes: Number(noteBytes) };
  // A leaf that was not understood has no length, and so has the body.
  const isPossible = Object.values(header).every(Number.isSafeInteger) && bodyBytes <= BATCH_BYTES_MAX;
  return isPossible ? { ...header, leaves, bodyBytes } : undefined;
}

function withBody(bytes: Uint8Array, bodyStart: number, header: Header, offset: number): PlacedBatch | BatchFault {
  const leaves: Leaf[] = [];
  let [at, entry] = [bodyStart, header.firstEntry];
  for (const { length, entryCount, crc } of header.leaves) {
    const leaf = viewOf(bytes, at, at + length);
    // The count is bound by no signature: what the leaf itself says counts.
    if (hex(crc32(leaf)) !== crc || bytes[at + length] !== LF || entriesBeginningIn(leaf) !== entryCount)
      return { kind: "damaged", what: alteredEntries(entry, entryCount) };
    leaves.push({ bytes: leaf, entryCount });
    at += length + 1;
    entry += entryCount;
  }
  const noteEnd = at + header.noteBytes;
  if (bytes[noteEnd] !== LF) return { kind: "damaged", what: "a batch whose end was altered" };
  const checkpoint = viewOf(bytes, at, noteEnd).toString("utf8");
  const { firstLeaf, firstEntry } = header;
  return { firstLeaf, firstEntry, leaves, checkpoint, offset, end: offset + noteEnd + 1 };
}

const alteredEntries = (first: number, count: number): string =>
  count <= 1 ? `an altered entry ${first}` : `altered entries: ${first} to ${first + count - 1}, one of them or more`;

const viewOf = (bytes: Uint8Array, start: number, end: number): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);

const hex = (crc: number): string => crc.toString(16).padStart(8, "0");
