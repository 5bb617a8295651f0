import type { BlobFiles } from "../../src/node/store/blob-files.ts";
import { diskBlobFiles } from "../../src/node/store/disk-blob-files.ts";

/** What a dead process throws. */
export class Died extends Error {}

/** The files of a process that dies at its n-th call: before it, or when half of a file is written. */
export function dyingFiles(path: string, lives: { calls: number }): BlobFiles {
  const files = diskBlobFiles(path);
  const step = (half?: () => void): void => {
    lives.calls -= 1;
    if (lives.calls > 0) return;
    if (lives.calls === 0) half?.();
    throw new Died("no further call");
  };
  return {
    read: (name) => files.read(name),
    has: (name) => files.has(name),
    write: (name, bytes) => {
      step(() => files.write(name, bytes.subarray(0, bytes.length >> 1)));
      files.write(name, bytes);
    },
    rename: (from, to) => {
      step();
      files.rename(from, to);
    },
    remove: (name) => {
      step();
      files.remove(name);
    },
    makeFolder: (name) => {
      step();
      return files.makeFolder(name);
    },
    sync: (folder) => {
      step();
      files.sync(folder);
    },
  };
}
