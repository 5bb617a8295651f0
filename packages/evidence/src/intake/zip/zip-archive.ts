import { ok } from "@plimsoll/foundation";
import type { IntakePorts } from "../reader.ts";
import { type Intaken, refuse } from "../refusal.ts";
import { crc32 } from "./crc-32.ts";

/** The entries of an archive by name, each unpacked when it is asked for. */
export interface ZipArchive {
  readonly names: readonly string[];
  read(name: string): Intaken<Uint8Array>;
}

/**
 * Reads a ZIP archive (APPNOTE 6.3.10) so strictly that no two readers can see two archives: no comment, no gap, no overlap, no
 * name twice, no encryption, no data descriptor, no Zip64, one disk; local headers repeat what the directory says, and every
 * entry has its length and its CRC-32. Methods: stored, deflate (8), Zstandard (93).
 *
 * A library would read more archives than this. Here every liberty is a way to show one thing to a person and another to us.
 */
export function openZip(bytes: Uint8Array, ports: IntakePorts): Intaken<ZipArchive> {
  const entries = directory(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), bytes);
  if (typeof entries === "string") return damaged(entries);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  if (byName.size < entries.length) return damaged("a name that comes twice");
  const read = (name: string): Intaken<Uint8Array> => {
    const entry = byName.get(name);
    return entry === undefined ? damaged(`no entry ${name}`) : unpack(entry, bytes, ports);
  };
  return ok({ names: [...byName.keys()], read });
}

const damaged = (received: string): Intaken<never> =>
  refuse(
    "INTAKE_ARCHIVE_MALFORMED",
    "a plain ZIP archive without gaps",
    received,
    "hand in the log as the tool wrote it",
  );

/** One file of the archive; `start` is where its packed bytes begin. */
interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedLength: number;
  readonly length: number;
  readonly start: number;
}

const END_SIGNATURE = 0x06054b50;
const END_LENGTH = 22;
const DIRECTORY_SIGNATURE = 0x02014b50;
const DIRECTORY_LENGTH = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_LENGTH = 30;
/** Bit 11 says that names are UTF-8; every other flag asks for a reader that we are not. */
const FLAG_UTF8 = 0x0800;
/** One entry may not unpack to more than this, whatever it says: a bound on memory that a hostile file can ask for. */
const ENTRY_LENGTH_MAX = 1 << 30;

/** The entries in the order of their bytes, or what is wrong. */
function directory(view: DataView, bytes: Uint8Array): readonly Entry[] | string {
  const end = bytes.length - END_LENGTH;
  if (end < 0 || view.getUint32(end, true) !== END_SIGNATURE) return "no end of the directory at the end of the file";
  const [count, length, start] = [
    view.getUint16(end + 10, true),
    view.getUint32(end + 12, true),
    view.getUint32(end + 16, true),
  ];
  const plain =
    view.getUint32(end + 4, true) === 0 &&
    view.getUint16(end + 8, true) === count &&
    view.getUint16(end + 20, true) === 0;
  if (!plain || start + length !== end) return "a directory that does not end where the archive's end begins";
  const entries: Entry[] = [];
  let [place, fileEnd] = [start, 0];
  for (let index = 0; index < count; index += 1) {
    const entry = entryAt(view, bytes, place, { from: fileEnd, to: start, directoryEnd: end });
    if (typeof entry === "string") return entry;
    entries.push(entry);
    fileEnd = entry.start + entry.packedLength;
    place += DIRECTORY_LENGTH + view.getUint16(place + 28, true);
  }
  return place === end && fileEnd === start ? entries : "bytes that belong to no entry";
}

/** Where an entry's file must begin, where all files end, and where the directory ends. */
interface Bounds {
  readonly from: number;
  readonly to: number;
  readonly directoryEnd: number;
}

function entryAt(view: DataView, bytes: Uint8Array, place: number, bounds: Bounds): Entry | string {
  if (place + DIRECTORY_LENGTH > bounds.directoryEnd || view.getUint32(place, true) !== DIRECTORY_SIGNATURE)
    return "a damaged directory";
  const nameLength = view.getUint16(place + 28, true);
  if (place + DIRECTORY_LENGTH + nameLength > bounds.directoryEnd) return "a name longer than the directory";
  if (view.getUint32(place + 30, true) !== 0) return "an entry with extra fields or a comment";
  if (view.getUint32(place + 42, true) !== bounds.from) return "an entry that does not follow the one before it";
  const start = bounds.from + LOCAL_LENGTH + nameLength;
  const packedLength = view.getUint32(place + 20, true);
  if (start + packedLength > bounds.to) return "an entry longer than the archive";
  const problem = localProblem(view, bytes, { directory: place, local: bounds.from, nameLength });
  if (problem !== null) return problem;
  return {
    name: decoder.decode(bytes.subarray(place + DIRECTORY_LENGTH, place + DIRECTORY_LENGTH + nameLength)),
    method: view.getUint16(place + 10, true),
    crc: view.getUint32(place + 16, true),
    packedLength,
    length: view.getUint32(place + 24, true),
    start,
  };
}

const decoder = new TextDecoder();

interface Places {
  readonly directory: number;
  readonly local: number;
  readonly nameLength: number;
}

/** The local header must say what the directory says: from the flags to the lengths, and the name, and no extra field. */
function localProblem(view: DataView, bytes: Uint8Array, { directory, local, nameLength }: Places): string | null {
  if (view.getUint32(local, true) !== LOCAL_SIGNATURE) return "no entry where the directory says";
  if ((view.getUint16(local + 6, true) & ~FLAG_UTF8) !== 0) return "an encrypted or streamed entry";
  if (view.getUint16(local + 28, true) !== 0) return "a local extra field";
  const same = (length: number, inDirectory: number, inFile: number): boolean =>
    bytes
      .subarray(directory + inDirectory, directory + inDirectory + length)
      .every((byte, index) => byte === bytes[local + inFile + index]);
  return same(HEADER_SHARED_LENGTH, 8, 6) && same(nameLength, DIRECTORY_LENGTH, LOCAL_LENGTH)
    ? null
    : "two headers that differ";
}

/** Flags, method, time, CRC-32, both lengths, length of the name. */
const HEADER_SHARED_LENGTH = 22;

function unpack(entry: Entry, bytes: Uint8Array, ports: IntakePorts): Intaken<Uint8Array> {
  const packed = bytes.subarray(entry.start, entry.start + entry.packedLength);
  if (entry.length > ENTRY_LENGTH_MAX) return damaged(`an entry of ${entry.length} bytes`);
  const content = contentOf(entry, packed, ports);
  if (typeof content === "string") return damaged(content);
  return content.length === entry.length && crc32(content) === entry.crc
    ? ok(content)
    : damaged(`a damaged ${entry.name}`);
}

function contentOf({ method, length }: Entry, packed: Uint8Array, ports: IntakePorts): Uint8Array | string {
  if (method === 0) return packed;
  if (method !== 8 && method !== 93) return `compression method ${method}`;
  try {
    return ports.decompress(method, packed, length);
  } catch {
    return "damaged packed bytes";
  }
}
