import { concatBytes } from "@plimsoll/foundation";
import { TILE_WIDTH } from "./tiles.ts";

const LENGTH_BYTES = 2;
const ENTRY_BYTES_MAX = 65_535;

/**
 * Entries one after the other, each behind its length in 16 bits, big-endian (C2SP tlog-tiles, "Log entries"). Throws a
 * `RangeError` for none, for more than 256, and for an entry above 65 535 bytes.
 */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length === 0 || entries.length > TILE_WIDTH) {
    throw new RangeError(`expected 1 to ${TILE_WIDTH} entries, got ${entries.length}`);
  }
  return concatBytes(...entries.flatMap((entry) => [lengthPrefix(entry.length), entry]));
}

/** The entries of a bundle; `undefined` unless it holds exactly `width` of them, whole, and nothing after. */
export function parseEntryBundle(bundle: Uint8Array, width: number): Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  let offset = 0;
  while (offset < bundle.length && entries.length < width) {
    const end = endOfEntry(bundle, offset);
    entries.push(bundle.subarray(offset + LENGTH_BYTES, end));
    offset = end;
  }
  return offset === bundle.length && entries.length === width ? entries : undefined;
}

function lengthPrefix(length: number): Uint8Array {
  if (length > ENTRY_BYTES_MAX)
    throw new RangeError(`expected an entry of at most ${ENTRY_BYTES_MAX} bytes, got ${length}`);
  return Uint8Array.of(Math.floor(length / 256), length % 256);
}

/** Beyond the bundle where even the length is cut off. */
const endOfEntry = (bundle: Uint8Array, offset: number): number =>
  offset + LENGTH_BYTES + (bundle[offset] ?? 0) * 256 + (bundle[offset + 1] ?? 0);
