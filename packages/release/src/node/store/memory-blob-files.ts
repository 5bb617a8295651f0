import type { BlobFiles } from "./blob-files.ts";

/** Files that are gone with the process. */
export function memoryBlobFiles(): BlobFiles {
  const files = new Map<string, Uint8Array>();
  return {
    read: (path) => files.get(path)?.slice(),
    has: (path) => files.has(path),
    write: (path, bytes) => void files.set(path, bytes.slice()),
    rename: (from, to) => {
      const bytes = files.get(from);
      if (bytes !== undefined) files.set(to, bytes);
      files.delete(from);
    },
    remove: (path) => void files.delete(path),
    makeFolder: () => false,
    sync: () => {},
  };
}
