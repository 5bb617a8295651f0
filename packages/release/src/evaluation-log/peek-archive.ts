import type { IntakePorts } from "@plimsoll/evidence";

/** More entries are not gone through, and no larger one is unpacked: a header is small. */
const ENTRIES_MAX = 200_000;
const BYTES_MAX = 64 * 1024 * 1024;

const [END, ENTRY] = [0x06054b50, 0x02014b50];
const END_LENGTH = 22;
const COMMENT_MAX = 65_535;

/**
 * The text of one entry of a ZIP (APPNOTE 6.3.10), or undefined: looked at to learn what a log is about. What is counted is read by the
 * stricter reader of `@plimsoll/evidence`. Without ZIP64, which logs of that size use: those are exported as JSON.
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

interface Entry {
  readonly method: number;
  readonly packedLength: number;
  readonly length: number;
  readonly place: number;
}

function entryOf(view: DataView, bytes: Uint8Array, name: string): Entry | undefined {
  const end = endOf(view);
  if (end === -1) return undefined;
  let place = view.getUint32(end + 16, true);
  for (let count = 0; count < ENTRIES_MAX && view.getUint32(place, true) === ENTRY; count += 1) {
    const nameLength = view.getUint16(place + 28, true);
    if (new TextDecoder().decode(bytes.subarray(place + 46, place + 46 + nameLength)) === name)
      return entryAt(view, place);
    place += 46 + nameLength + view.getUint16(place + 30, true) + view.getUint16(place + 32, true);
  }
  return undefined;
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
