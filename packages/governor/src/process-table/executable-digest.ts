import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import type { Digest } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";

/** By device, inode, size and time of change: while a file is being run its bytes cannot be written. */
const known = new Map<string, Digest>();

/**
 * SHA-256 of what a process runs, read through its own link: a file that took its place since is not what it runs. Null
 * where that cannot be read.
 */
export function executableDigest(pid: number): Digest | null {
  try {
    const descriptor = openSync(`/proc/${pid}/exe`, "r");
    try {
      return digestOfOpen(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return null;
  }
}

function digestOfOpen(descriptor: number): Digest {
  const { dev, ino, size, ctimeNs } = fstatSync(descriptor, { bigint: true });
  const key = [dev, ino, size, ctimeNs].join(":");
  const digest = known.get(key) ?? digestOfBytes(readFileSync(descriptor));
  known.set(key, digest);
  return digest;
}
