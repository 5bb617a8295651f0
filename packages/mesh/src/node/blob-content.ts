import { hash } from "node:crypto";
import { PlimsollError } from "@plimsoll/foundation";
import type { BlobStore } from "../ports/blob-store.ts";
import { type BlobReference, decodeBlobReference, encodeBlobReference } from "./blob-reference.ts";
import { BLOB_BYTES_MAX, INLINE_BYTES_MAX } from "./transport-limits.ts";

/**
 * What goes into an event for this content: itself, or a reference to it once it lies in the blob store.
 * @throws {PlimsollError} `MESH_BLOBS_OFF` where it is too long for an event and there is no store, `BLOB_TOO_LARGE`,
 * `BLOB_NOT_PLACED`
 */
export async function inlineOrPut(content: Uint8Array, blobs: BlobStore | null): Promise<Uint8Array> {
  if (content.length <= INLINE_BYTES_MAX) return content;
  const { digest } = await storeOf(blobs).put(content);
  return encodeBlobReference({ digest, bytes: content.length });
}

/**
 * What an event means: its bytes, or the content that they refer to.
 * @throws {PlimsollError} `BLOB_NOT_FOUND` where nobody reachable holds it, `MESH_BLOBS_OFF`
 */
export async function contentOf(bytes: Uint8Array, blobs: BlobStore | null): Promise<Uint8Array> {
  const reference = decodeBlobReference(bytes);
  return reference === null ? bytes : fetchBlob(reference.digest, blobs, reference);
}

/** The content of a digest, checked, also against the length where a reference tells one. Rejects as `contentOf`. */
export async function fetchBlob(
  digest: string,
  blobs: BlobStore | null,
  reference: Pick<BlobReference, "bytes"> | null = null,
): Promise<Uint8Array> {
  const content = await storeOf(blobs).get(digest);
  if (content !== null && isOfLength(content, reference) && hash("sha256", content, "hex") === digest) return content;
  throw notFound(digest);
}

const isOfLength = ({ length }: Uint8Array, reference: Pick<BlobReference, "bytes"> | null): boolean =>
  reference === null ? length <= BLOB_BYTES_MAX : length === reference.bytes;

/** @throws {PlimsollError} `MESH_BLOBS_OFF` */
export function storeOf(blobs: BlobStore | null): BlobStore {
  if (blobs !== null) return blobs;
  throw new PlimsollError({
    code: "MESH_BLOBS_OFF",
    expected: "a node that is in the DHT",
    received: "one that has brokers alone",
    fix: "start it with --listen or --peer as well: blobs travel on straight roads",
  });
}

const notFound = (digest: string): PlimsollError =>
  new PlimsollError({
    code: "BLOB_NOT_FOUND",
    expected: "a node within reach that holds the content",
    received: `none for ${digest}`,
    fix: "ask again when more nodes are up: blobs lie on some of them only",
  });
