import { concatBytes, utf8 } from "@plimsoll/foundation";
import type { NodeKey } from "../event/event.ts";
import type { Cryptography } from "../ports/cryptography.ts";

/** Whose journal, and which: `id` is 32 hexadecimal digits, drawn once when it is begun, and never leaves the disk. */
export interface JournalIdentity {
  readonly node: NodeKey;
  readonly id: string;
}

/** One file of a journal. Numbers count from 1 without gaps. */
export interface Segment extends JournalIdentity {
  readonly number: number;
}

/** A segment is full at about this many bytes: small enough to be read at once, large enough to be few. */
export const SEGMENT_BYTES = 8 * 1024 * 1024;

const MAGIC = utf8("plimsoll mesh journal 1\n");
const MARKER_DOMAIN = utf8("plimsoll mesh journal marker\n");
const FILE_NAME = /^journal-(\d{8})-([0-9a-f]{32})$/;

const CHECKED_BYTES = MAGIC.length + 32 + 16 + 4;
export const CHECKSUM_BYTES = 8;
export const MARKER_BYTES = 8;
export const HEADER_BYTES = CHECKED_BYTES + CHECKSUM_BYTES;

/** Names in the order of their numbers sort as texts do. */
export const segmentFile = ({ number, id }: Pick<Segment, "number" | "id">): string =>
  `journal-${String(number).padStart(8, "0")}-${id}`;

export function segmentOfFile(file: string): Pick<Segment, "number" | "id"> | undefined {
  const [, number, id] = FILE_NAME.exec(file) ?? [];
  return number === undefined || id === undefined ? undefined : { number: Number(number), id };
}

/** Format, node key, journal id, segment number, and a checksum over them. */
export function segmentHeader({ node, id, number }: Segment, crypto: Cryptography): Uint8Array {
  const checked = concatBytes(MAGIC, Buffer.from(node, "hex"), Buffer.from(id, "hex"), uint32(number));
  return concatBytes(checked, crypto.sha256Bytes(checked).subarray(0, CHECKSUM_BYTES));
}

/** The key of the node that an intact header names; undefined for a damaged one. */
export function nodeOfHeader(bytes: Uint8Array, crypto: Cryptography): NodeKey | undefined {
  const checked = bytes.subarray(0, CHECKED_BYTES);
  const checksum = crypto.sha256Bytes(checked).subarray(0, CHECKSUM_BYTES);
  const isIntact = Buffer.compare(checksum, bytes.subarray(CHECKED_BYTES, HEADER_BYTES)) === 0;
  return isIntact ? Buffer.from(checked.subarray(MAGIC.length, MAGIC.length + 32)).toString("hex") : undefined;
}

/**
 * Eight bytes that begin every record of this segment and stand nowhere else in it: a writer that meets them inside a
 * record begins another segment. So a reader that lost its way finds the next record and never takes content for one.
 */
export const segmentMarker = ({ id, number }: Pick<Segment, "number" | "id">, crypto: Cryptography): Uint8Array =>
  crypto.sha256Bytes(concatBytes(MARKER_DOMAIN, Buffer.from(id, "hex"), uint32(number))).subarray(0, MARKER_BYTES);

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
