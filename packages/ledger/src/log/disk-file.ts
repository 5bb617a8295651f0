import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { ledgerDamaged, withStorageFaults } from "../folder/storage-fault.ts";
import type { RawFile } from "./raw-file.ts";

/** A file on the disk. @param access `write` creates it, and makes its name durable too */
export function openDiskFile(path: string, access: "read" | "write"): RawFile {
  const directory = dirname(path);
  const run = <T>(action: () => T): T => withStorageFaults(directory, action);
  const descriptor = run(() => (access === "read" ? opened(path) : created(path, directory)));
  return {
    size: () => run(() => fstatSync(descriptor).size),
    read: (offset, length) => run(() => readAt(descriptor, offset, length)),
    write: (offset, bytes) => run(() => writeAt(descriptor, offset, bytes)),
    // The size of the file is part of what is synced; its times are not.
    sync: () => run(() => fdatasyncSync(descriptor)),
    truncate: (size) => run(() => ftruncateSync(descriptor, size)),
    close: () => closeSync(descriptor),
  };
}

/** A folder from elsewhere may have a pipe in this place, which would be waited for, or a device, which never ends. */
function opened(path: string): number {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  throw ledgerDamaged("a log that is no regular file");
}

function created(path: string, directory: string): number {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o644);
  try {
    syncDirectory(directory);
    return descriptor;
  } catch (cause) {
    closeSync(descriptor);
    throw cause;
  }
}

/** A file whose directory was not synced may be gone after a power cut, however well it was synced itself. */
function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function readAt(descriptor: number, offset: number, length: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const count = readSync(descriptor, bytes, read, length - read, offset + read);
    if (count === 0) break;
    read += count;
  }
  return bytes.subarray(0, read);
}

function writeAt(descriptor: number, offset: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    written += writeSync(descriptor, bytes, written, bytes.length - written, offset + written);
  }
}
