import { hash } from "node:crypto";

const leafHash = (entry: Uint8Array): Buffer => hash("sha256", Buffer.concat([Buffer.of(0), entry]), "buffer");

const nodeHash = (left: Buffer, right: Buffer): Buffer =>
  hash("sha256", Buffer.concat([Buffer.of(1), left, right]), "buffer");

/** RFC 6962 §2.1, level by level: a last node without a sibling goes up as it is. */
export function merkleRoot(entries: readonly Uint8Array[]): Buffer {
  let level = entries.map(leafHash);
  while (level.length > 1) level = pairsOf(level);
  return level[0] ?? hash("sha256", "", "buffer");
}

const pairsOf = (level: readonly Buffer[]): Buffer[] =>
  Array.from({ length: Math.ceil(level.length / 2) }, (_, at) => {
    const [left, right] = level.slice(2 * at, 2 * at + 2) as [Buffer, Buffer?];
    return right === undefined ? left : nodeHash(left, right);
  });

/** The root that a path leads to from an entry (RFC 9162 §2.1.3.2); `undefined` where it is too short or too long. */
export function rootByPath(entry: Buffer, index: number, size: number, path: readonly Buffer[]): Buffer | undefined {
  if (index >= size) return undefined;
  let [place, last, hash] = [index, size - 1, leafHash(entry)];
  for (const sibling of path) {
    // A last node without a sibling went up as it is, until it was a right one.
    while (place === last && place % 2 === 0 && place > 0) [place, last] = [place / 2, last / 2];
    if (last === 0) return undefined;
    hash = place % 2 === 1 ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash : undefined;
}
