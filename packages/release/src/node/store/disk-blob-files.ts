import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { BlobFiles } from "./blob-files.ts";
import { withFileFaults } from "./file-fault.ts";

/** Files below a folder of the disk. Throws `DISK_FULL`, `DIRECTORY_NOT_WRITABLE`, `RELEASE_STORE_FAILED`. */
export function diskBlobFiles(root: string): BlobFiles {
  const at = (path: string): string => join(root, path);
  const run = <T>(action: () => T): T => withFileFaults(root, action);
  return {
    read: (path) => run(() => (existsSync(at(path)) ? readFileSync(at(path)) : undefined)),
    has: (path) => existsSync(at(path)),
    write: (path, bytes) => run(() => writeDurably(at(path), bytes)),
    rename: (from, to) => run(() => renameSync(at(from), at(to))),
    remove: (path) => run(() => rmSync(at(path), { force: true })),
    makeFolder: (path) => run(() => mkdirSync(at(path), { recursive: true }) !== undefined),
    sync: (folder) => run(() => withDescriptor(at(folder), "r", fsyncSync)),
  };
}

function writeDurably(path: string, bytes: Uint8Array): void {
  withDescriptor(path, "w", (descriptor) => {
    for (let offset = 0; offset < bytes.length;) offset += writeSync(descriptor, bytes, offset);
    fsyncSync(descriptor);
  });
}

function withDescriptor(path: string, flags: string, action: (descriptor: number) => void): void {
  const descriptor = openSync(path, flags, 0o600);
  try {
    action(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
