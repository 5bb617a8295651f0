import { concatBytes } from "@plimsoll/foundation";

/** A piece of a message: its place, how many there are, and its bytes. */
export interface MessagePart {
  readonly index: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** mesh.md, section 2.2: pieces of 64 to 256 KiB. A server takes 1 MiB by default. */
export const PART_BYTES = 128 * 1024;
const PLACE_BYTES = 2 + 2;
/** Of a piece as it travels, at most. */
export const PART_FRAME_BYTES = PLACE_BYTES + PART_BYTES;
/** The count travels in 16 bits; with pieces of 128 KiB this would be 8 GiB, so the receiver's memory is the real bound. */
const PARTS_MAX = 0xffff;

/** The message in pieces; none when it would need more than 65 535. An empty message is one empty piece. */
export function splitMessage(message: Uint8Array): readonly Uint8Array[] {
  const count = Math.max(1, Math.ceil(message.length / PART_BYTES));
  if (count > PARTS_MAX) return [];
  return Array.from({ length: count }, (_, index) => {
    const places = Uint8Array.of(index >> 8, index & 0xff, count >> 8, count & 0xff);
    return concatBytes(places, message.subarray(index * PART_BYTES, (index + 1) * PART_BYTES));
  });
}

/** Null for anything that `splitMessage` does not write. */
export function openPart(data: Uint8Array): MessagePart | null {
  if (data.length < PLACE_BYTES || data.length > PART_FRAME_BYTES) return null;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const index = view.getUint16(0);
  const count = view.getUint16(2);
  if (index >= count) return null;
  const bytes = data.subarray(PLACE_BYTES);
  if (index < count - 1 && bytes.length !== PART_BYTES) return null;
  return { index, count, bytes };
}
