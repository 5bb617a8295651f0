import { concatBytes, hex } from "@plimsoll/foundation";

/** What holders of blobs say to one another. The digest is 64 hexadecimal digits. */
export type BlobMessage =
  | {
      readonly kind: "offer" | "piece";
      readonly digest: string;
      readonly total: number;
      readonly offset: number;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: "held" | "refused" | "absent"; readonly digest: string }
  /** `length` 0 only asks whether it is there. */
  | { readonly kind: "want"; readonly digest: string; readonly offset: number; readonly length: number };

const KINDS = ["offer", "piece", "held", "refused", "absent", "want"] as const;

/** mesh.md, section 2.2: pieces of 64 to 256 KiB. */
export const PIECE_BYTES = 256 * 1024;
export const BLOB_MESSAGE_BYTES_MAX = PIECE_BYTES + 64;

export function encodeBlobMessage(message: BlobMessage): Uint8Array {
  const head = concatBytes(Uint8Array.of(KINDS.indexOf(message.kind)), Buffer.from(message.digest, "hex"));
  if (message.kind === "want") return concatBytes(head, words(message.offset, message.length));
  if ("bytes" in message) return concatBytes(head, words(message.total, message.offset), message.bytes);
  return head;
}

/** Null for anything that `encodeBlobMessage` does not write. */
export function decodeBlobMessage(data: Uint8Array): BlobMessage | null {
  const kind = KINDS[data[0] ?? KINDS.length];
  if (kind === undefined || data.length < 33) return null;
  const digest = hex(data.subarray(1, 33));
  if (kind === "held" || kind === "refused" || kind === "absent") return data.length === 33 ? { kind, digest } : null;
  if (data.length < 41) return null;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const [first, second] = [view.getUint32(33), view.getUint32(37)];
  if (kind === "want") return data.length === 41 ? { kind, digest, offset: first, length: second } : null;
  return { kind, digest, total: first, offset: second, bytes: data.subarray(41) };
}

function words(first: number, second: number): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, first);
  view.setUint32(4, second);
  return bytes;
}

/** Where the pieces of a blob begin; an empty blob is one empty piece. */
export function pieceOffsets(total: number): readonly number[] {
  return Array.from({ length: Math.max(1, Math.ceil(total / PIECE_BYTES)) }, (_, index) => index * PIECE_BYTES);
}
