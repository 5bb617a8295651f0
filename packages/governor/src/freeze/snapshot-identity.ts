import { canonicalJson, type Digest } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import { describeFile, type SnapshotManifest, type SnapshotTree, walkSnapshot } from "./snapshot-manifest.ts";

/**
 * The digest of weights as they are frozen (`snapshotDigest`): no link is followed, no pipe waited for, and no file held in memory whole.
 * Throws `SNAPSHOT_NOT_FOUND` and `SNAPSHOT_UNFREEZABLE`.
 */
export function freezableDigest(root: string): Digest {
  const tree = walkSnapshot(root);
  const manifest = tree.files.map((path) => describeFile(root, path));
  return snapshotIdentity(tree, manifest);
}

/**
 * The digest by which the kernel knows weights or data, from a manifest and without reading them again: of a file its SHA-256, of a folder
 * that of its sorted list of names and digests, folders in it likewise, empty ones too (`snapshotDigest`).
 */
export function snapshotIdentity(
  { directories }: Pick<SnapshotTree, "directories">,
  manifest: SnapshotManifest,
): Digest {
  const [only] = manifest;
  if (only?.path === "") return only.digest;
  const listed = new Map<string, [string, Digest][]>(directories.map((path) => [path, []]));
  const enter = (path: string, digest: Digest): void => {
    const [parent, name] = parted(path);
    listed.get(parent)?.push([name, digest]);
  };
  for (const { path, digest } of manifest) enter(path, digest);
  // Found from the root on, so backwards every folder is full before its digest is taken.
  for (const path of directories.toReversed()) if (path !== "") enter(path, digestOfFolder(listed.get(path) ?? []));
  return digestOfFolder(listed.get("") ?? []);
}

const digestOfFolder = (entries: readonly (readonly [string, Digest])[]): Digest =>
  digestOfBytes(canonicalJson(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)).map((entry) => [...entry])));

function parted(path: string): readonly [parent: string, name: string] {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? ["", path] : [path.slice(0, slash), path.slice(slash + 1)];
}
