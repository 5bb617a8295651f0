import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, type Digest, PlimsollError } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";

/**
 * Digest of weights: of a file its SHA-256, of a folder that of its sorted manifest of names and digests. Throws
 * `SNAPSHOT_UNFREEZABLE` for what is neither: a pipe would keep waiting who reads it, and with him all whose commands he decides.
 */
export const snapshotDigest = (path: string): Digest => fileDigest(path) ?? folderDigest(path);

/** Looked at and read by one descriptor: what the name leads to may change meanwhile. Null for a folder. */
function fileDigest(path: string): Digest | null {
  const descriptor = opened(path);
  try {
    const stats = fstatSync(descriptor);
    if (stats.isFile()) return digestOfBytes(readFileSync(descriptor));
    if (stats.isDirectory()) return null;
    throw unfreezable(path);
  } finally {
    closeSync(descriptor);
  }
}

/** Not waiting for whoever might write to a pipe. */
function opened(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    // A socket.
    throw (cause as NodeJS.ErrnoException).code === "ENXIO" ? unfreezable(path) : cause;
  }
}

function folderDigest(path: string): Digest {
  const manifest = readdirSync(path)
    .toSorted()
    .map((name) => [name, snapshotDigest(join(path, name))] as const);
  return digestOfBytes(canonicalJson(manifest));
}

const unfreezable = (path: string): PlimsollError =>
  new PlimsollError({
    code: "SNAPSHOT_UNFREEZABLE",
    expected: "regular files and folders only",
    received: `a special file at ${JSON.stringify(path)}`,
    fix: "write weights as files, and put nothing else among them",
  });
