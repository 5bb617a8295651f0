import { crc32 } from "node:zlib";
import type { ByteSource } from "../../src/intake/byte-source.ts";

/** An entry of an archive that may be larger than memory; content that is a number is so many zero bytes. */
export interface LargeEntry {
  readonly name: string;
  readonly content: Uint8Array | number;
  /** As Python's `force_zip64` writes it: the lengths in a Zip64 field of the local header. */
  readonly isStreamed?: boolean;
}

/** What a test may get wrong in the ends of an archive. */
export interface Zip64Faults {
  /** In the Zip64 end record. */
  readonly count?: number;
  readonly start?: number;
  readonly recordLength?: number;
  readonly locator?: number;
  /** In the plain end; as Python does, the number itself, or all ones where it does not fit. */
  readonly plainStart?: number;
  /** The lengths in the local Zip64 field. */
  readonly localLength?: number;
  /** The tag of the directory's extra field. */
  readonly extraTag?: number;
}

type Piece = Uint8Array | number;

const lengthOf = (piece: Piece): number => (typeof piece === "number" ? piece : piece.length);

/** An archive with a Zip64 end, laid out as Python 3.11 does it, whose zero bytes are never held. */
export function largeArchive(entries: readonly LargeEntry[], faults: Zip64Faults = {}): ByteSource {
  const pieces: Piece[] = [];
  const directory: Buffer[] = [];
  let place = 0;
  for (const entry of entries) {
    directory.push(directoryEntry(entry, place, faults));
    for (const piece of [localHeader(entry, faults), entry.content]) {
      pieces.push(piece);
      place += lengthOf(piece);
    }
  }
  const listed = new Uint8Array(Buffer.concat(directory));
  const ends = endsOf({ count: entries.length, length: listed.length, start: place }, faults);
  return sourceOfPieces([...pieces, listed, ends]);
}

function localHeader(entry: LargeEntry, { localLength }: Zip64Faults): Uint8Array {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  sharedOf(entry, entry.isStreamed === true).copy(header, 6);
  if (entry.isStreamed !== true) return new Uint8Array(Buffer.concat([header, Buffer.from(entry.name)]));
  const extra = Buffer.alloc(20);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(16, 2);
  extra.writeBigUInt64LE(BigInt(localLength ?? lengthOf(entry.content)), 4);
  extra.writeBigUInt64LE(BigInt(lengthOf(entry.content)), 12);
  header.writeUInt16LE(20, 28);
  return new Uint8Array(Buffer.concat([header, Buffer.from(entry.name), extra]));
}

/** Flags, method, time, CRC-32, lengths and the length of the name. */
function sharedOf({ name, content }: LargeEntry, isStreamed: boolean): Buffer {
  const fields = Buffer.alloc(22);
  const length = isStreamed ? 0xffff_ffff : lengthOf(content);
  fields.writeUInt32LE(typeof content === "number" ? 0 : crc32(content), 8);
  fields.writeUInt32LE(length, 12);
  fields.writeUInt32LE(length, 16);
  fields.writeUInt16LE(Buffer.byteLength(name), 20);
  return fields;
}

/** Beyond two gigabytes Python puts the offset into an extra field. */
const PLAIN_MAX = 0x7fff_ffff;

function directoryEntry(entry: LargeEntry, offset: number, { extraTag }: Zip64Faults): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  sharedOf(entry, false).copy(header, 8);
  const isFar = offset > PLAIN_MAX;
  header.writeUInt32LE(isFar ? 0xffff_ffff : offset, 42);
  header.writeUInt16LE(isFar ? 12 : 0, 30);
  const extra = Buffer.alloc(isFar ? 12 : 0);
  if (isFar) {
    extra.writeUInt16LE(extraTag ?? 1, 0);
    extra.writeUInt16LE(8, 2);
    extra.writeBigUInt64LE(BigInt(offset), 4);
  }
  return Buffer.concat([header, Buffer.from(entry.name), extra]);
}

interface Directory {
  readonly count: number;
  readonly length: number;
  readonly start: number;
}

function endsOf({ count, length, start }: Directory, faults: Zip64Faults): Uint8Array {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(BigInt(faults.recordLength ?? 44), 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  for (const place of [24, 32]) record.writeBigUInt64LE(BigInt(faults.count ?? count), place);
  record.writeBigUInt64LE(BigInt(length), 40);
  record.writeBigUInt64LE(BigInt(faults.start ?? start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(faults.locator ?? start + length), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  for (const place of [8, 10]) end.writeUInt16LE(Math.min(count, 0xffff), place);
  end.writeUInt32LE(Math.min(length, 0xffff_ffff), 12);
  end.writeUInt32LE(Math.min(faults.plainStart ?? start, 0xffff_ffff), 16);
  return new Uint8Array(Buffer.concat([record, locator, end]));
}

function sourceOfPieces(pieces: readonly Piece[]): ByteSource {
  const starts: number[] = [];
  let length = 0;
  for (const piece of pieces) {
    starts.push(length);
    length += lengthOf(piece);
  }
  const read = (offset: number, count: number): Uint8Array => {
    const bytes = new Uint8Array(count);
    let index = lastAtMost(starts, offset);
    for (; index < pieces.length && (starts[index] ?? length) < offset + count; index += 1) {
      const [piece, start] = [pieces[index] as Piece, starts[index] as number];
      if (typeof piece === "number") continue;
      const from = Math.max(0, offset - start);
      bytes.set(piece.subarray(from, offset + count - start), Math.max(0, start - offset));
    }
    return bytes;
  };
  return { length, read };
}

function lastAtMost(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
