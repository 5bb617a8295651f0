import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  type Stats,
} from "node:fs";
import { join } from "node:path";
import { type Digest, PlimsollError } from "@plimsoll/foundation";

/** A regular file of a snapshot. */
export interface FrozenFile {
  /** Below the snapshot, with `/`; empty if the snapshot is itself a file. */
  readonly path: string;
  readonly bytes: number;
  readonly digest: Digest;
}

/** What a snapshot holds, sorted by path in code-unit order: the same files give the same manifest everywhere. */
export type SnapshotManifest = readonly FrozenFile[];

/** Everything of a snapshot, directories too: the root is the empty path. */
export interface SnapshotTree {
  readonly files: readonly string[];
  readonly directories: readonly string[];
}

/** Told after every piece that was read: how many bytes it had. */
export type OnBytes = (bytes: number) => void;

/**
 * Lists a file or directory tree without following anything out of it.
 * Throws `SNAPSHOT_UNFREEZABLE` for a symbolic link, socket, pipe or device: their content lies elsewhere and could be
 * changed in spite of us. Throws `SNAPSHOT_NOT_FOUND`.
 */
export function walkSnapshot(root: string): SnapshotTree {
  const files: string[] = [];
  const directories: string[] = [];
  const visit = (path: string, kind: Stats | Dirent): void => {
    if (kind.isFile()) files.push(path);
    else if (kind.isDirectory()) directories.push(path);
    else throw unfreezable(path);
  };
  visit("", statOf(root));
  // Directories that are found are appended, and the loop meets them.
  for (const directory of directories) {
    for (const entry of readdirSync(join(root, directory), { withFileTypes: true }))
      visit(join(directory, entry.name), entry);
  }
  return { files: files.sort(), directories };
}

/** Path, size and SHA-256 of one file, all of it read anew: a time or a size proves no content. */
export const describeFile = (root: string, path: string, onBytes: OnBytes = () => {}): FrozenFile => ({
  path,
  ...hashFile(join(root, path), onBytes),
});

/** Throws `SNAPSHOT_UNFREEZABLE` if what is opened is no regular file by now. */
function hashFile(file: string, onBytes: OnBytes): Pick<FrozenFile, "bytes" | "digest"> {
  const descriptor = openNoFollow(file);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw unfreezable(file);
    return hashDescriptor(descriptor, stats.size, onBytes);
  } finally {
    closeSync(descriptor);
  }
}

const PIECE_BYTES = 1024 * 1024;

/** Weights are larger than memory: read in pieces. No further than a piece past their size: what grows as fast as it is read has no end. */
function hashDescriptor(descriptor: number, size: number, onBytes: OnBytes): Pick<FrozenFile, "bytes" | "digest"> {
  const hash = createHash("sha256");
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  let bytes = 0;
  for (let length = -1; length !== 0 && bytes <= size; bytes += length) {
    length = readSync(descriptor, piece);
    hash.update(piece.subarray(0, length));
    if (length > 0) onBytes(length);
  }
  return { bytes, digest: `sha256:${hash.digest("hex")}` };
}

/** Opens what the walk saw, and not what a link put in its place since leads to. A pipe does not keep us waiting. */
export const openNoFollow = (path: string): number =>
  openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);

function statOf(path: string): Stats {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats !== undefined) return stats;
  throw new PlimsollError({
    code: "SNAPSHOT_NOT_FOUND",
    expected: "a file or directory to freeze",
    received: `nothing at "${path}"`,
    fix: "name a file or a folder of weights that is there",
  });
}

const unfreezable = (path: string): PlimsollError =>
  new PlimsollError({
    code: "SNAPSHOT_UNFREEZABLE",
    expected: "regular files and directories only",
    received: `a link or special file at ${JSON.stringify(path)}`,
    fix: "put the content itself into the snapshot",
  });
