import { PlimsollError, utf8 } from "@plimsoll/foundation";

/** The length prefix of an entry in a tile is 16 bits wide (C2SP tlog-tiles, "Log Entries"). */
export const ENTRY_BYTES_MAX = 65_535;

/** The bytes to store for an entry. Throws `ENTRY_TOO_LARGE` or `ENTRY_MALFORMED`, naming its place in the batch. */
export function entryBytes(entry: Uint8Array | string, position: number): Uint8Array {
  const bytes = typeof entry === "string" ? textBytes(entry, position) : entry;
  if (bytes.length > ENTRY_BYTES_MAX) throw entryTooLarge(bytes.length, position);
  return bytes;
}

function textBytes(entry: string, position: number): Uint8Array {
  // Encoding would put U+FFFD in place of a lone surrogate and so record what nobody said.
  if (entry.isWellFormed()) return utf8(entry);
  throw new PlimsollError({
    code: "ENTRY_MALFORMED",
    expected: "well-formed Unicode",
    received: `a lone surrogate in entry ${position} of the batch`,
    fix: "append canonical JSON (RFC 8785)",
  });
}

const entryTooLarge = (length: number, position: number): PlimsollError =>
  new PlimsollError({
    code: "ENTRY_TOO_LARGE",
    expected: `an entry of at most ${ENTRY_BYTES_MAX} bytes`,
    received: `${length} bytes in entry ${position} of the batch`,
    fix: "record the digest of the large part and keep the part beside the ledger",
  });
