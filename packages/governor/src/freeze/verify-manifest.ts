import { type Digest, err, ok, type Result } from "@plimsoll/foundation";
import { describeFile, type OnBytes, type SnapshotManifest, walkSnapshot } from "./snapshot-manifest.ts";

/** One place where a snapshot is not what its manifest says. */
export type SnapshotDifference =
  | { readonly path: string; readonly kind: "missing" | "added" | "changed" }
  /** What the manifest has at `from`, and what is no longer there, is here. Two shards that were swapped are two of these. */
  | { readonly path: string; readonly kind: "renamed"; readonly from: string };

/**
 * Whether a snapshot still holds exactly what its manifest says; if not, every difference, sorted by path. All of it is read.
 * Throws `SNAPSHOT_NOT_FOUND` and `SNAPSHOT_UNFREEZABLE`.
 */
export function verifyManifest(
  root: string,
  manifest: SnapshotManifest,
  onBytes: OnBytes = () => {},
): Result<null, readonly SnapshotDifference[]> {
  const found = walkSnapshot(root).files.map((path) => describeFile(root, path, onBytes));
  const differences = differencesBetween(manifest, found);
  return differences.length === 0 ? ok(null) : err(differences);
}

/** What tells two manifests apart, seen from the expected one. */
export function differencesBetween(expected: SnapshotManifest, found: SnapshotManifest): readonly SnapshotDifference[] {
  const wanted = digestsByPath(expected);
  const here = digestsByPath(found);
  const isIntact = (path: string): boolean => here.get(path) === wanted.get(path);
  const moves = movesBetween(
    expected.filter(({ path }) => !isIntact(path)),
    found.filter(({ path }) => !isIntact(path)),
  );
  const leftBehind = new Set(moves.values());
  const kindAt = (path: string): SnapshotDifference | null => {
    const from = moves.get(path);
    if (from !== undefined) return { path, kind: "renamed", from };
    if (!wanted.has(path)) return { path, kind: "added" };
    if (here.has(path)) return { path, kind: "changed" };
    return leftBehind.has(path) ? null : { path, kind: "missing" };
  };
  const paths = [...new Set([...wanted.keys(), ...here.keys()])].sort();
  return paths.filter((path) => !isIntact(path)).flatMap((path) => kindAt(path) ?? []);
}

const digestsByPath = (manifest: SnapshotManifest): ReadonlyMap<string, Digest> =>
  new Map(manifest.map(({ path, digest }) => [path, digest]));

/** By new path, where its content was before. A copy of what is still in its place is none: that is something added. */
function movesBetween(homeless: SnapshotManifest, strange: SnapshotManifest): ReadonlyMap<string, string> {
  const homes = Map.groupBy(homeless, ({ digest }) => digest);
  return new Map(
    strange.flatMap(({ path, digest }): [string, string][] => {
      const home = homes.get(digest)?.shift();
      return home === undefined ? [] : [[path, home.path]];
    }),
  );
}
