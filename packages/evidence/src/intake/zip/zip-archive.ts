import { ok } from "@plimsoll/foundation";
import type { ByteSource } from "../byte-source.ts";
import type { IntakePorts } from "../intake-ports.ts";
import { type Intaken, refuse } from "../refusal.ts";
import { LOCAL_EXTRA_LENGTH, LOCAL_LENGTH, zipDirectory, type ZipEntry } from "./zip-directory.ts";

/** The entries of an archive in the order of their bytes, each unpacked when it is asked for, and then no longer held. */
export interface ZipArchive {
  readonly names: readonly string[];
  read(name: string): Intaken<Uint8Array>;
  /** That the local header of an entry, which nobody reads, says what the directory says. */
  check(name: string): Intaken<null>;
}

/**
 * Reads a ZIP archive (APPNOTE 6.3.10) so strictly that no two readers can see two archives: no comment, no gap, no overlap, no
 * name twice, no encryption, no data descriptor, one disk; local headers repeat what the directory says, and every entry that
 * is read has its length and its CRC-32. Methods: stored, deflate (8), Zstandard (93). Zip64 where an archive has more than 65 535 entries or
 * four gigabytes, and then with numbers that agree.
 *
 * A library would read more archives than this. Here every liberty is a way to show one thing to a person and another to us.
 */
export function openZip(source: ByteSource, ports: IntakePorts): Intaken<ZipArchive> {
  const entries = zipDirectory(source);
  if (typeof entries === "string") return damaged(entries);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  if (byName.size < entries.length) return damaged("a name that comes twice");
  const withEntry = <T>(name: string, use: (entry: ZipEntry) => Intaken<T>): Intaken<T> => {
    const entry = byName.get(name);
    if (entry === undefined) return damaged(`no entry ${name}`);
    const problem = localProblem(source, entry);
    return problem === null ? use(entry) : damaged(problem);
  };
  return ok({
    names: [...byName.keys()],
    read: (name) => withEntry(name, (entry) => unpack(entry, source, ports)),
    check: (name) => withEntry(name, () => ok(null)),
  });
}

const damaged = (received: string): Intaken<never> =>
  refuse(
    "INTAKE_ARCHIVE_MALFORMED",
    "a plain ZIP archive without gaps",
    received,
    "hand in the log as the tool wrote it",
  );

/** PK, 3, 4. */
const LOCAL_SIGNATURE = [0x50, 0x4b, 3, 4] as const;
/** Bit 11 says that names are UTF-8; every other flag asks for a reader that we are not. */
const FLAG_UTF8 = 0x0800;
/** One entry may not unpack to more than this, whatever it says: a bound on memory that a hostile file can ask for. */
const ENTRY_LENGTH_MAX = 1 << 30;
/**
 * Nor to more than so many times its packed bytes, and this much besides: a log of some megabytes would else keep its reader at work for
 * days. Deflate cannot reach it; Zstandard can, with what no log holds.
 */
const RATIO_MAX = 1_100;
const LENGTH_BESIDES = 1 << 16;

/** The local header must say what the directory says: from the flags to the lengths, and the name. */
function localProblem(source: ByteSource, entry: ZipEntry): string | null {
  const { offset, shared, nameBytes, localExtraLength } = entry;
  const local = source.read(offset, LOCAL_LENGTH + nameBytes.length + localExtraLength);
  if (!isSame(local.subarray(0, 4), LOCAL_SIGNATURE)) return "no entry where the directory says";
  const flags = (local[6] ?? 0) | ((local[7] ?? 0) << 8);
  if ((flags & ~FLAG_UTF8) !== 0) return "an encrypted or streamed entry";
  if (local[28] !== localExtraLength || local[29] !== 0) return "a local extra field";
  const expected = localExtraLength === 0 ? shared : withLengthsElsewhere(shared);
  const nameEnd = LOCAL_LENGTH + nameBytes.length;
  return isSame(local.subarray(6, 6 + shared.length), expected) &&
    isSame(local.subarray(LOCAL_LENGTH, nameEnd), nameBytes) &&
    isSame(local.subarray(nameEnd), localExtraLength === 0 ? [] : lengthsAgain(entry))
    ? null
    : "two headers that differ";
}

/**
 * What a writer that did not know the length beforehand leaves (Python's `force_zip64`, with which Inspect streams large samples): all ones for
 * both lengths, and the lengths in the one Zip64 field.
 */
function withLengthsElsewhere(shared: Uint8Array): Uint8Array {
  const copy = shared.slice();
  copy.fill(0xff, LENGTHS_IN_SHARED, LENGTHS_IN_SHARED + 8);
  return copy;
}

const LENGTHS_IN_SHARED = 12;

function lengthsAgain({ length, packedLength }: ZipEntry): Uint8Array {
  const view = new DataView(new ArrayBuffer(LOCAL_EXTRA_LENGTH));
  view.setUint16(0, 1, true);
  view.setUint16(2, LOCAL_EXTRA_LENGTH - 4, true);
  view.setBigUint64(4, BigInt(length), true);
  view.setBigUint64(12, BigInt(packedLength), true);
  return new Uint8Array(view.buffer);
}

const isSame = (left: ArrayLike<number>, right: ArrayLike<number>): boolean =>
  left.length === right.length && Array.prototype.every.call(left, (byte, index) => byte === right[index]);

function unpack(entry: ZipEntry, source: ByteSource, ports: IntakePorts): Intaken<Uint8Array> {
  if (entry.length > Math.min(ENTRY_LENGTH_MAX, LENGTH_BESIDES + RATIO_MAX * entry.packedLength))
    return damaged(`an entry of ${entry.length} bytes, packed into ${entry.packedLength}`);
  const packed = source.read(startOf(entry), entry.packedLength);
  const content = contentOf(entry, packed, ports);
  if (typeof content === "string") return damaged(content);
  return content.length === entry.length && ports.crc32(content) === entry.crc
    ? ok(content)
    : damaged(`a damaged ${entry.name}`);
}

const startOf = ({ offset, nameBytes, localExtraLength }: ZipEntry): number =>
  offset + LOCAL_LENGTH + nameBytes.length + localExtraLength;

function contentOf({ method, length }: ZipEntry, packed: Uint8Array, ports: IntakePorts): Uint8Array | string {
  if (method === 0) return packed;
  if (method !== 8 && method !== 93) return `compression method ${method}`;
  try {
    return ports.decompress(method, packed, length);
  } catch {
    return "damaged packed bytes";
  }
}
