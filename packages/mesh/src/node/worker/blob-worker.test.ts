import { expect, test } from "vitest";
import type { Worker } from "../../ports/work.ts";
import { decodeBlobReference, encodeBlobReference } from "../blob-reference.ts";
import { MemoryBlobHub } from "../memory/memory-blob-store.ts";
import { INLINE_BYTES_MAX } from "../transport-limits.ts";
import { blobWorker } from "./blob-worker.ts";

const echo: Worker = {
  lanes: ["fast"],
  announcedMs: 1,
  capacity: 1,
  answer: async ({ prompt }) => ({ answer: prompt, encoder: "e", weight: 1, angles: prompt.subarray(0, 2) }),
};
const signal = new AbortController().signal;
const job = (prompt: Uint8Array) => ({ idempotenceKey: "ab", lane: "fast", prompt });
const long = new Uint8Array(INLINE_BYTES_MAX + 1).fill(7);

test("ME-526 a worker is given the content that a prompt refers to, and a long answer becomes a reference", async () => {
  const hub = new MemoryBlobHub();
  const [here, there] = [hub.join("a"), hub.join("b")];
  const { digest } = await here.put(long);
  const prompt = encodeBlobReference({ digest, bytes: long.length });
  const { answer, angles } = await blobWorker(echo, there).answer(job(prompt), signal);
  expect(decodeBlobReference(answer)).toEqual({ digest, bytes: long.length });
  // Of the answer itself: two that say the same agree, however they travel.
  expect([...angles]).toEqual([7, 7]);
});

test("ME-526 what fits into an event stays there", async () => {
  const short = long.subarray(1);
  expect((await blobWorker(echo, new MemoryBlobHub().join("a")).answer(job(short), signal)).answer).toEqual(short);
});

test("ME-526 a prompt that nobody within reach holds, or a node without blobs, is a failure with a code", async () => {
  const prompt = encodeBlobReference({ digest: "0f".repeat(32), bytes: 1 });
  const alone = blobWorker(echo, new MemoryBlobHub().join("a")).answer(job(prompt), signal);
  await expect(alone).rejects.toMatchObject({ code: "BLOB_NOT_FOUND" });
  await expect(blobWorker(echo, null).answer(job(prompt), signal)).rejects.toMatchObject({ code: "MESH_BLOBS_OFF" });
});

test("ME-526 content that is longer than its reference says is not taken", async () => {
  const hub = new MemoryBlobHub();
  const [here, there] = [hub.join("a"), hub.join("b")];
  const { digest } = await here.put(long);
  const prompt = encodeBlobReference({ digest, bytes: long.length - 1 });
  const answered = blobWorker(echo, there).answer(job(prompt), signal);
  await expect(answered).rejects.toMatchObject({ code: "BLOB_NOT_FOUND" });
});
