import type { BlobStore } from "../../ports/blob-store.ts";
import { fetchBlob, storeOf } from "../blob-content.ts";
import { type ControlRequest, malformed, textOf } from "./control-answers.ts";

type Answering = AsyncGenerator<unknown, unknown, void>;

/** Puts the bytes of `base64` into the blob store and answers with the receipt. */
// eslint-disable-next-line require-yield -- an answer without items is an answer
export async function* putBlob(request: ControlRequest, blobs: BlobStore | null): Answering {
  const bytes = Buffer.from(textOf(request, "base64"), "base64");
  return { ...(await storeOf(blobs).put(bytes)), bytes: bytes.length };
}

/** The content of `digest`, checked, in pieces of base64, and at last its length. */
export async function* getBlob(request: ControlRequest, blobs: BlobStore | null): Answering {
  const digest = textOf(request, "digest");
  if (!/^[0-9a-f]{64}$/u.test(digest)) throw malformed("a digest of 64 hexadecimal digits", digest.slice(0, 80));
  const content = await fetchBlob(digest, blobs);
  for (let from = 0; from < content.length; from += PIECE_BYTES) {
    yield Buffer.from(content.subarray(from, from + PIECE_BYTES)).toString("base64");
  }
  return { digest, bytes: content.length };
}

/** A whole number of groups of base64. */
const PIECE_BYTES = 3 * 256 * 1024;
