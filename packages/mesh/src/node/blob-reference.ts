import { decodeCbor, encodeCbor } from "../event/cbor.ts";

/**
 * Stands in an event for a prompt or an answer that is too long for one: the content is in the blob store. Its bytes are
 * the CBOR array `["plimsoll mesh blob 1", digest (32 bytes), length]`, with which no text begins.
 */
export interface BlobReference {
  /** SHA-256, 64 hexadecimal digits. */
  readonly digest: string;
  readonly bytes: number;
}

const FORMAT = "plimsoll mesh blob 1";

export const encodeBlobReference = ({ digest, bytes }: BlobReference): Uint8Array =>
  encodeCbor([FORMAT, new Uint8Array(Buffer.from(digest, "hex")), bytes]);

/** Null for any other bytes. */
export function decodeBlobReference(content: Uint8Array): BlobReference | null {
  if (content.length > REFERENCE_BYTES_MAX) return null;
  const value = decodeCbor(content);
  if (!Array.isArray(value) || value.length !== 3 || value[0] !== FORMAT) return null;
  const [, digest, bytes] = value;
  if (!(digest instanceof Uint8Array) || digest.length !== 32 || typeof bytes !== "number") return null;
  return { digest: Buffer.from(digest).toString("hex"), bytes };
}

const REFERENCE_BYTES_MAX = 128;
