import { concatBytes, utf8 } from "@plimsoll/foundation";
import type { Cryptography } from "../ports/cryptography.ts";
import type { JournalPlace } from "./record.ts";

/** A state that was computed from all records up to a place, as opaque bytes. */
export interface Snapshot {
  readonly upTo: JournalPlace;
  readonly state: Uint8Array;
}

export const SNAPSHOT_FILE = "snapshot";

const MAGIC = utf8("plimsoll mesh snapshot 1\n");
const DIGEST_BYTES = 32;
const ID_AT = MAGIC.length;
const SEGMENT_AT = ID_AT + 16;
const OFFSET_AT = SEGMENT_AT + 4;
const STATE_AT = OFFSET_AT + 4;

/** Format, journal id, place, state, and the SHA-256 of all that. */
export function encodeSnapshot({ upTo, state }: Snapshot, journalId: string, crypto: Cryptography): Uint8Array {
  const place = Buffer.alloc(8);
  place.writeUInt32BE(upTo.segment, 0);
  place.writeUInt32BE(upTo.offset, 4);
  const content = concatBytes(MAGIC, Buffer.from(journalId, "hex"), place, state);
  return concatBytes(content, crypto.sha256Bytes(content));
}

/** The snapshot, or undefined unless every bit of it holds and it is one of this journal. */
export function decodeSnapshot(bytes: Uint8Array, journalId: string, crypto: Cryptography): Snapshot | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (file.length < STATE_AT + DIGEST_BYTES) return undefined;
  const content = file.subarray(0, file.length - DIGEST_BYTES);
  if (Buffer.compare(crypto.sha256Bytes(content), file.subarray(content.length)) !== 0) return undefined;
  const isOfJournal = content.subarray(ID_AT, SEGMENT_AT).equals(Buffer.from(journalId, "hex"));
  if (!isOfJournal || !content.subarray(0, ID_AT).equals(MAGIC)) return undefined;
  const upTo = { segment: content.readUInt32BE(SEGMENT_AT), offset: content.readUInt32BE(OFFSET_AT) };
  return { upTo, state: content.subarray(STATE_AT) };
}
