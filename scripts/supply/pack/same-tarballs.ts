import type { Tarball } from "./pack-copy.ts";

/** Names of packages that two builds did not make alike, byte for byte, or that only one of them made. */
export function differing(first: readonly Tarball[], second: readonly Tarball[]): readonly string[] {
  const digests = (tarballs: readonly Tarball[]) => new Map(tarballs.map(({ name, sha256 }) => [name, sha256]));
  const [before, after] = [digests(first), digests(second)];
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}
