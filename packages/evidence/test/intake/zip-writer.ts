import { crc32 } from "node:zlib";
import { sourceOf } from "../../src/intake/byte-source.ts";
import { openZip, type ZipArchive } from "../../src/intake/zip/zip-archive.ts";
import { nodePorts } from "./node-decompress.ts";

export interface StoredEntry {
  readonly name: string;
  readonly content: Uint8Array;
}

/** A plain archive of stored entries, written apart from the reader so that the two can disagree. */
export function writeZip(entries: readonly StoredEntry[]): Uint8Array {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let place = 0;
  for (const { name, content } of entries) {
    const file = Buffer.concat([localHeader(name, content), Buffer.from(name), content]);
    directory.push(directoryHeader(name, content, place));
    files.push(file);
    place += file.length;
  }
  const whole = Buffer.concat(directory);
  return new Uint8Array(Buffer.concat([...files, whole, endOf(entries.length, whole.length, place)]));
}

export function readZip(bytes: Uint8Array): readonly StoredEntry[] {
  const archive = openZip(sourceOf(bytes), nodePorts);
  if (!archive.ok) throw new Error(archive.error.received);
  return archive.value.names.map((name) => ({ name, content: contentOf(archive.value, name) }));
}

function contentOf(archive: ZipArchive, name: string): Uint8Array {
  const read = archive.read(name);
  if (!read.ok) throw new Error(read.error.received);
  return read.value;
}

function localHeader(name: string, content: Uint8Array): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  shared(name, content).copy(header, 6);
  return header;
}

function directoryHeader(name: string, content: Uint8Array, place: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  shared(name, content).copy(header, 8);
  header.writeUInt32LE(place, 42);
  return Buffer.concat([header, Buffer.from(name)]);
}

/** A campaign packs the same contents a million times. */
const crcs = new WeakMap<Uint8Array, number>();

function crcOf(content: Uint8Array): number {
  const crc = crcs.get(content) ?? crc32(content);
  crcs.set(content, crc);
  return crc;
}

function shared(name: string, content: Uint8Array): Buffer {
  const fields = Buffer.alloc(22);
  fields.writeUInt32LE(crcOf(content), 8);
  fields.writeUInt32LE(content.length, 12);
  fields.writeUInt32LE(content.length, 16);
  fields.writeUInt16LE(Buffer.byteLength(name), 20);
  return fields;
}

function endOf(count: number, length: number, start: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(start, 16);
  return end;
}
