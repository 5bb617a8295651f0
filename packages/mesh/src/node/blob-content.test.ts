import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { contentOf, fetchBlob } from "./blob-content.ts";
import { encodeBlobReference } from "./blob-reference.ts";
import { MemoryBlobHub, type MemoryBlobStore } from "./memory/memory-blob-store.ts";

const content = Buffer.from("a prompt of some length");
const digest = hash("sha256", content, "hex");

test("ME-526 content is given where digest and length are those of the reference, and else not", async () => {
  const hub = new MemoryBlobHub();
  const [blobs] = ["a", "b"].map((digit) => hub.join(digit.repeat(64))) as [MemoryBlobStore];
  await blobs.put(content);
  const given = async (bytes: number) => contentOf(encodeBlobReference({ digest, bytes }), blobs);
  expect(Buffer.from(await given(content.length))).toEqual(content);
  for (const bytes of [content.length - 1, content.length + 1, 2 ** 40]) {
    await expect(given(bytes)).rejects.toMatchObject({ code: "BLOB_NOT_FOUND" });
  }
  // Whoever has the digest alone knows no length.
  expect(Buffer.from(await fetchBlob(digest, blobs))).toEqual(content);
});
