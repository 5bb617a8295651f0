import { join } from "node:path";

/** Where a store keeps the bytes of a digest. */
export const blobPath = (folder: string, digest: string): string =>
  join(folder, "blobs", "sha256", digest.slice(7, 9), digest.slice(7));
