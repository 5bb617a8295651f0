import { decodeCbor, encodeCbor } from "../event/cbor.ts";
import type { Cryptography } from "../ports/cryptography.ts";
import { type OpenedCertificate, openCertificate } from "./certificate.ts";

const FORMAT = "plimsoll mesh signed 1";

/**
 * What a node writes to its journal, durably, before its signature leaves: after a restart it signs nothing that
 * contradicts it (spec/mesh.md, ME-42).
 */
export const encodeSigningNote = ({ bytes }: OpenedCertificate): Uint8Array => encodeCbor([FORMAT, bytes]);

/** Undefined for bytes that `encodeSigningNote` would not have made for this mesh. */
export function decodeSigningNote(note: Uint8Array, mesh: string, crypto: Cryptography): OpenedCertificate | undefined {
  const items = decodeCbor(note);
  if (!Array.isArray(items) || items.length !== 2 || items[0] !== FORMAT) return undefined;
  const bytes: unknown = items[1];
  const opened = bytes instanceof Uint8Array ? openCertificate(bytes, mesh, crypto) : undefined;
  return opened?.ok === true ? opened.value : undefined;
}

/** The one that the node signed last, of all notes in its journal. */
export function lastSigned(notes: Iterable<Uint8Array>, mesh: string, crypto: Cryptography): OpenedCertificate | null {
  let last: OpenedCertificate | null = null;
  for (const note of notes) {
    const certificate = decodeSigningNote(note, mesh, crypto);
    if (certificate !== undefined && certificate.number > (last?.number ?? 0)) last = certificate;
  }
  return last;
}
