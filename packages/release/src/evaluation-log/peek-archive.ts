import type { IntakePorts } from "@plimsoll/evidence";

/** More entries are not gone through, and no larger one is unpacked: a header is small. */
const ENTRIES_MAX = 200_000;
const BYTES_MAX = 64 * 1024 * 1024;

const [END, ENTRY] = [0x06054b50, 0x02014b50];
const END_LENGTH = 22;
const COMMENT_MAX = 65_535;

/**
 * The text of one entry of a ZIP (APPNOTE 6.3.10), or undefined: looked at to learn what a log is about. What is counted is read by the
 * stricter reader of `@plimsoll/evidence`. Of ZIP64, which a log that is small enough to be read has no need of, what the plain end says is enough.
 */
export function peekEntry(bytes: Uint8Array, name: string, ports: IntakePorts): string | undefined {
  try {
    return unpacked(bytes, name, ports);
  } catch (cause) {
    // Damaged, and so nothing to learn from: places beyond the end, or packed bytes that do not unpack.
    if (cause instanceof Error) return undefined;
    throw cause;
  }
}

function unpacked(bytes: Uint8Array, name: string, { decompress }: IntakePorts): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entry = entryOf(view, bytes, name);
  if (entry === undefined || entry.length > BYTES_MAX) return undefined;
  const start = entry.place + 30 + view.getUint16(entry.place + 26, true) + view.getUint16(entry.place + 28, true);
  const packed = bytes.subarray(start, start + entry.packedLength);
  const { method } = entry;
  if (method === 0) return new TextDecoder().decode(packed);
  return method === 8 || method === 93 ? new TextDecoder().decode(decompress(method, packed, entry.length)) : undefined;
}

/** How a ZIP begins. */
const ZIP = [0x50, 0x4b, 0x03, 0x04];

export const isArchive = (bytes: Uint8Array): boolean => ZIP.every((byte, at) => bytes[at] === byte);

/** Of a ZIP each entry's name, checksum and length as its directory has them, packed however; null of anything else. */
export function archiveEntries(bytes: Uint8Array): readonly string[] | null {
  if (!isArchive(bytes)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: string[] = [];
  try {
    for (const { name, place } of directoryOf(view, bytes))
      entries.push(`${name} ${view.getUint32(place + 16, true)} ${view.getUint32(place + 24, true)}`);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
  }
  return entries;
}

interface Entry {
  readonly method: number;
  readonly packedLength: number;
  readonly length: number;
  readonly place: number;
}

function entryOf(view: DataView, bytes: Uint8Array, name: string): Entry | undefined {
  for (const each of directoryOf(view, bytes)) if (each.name === name) return entryAt(view, each.place);
  return undefined;
}

/** Throws where the directory leads beyond the end. */
function* directoryOf(view: DataView, bytes: Uint8Array): Generator<{ readonly name: string; readonly place: number }> {
  const end = endOf(view);
  if (end === -1) return;
  let place = view.getUint32(end + 16, true);
  for (let count = 0; count < ENTRIES_MAX && view.getUint32(place, true) === ENTRY; count += 1) {
    const nameLength = view.getUint16(place + 28, true);
    yield { name: new TextDecoder().decode(bytes.subarray(place + 46, place + 46 + nameLength)), place };
    place += 46 + nameLength + view.getUint16(place + 30, true) + view.getUint16(place + 32, true);
  }
}

const entryAt = (view: DataView, place: number): Entry => ({
  method: view.getUint16(place + 10, true),
  packedLength: view.getUint32(place + 20, true),
  length: view.getUint32(place + 24, true),
  place: view.getUint32(place + 42, true),
});

function endOf(view: DataView): number {
  const least = Math.max(0, view.byteLength - END_LENGTH - COMMENT_MAX);
  for (let place = view.byteLength - END_LENGTH; place >= least; place -= 1)
    if (view.getUint32(place, true) === END) return place;
  return -1;
}
