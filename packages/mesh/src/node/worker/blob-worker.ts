import type { BlobStore } from "../../ports/blob-store.ts";
import type { Worker } from "../../ports/work.ts";
import { contentOf, inlineOrPut } from "../blob-content.ts";

/**
 * The same worker, for prompts and answers of any length: what does not fit into an event lies in the blob store. Angles are
 * those of the answer itself.
 */
export const blobWorker = (worker: Worker, blobs: BlobStore | null): Worker => ({
  ...worker,
  answer: async (job, signal) => {
    const prompt = await contentOf(job.prompt, blobs);
    const answer = await worker.answer({ ...job, prompt }, signal);
    return { ...answer, answer: blobs === null ? answer.answer : await inlineOrPut(answer.answer, blobs) };
  },
});
