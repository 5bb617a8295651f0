import { type BigIntStats, lstatSync } from "node:fs";
import { join } from "node:path";
import { type Digest, PlimsollError } from "@plimsoll/foundation";
import { type ImmutableFlag, noImmutableFlag } from "./immutable-flag.ts";
import { snapshotIdentity } from "./snapshot-identity.ts";
import { type Lock, locksOf, lockTree } from "./snapshot-lock.ts";
import {
  describeFile,
  type OnBytes,
  type SnapshotManifest,
  type SnapshotTree,
  walkSnapshot,
} from "./snapshot-manifest.ts";
import { type WriterSearch, writersInProc } from "./snapshot-writers.ts";

export interface FreezeOptions {
  /** Without one, only modes are taken away, and root can write. */
  readonly immutable?: ImmutableFlag;
  readonly writers?: WriterSearch;
  readonly onBytes?: OnBytes;
}

/** A snapshot that nobody may write to. */
export interface FrozenSnapshot {
  /** As the kernel knows the weights (`snapshotDigest`). */
  readonly digest: Digest;
  readonly manifest: SnapshotManifest;
  /** By path; what was verified, not what was tried. */
  readonly locks: ReadonlyMap<string, Lock>;
}

/**
 * Takes away everybody's right to write to a file or directory tree, and says what it holds.
 *
 * The lock comes before the digest, so that nobody changes through the file system what was already read. Who opened a file
 * before can still write to it: such a writer, or a file that changed while it was read, is `SNAPSHOT_STILL_WRITTEN`, and the lock stays.
 * Throws `SNAPSHOT_NOT_FOUND` and `SNAPSHOT_UNFREEZABLE`, then nothing is locked. Freezing twice says the same.
 */
export function freezeSnapshot(root: string, options: FreezeOptions = {}): FrozenSnapshot {
  const { immutable = noImmutableFlag, writers = writersInProc, onBytes = () => {} } = options;
  lockTree(root, walkSnapshot(root), immutable);
  // Walked again: what was added between the first look and the lock belongs to the snapshot, and is locked too.
  const tree = walkSnapshot(root);
  lockTree(root, tree, immutable);
  assertNoWriter(root, tree, writers);
  const before = stampsOf(root, tree);
  const manifest = tree.files.map((path) => describeFile(root, path, onBytes));
  assertUnchanged(root, tree, before);
  return { digest: snapshotIdentity(tree, manifest), manifest, locks: locksOf(root, tree, immutable) };
}

function assertNoWriter(root: string, { files }: SnapshotTree, search: WriterSearch): void {
  const [writer] = search(root, files);
  if (writer !== undefined)
    throw stillWritten(`process ${writer.pid}, which can write to ${JSON.stringify(writer.path)} by a ${writer.by}`);
}

type Stamps = ReadonlyMap<string, BigIntStats>;

const stampsOf = (root: string, { files }: SnapshotTree): Stamps =>
  new Map(files.map((path) => [path, lstatSync(join(root, path), { bigint: true })]));

/** The kernel sets `ctime`, nobody else can: a change between the lock and the end of reading shows there. */
function assertUnchanged(root: string, tree: SnapshotTree, before: Stamps): void {
  const after = walkSnapshot(root);
  if (after.files.join("\0") !== tree.files.join("\0")) throw stillWritten("other files than a moment before");
  for (const [path, now] of stampsOf(root, tree)) {
    const then = before.get(path);
    if (then?.ino !== now.ino || then.size !== now.size || then.mtimeNs !== now.mtimeNs || then.ctimeNs !== now.ctimeNs)
      throw stillWritten(`a change of ${JSON.stringify(path)} while it was read`);
  }
}

const stillWritten = (received: string): PlimsollError =>
  new PlimsollError({
    code: "SNAPSHOT_STILL_WRITTEN",
    expected: "a snapshot that nobody has open for writing",
    received,
    fix: "end that process, then freeze again; the lock stays meanwhile",
  });
