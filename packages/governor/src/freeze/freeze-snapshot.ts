import { closeSync, fchmodSync, fstatSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "@plimsoll/foundation";
import {
  describeFile,
  type FrozenFile,
  openNoFollow,
  type SnapshotManifest,
  walkSnapshot,
} from "./snapshot-manifest.ts";

const WRITE_BITS = 0o222;

/**
 * Takes away everybody's right to write to a file or directory tree, and returns what it holds.
 *
 * The lock comes before the digest, so that nobody changes through the file system what was already read. A process
 * that has a file open may still write: end the run first. Root is not bound by permissions; `verifyManifest` tells.
 * Throws `SNAPSHOT_NOT_FOUND` and `SNAPSHOT_UNFREEZABLE`, then nothing is locked. Freezing twice gives the same manifest.
 */
export function freezeSnapshot(root: string): SnapshotManifest {
  const { files, directories } = walkSnapshot(root);
  for (const path of [...directories, ...files]) removeWriteBits(join(root, path));
  // Walked again: what was added between the first look and the lock belongs to the snapshot, and is locked too.
  const tree = walkSnapshot(root);
  for (const path of [...tree.directories, ...tree.files]) removeWriteBits(join(root, path));
  return tree.files.map((path) => describeFile(root, path));
}

function removeWriteBits(path: string): void {
  const descriptor = openNoFollow(path);
  try {
    const { mode } = fstatSync(descriptor);
    if ((mode & WRITE_BITS) !== 0) fchmodSync(descriptor, mode & 0o7777 & ~WRITE_BITS);
  } finally {
    closeSync(descriptor);
  }
}

/** One place where a snapshot is not what its manifest says. */
export interface SnapshotDifference {
  readonly path: string;
  readonly kind: "missing" | "added" | "changed";
}

/**
 * Whether a snapshot still holds exactly what its manifest says; if not, every difference, sorted by path.
 * Throws `SNAPSHOT_NOT_FOUND` and `SNAPSHOT_UNFREEZABLE`.
 */
export function verifyManifest(root: string, manifest: SnapshotManifest): Result<null, readonly SnapshotDifference[]> {
  const expected = new Map(manifest.map((file) => [file.path, file]));
  const found = new Set(walkSnapshot(root).files);
  const paths = [...new Set([...expected.keys(), ...found])].sort();
  const differences = paths.flatMap((path) => differenceAt(root, path, expected.get(path), found.has(path)));
  return differences.length === 0 ? ok(null) : err(differences);
}

function differenceAt(
  root: string,
  path: string,
  expected: FrozenFile | undefined,
  isThere: boolean,
): SnapshotDifference[] {
  if (expected === undefined) return [{ path, kind: "added" }];
  if (!isThere) return [{ path, kind: "missing" }];
  return describeFile(root, path).digest === expected.digest ? [] : [{ path, kind: "changed" }];
}
