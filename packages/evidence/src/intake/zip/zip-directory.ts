import type { ByteSource } from "../byte-source.ts";

/** One file of an archive, as the directory tells of it. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedLength: number;
  readonly length: number;
  /** Where its local header begins. */
  readonly offset: number;
  /** Of the local header's extra field: 0, or 20 for one that holds the lengths once more. */
  readonly localExtraLength: number;
  readonly nameBytes: Uint8Array;
  /** Flags, method, time, CRC-32, both lengths and the length of the name, as the local header must repeat them. */
  readonly shared: Uint8Array;
}

const END_SIGNATURE = 0x06054b50;
const END_LENGTH = 22;
const END64_SIGNATURE = 0x06064b50;
const END64_LENGTH = 56;
const LOCATOR_SIGNATURE = 0x07064b50;
const LOCATOR_LENGTH = 20;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_LENGTH = 46;
export const LOCAL_LENGTH = 30;
export const LOCAL_EXTRA_LENGTH = 20;
/** "See the Zip64 record": 16 and 32 bits of ones. */
const SEE_64_SHORT = 0xffff;
const SEE_64 = 0xffff_ffff;
const EXTRA_64_TAG = 1;
const EXTRA_64_LENGTH = 12;
/** A bound on memory: two million entries of a usual name. */
const DIRECTORY_LENGTH_MAX = 1 << 28;

/** Where the directory lies and how many entries it has. */
interface DirectoryPlace {
  readonly count: number;
  readonly start: number;
  readonly length: number;
}

/** The entries in the order of their bytes, which fill the file from its first byte to the directory; or what is wrong. */
export function zipDirectory(source: ByteSource): readonly ZipEntry[] | string {
  const place = directoryPlace(source);
  if (typeof place === "string") return place;
  if (place.length > DIRECTORY_LENGTH_MAX) return `a directory of ${place.length} bytes`;
  const bytes = source.read(place.start, place.length).slice();
  const entries: ListedEntry[] = [];
  let at = 0;
  for (let index = 0; index < place.count; index += 1) {
    const listed = entryAt(bytes, at);
    if (typeof listed === "string") return listed;
    entries.push(listed.entry);
    at += listed.length;
  }
  return at === bytes.length ? chained(entries, place.start) : "bytes that belong to no entry";
}

/** An entry before it is known where the next one begins. */
type ListedEntry = Omit<ZipEntry, "localExtraLength">;

/** Every entry begins where the one before it ends, the first at the file's first byte, and the last ends where the directory begins. */
function chained(entries: readonly ListedEntry[], end: number): readonly ZipEntry[] | string {
  const [first] = entries;
  if ((first?.offset ?? end) !== 0) return "bytes that belong to no entry";
  const whole: ZipEntry[] = [];
  for (const [index, entry] of entries.entries()) {
    const shortest = entry.offset + LOCAL_LENGTH + entry.nameBytes.length + entry.packedLength;
    const localExtraLength = (entries[index + 1]?.offset ?? end) - shortest;
    if (localExtraLength !== 0 && localExtraLength !== LOCAL_EXTRA_LENGTH)
      return "an entry that does not follow the one before it";
    whole.push({ ...entry, localExtraLength });
  }
  return whole;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A directory ends where the end record begins, or where the Zip64 record does that stands before it. */
function directoryPlace(source: ByteSource): DirectoryPlace | string {
  const end = source.length - END_LENGTH;
  if (end < 0) return "no end of the directory at the end of the file";
  const view = viewOf(source.read(end, END_LENGTH));
  if (view.getUint32(0, true) !== END_SIGNATURE) return "no end of the directory at the end of the file";
  const said = { count: view.getUint16(10, true), length: view.getUint32(12, true), start: view.getUint32(16, true) };
  const plain =
    view.getUint32(4, true) === 0 && view.getUint16(8, true) === said.count && view.getUint16(20, true) === 0;
  if (!plain) return "an archive of several disks, or with a comment";
  const large = place64(source, end);
  if (typeof large === "string") return large;
  if (large !== null && !agrees(said, large.place)) return "two ends of the directory that differ";
  const { place, before } = large ?? { place: said, before: end };
  return place.start + place.length === before ? place : "a directory that does not end where the archive's end begins";
}

/** Each number of the plain end is the true one, or says that it stands in the Zip64 record. */
const agrees = (said: DirectoryPlace, place: DirectoryPlace): boolean =>
  (said.count === SEE_64_SHORT || said.count === place.count) &&
  (said.length === SEE_64 || said.length === place.length) &&
  (said.start === SEE_64 || said.start === place.start);

/** The Zip64 end record and its locator (APPNOTE 6.3.10, 4.3.14 and 4.3.15), which stand before the plain end; null for none. */
function place64(source: ByteSource, end: number): { place: DirectoryPlace; before: number } | string | null {
  const locatorAt = end - LOCATOR_LENGTH;
  if (locatorAt < 0) return null;
  const locator = viewOf(source.read(locatorAt, LOCATOR_LENGTH));
  if (locator.getUint32(0, true) !== LOCATOR_SIGNATURE) return null;
  const before = locatorAt - END64_LENGTH;
  const oneDisk = locator.getUint32(4, true) === 0 && locator.getUint32(16, true) === 1;
  if (before < 0 || !oneDisk || uint64(locator, 8) !== before) return "a damaged Zip64 locator";
  const record = viewOf(source.read(before, END64_LENGTH));
  const count = uint64(record, 32);
  const plain =
    record.getUint32(0, true) === END64_SIGNATURE &&
    uint64(record, 4) === END64_LENGTH - LOCATOR_FREE &&
    uint64(record, 16) === 0 &&
    uint64(record, 24) === count;
  if (!plain) return "a damaged Zip64 end";
  return { place: { count, length: uint64(record, 40), start: uint64(record, 48) }, before };
}

/** The record's length does not count its signature and itself. */
const LOCATOR_FREE = 12;

/** Infinity where a number has more than 53 bits: no file is so long. */
function uint64(view: DataView, at: number): number {
  const value = view.getBigUint64(at, true);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : Number.POSITIVE_INFINITY;
}

function entryAt(directory: Uint8Array, at: number): { entry: ListedEntry; length: number } | string {
  const view = viewOf(directory);
  if (at + ENTRY_LENGTH > directory.length || view.getUint32(at, true) !== ENTRY_SIGNATURE)
    return "a damaged directory";
  const [nameLength, extraLength] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true)];
  const length = ENTRY_LENGTH + nameLength + extraLength;
  if (at + length > directory.length) return "a name longer than the directory";
  if (view.getUint16(at + 32, true) !== 0 || view.getUint16(at + 34, true) !== 0)
    return "an entry with a comment, or on another disk";
  const extra = viewOf(directory.subarray(at + ENTRY_LENGTH + nameLength, at + length));
  const offset = offsetOf(view.getUint32(at + 42, true), extra);
  if (offset === null) return "an entry with extra fields";
  const nameBytes = directory.subarray(at + ENTRY_LENGTH, at + ENTRY_LENGTH + nameLength);
  const entry = {
    name: decoder.decode(nameBytes),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packedLength: view.getUint32(at + 20, true),
    length: view.getUint32(at + 24, true),
    offset,
    nameBytes,
    shared: directory.subarray(at + 8, at + 8 + SHARED_LENGTH),
  };
  return { entry, length };
}

const SHARED_LENGTH = 22;

/**
 * The place of the local header: in the header's own field, or beyond four gigabytes in the one Zip64 field that may be there. No
 * entry of four gigabytes is read, so lengths are never there.
 */
function offsetOf(said: number, extra: DataView): number | null {
  if (extra.byteLength === 0) return said;
  const isPlace =
    said === SEE_64 &&
    extra.byteLength === EXTRA_64_LENGTH &&
    extra.getUint16(0, true) === EXTRA_64_TAG &&
    extra.getUint16(2, true) === EXTRA_64_LENGTH - 4;
  return isPlace ? uint64(extra, 4) : null;
}

const decoder = new TextDecoder();
