import { type Digest, PlimsollError } from "@plimsoll/foundation";
import type { KernelState } from "@plimsoll/kernel";
import { type ImmutableFlag, noImmutableFlag } from "./immutable-flag.ts";
import { snapshotIdentity } from "./snapshot-identity.ts";
import { unlockTree } from "./snapshot-lock.ts";
import { describeFile, type OnBytes, walkSnapshot } from "./snapshot-manifest.ts";

export interface ThawOptions {
  readonly immutable?: ImmutableFlag;
  readonly onBytes?: OnBytes;
}

/**
 * Makes a frozen snapshot writable again, if its lineage was killed and released, and the release does not leave these weights frozen (K-55).
 * Which weights they are is read from the bytes. Throws `SNAPSHOT_FROZEN`, and then the lock is as it was; `SNAPSHOT_NOT_FOUND`, `SNAPSHOT_UNFREEZABLE`.
 */
export function thawSnapshot(
  root: string,
  state: Pick<KernelState, "checkpoints" | "lineages">,
  { immutable = noImmutableFlag, onBytes = () => {} }: ThawOptions = {},
): Digest {
  const tree = walkSnapshot(root);
  const manifest = tree.files.map((path) => describeFile(root, path, onBytes));
  const digest = snapshotIdentity(tree, manifest);
  if (!isReleased(state, digest)) throw stillFrozen(digest);
  unlockTree(root, tree, immutable);
  return digest;
}

/** Weights that no kill ever held were not released either: whoever froze them by hand says so by hand. */
function isReleased({ checkpoints, lineages }: Pick<KernelState, "checkpoints" | "lineages">, digest: Digest): boolean {
  const checkpoint = checkpoints.get(digest);
  const lineage = checkpoint === undefined ? undefined : lineages.get(checkpoint.lineage);
  if (lineage === undefined || lineage.killEpoch === 0) return false;
  return !lineage.killed && !lineage.frozen.includes(digest);
}

const stillFrozen = (digest: Digest): PlimsollError =>
  new PlimsollError({
    code: "SNAPSHOT_FROZEN",
    expected: "weights that lineage.release has set free",
    received: digest,
    fix: "have two operators and an auditor release them, after two window sets that prove full control",
  });
