import { concatBytes, hex } from "@plimsoll/foundation";
import type { NodeKey } from "../../event/event.ts";

/** A piece of a message as it travels: version, sender's key, number of the message, place and count of the piece, bytes. */
export interface MessagePart {
  /** A claim: NATS proves no sender. Events are signed, so nothing that matters rests on it. */
  readonly from: NodeKey;
  /** Drawn by the sender's process, so that a restart never continues an old message. 16 hexadecimal digits. */
  readonly messageId: string;
  readonly index: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** mesh.md, section 2.2: pieces of 64 to 256 KiB. A server takes 1 MiB by default. */
export const PART_BYTES = 128 * 1024;
/** The count travels in 16 bits; with pieces of 128 KiB this would be 8 GiB, so the receiver's memory is the real bound. */
const PARTS_MAX = 0xffff;
const HEADER_BYTES = 1 + 32 + 8 + 2 + 2;
const VERSION = 1;

/** The message in pieces; none when it would need more than 65 535. An empty message is one empty piece. */
export function splitMessage(from: NodeKey, messageId: string, message: Uint8Array): readonly Uint8Array[] {
  const count = Math.max(1, Math.ceil(message.length / PART_BYTES));
  if (count > PARTS_MAX) return [];
  return Array.from({ length: count }, (_, index) => {
    const bytes = message.subarray(index * PART_BYTES, (index + 1) * PART_BYTES);
    return encodePart({ from, messageId, index, count, bytes });
  });
}

function encodePart({ from, messageId, index, count, bytes }: MessagePart): Uint8Array {
  const places = new Uint8Array([index >> 8, index & 0xff, count >> 8, count & 0xff]);
  return concatBytes(Uint8Array.of(VERSION), Buffer.from(from, "hex"), Buffer.from(messageId, "hex"), places, bytes);
}

/** Null for anything that `splitMessage` does not write. Anyone on the broker may send anything. */
export function openPart(data: Uint8Array): MessagePart | null {
  if (data.length < HEADER_BYTES || data.length > HEADER_BYTES + PART_BYTES || data[0] !== VERSION) return null;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const index = view.getUint16(41);
  const count = view.getUint16(43);
  if (index >= count) return null;
  const bytes = data.subarray(HEADER_BYTES);
  if (index < count - 1 && bytes.length !== PART_BYTES) return null;
  return { from: hex(data.subarray(1, 33)), messageId: hex(data.subarray(33, 41)), index, count, bytes };
}
