import { assertWithin, type HashSource } from "./hash-source.ts";
import { nodeHash, type TreeHash } from "./tree-hash.ts";

/** Every perfect subtree over a list of leaf hashes, kept in memory: 2n hashes for n leaves. */
export function memoryHashSource(leaves: readonly TreeHash[]): HashSource {
  const levels = [[...leaves]];
  for (let below = levels[0]; below !== undefined && below.length > 1; below = levels.at(-1)) {
    levels.push(levelAbove(below));
  }
  return { subtreeHash: (level, index) => hashAt(levels, level, index) };
}

const levelAbove = (below: readonly TreeHash[]): TreeHash[] =>
  Array.from({ length: Math.floor(below.length / 2) }, (_, index) =>
    nodeHash(below[2 * index] as TreeHash, below[2 * index + 1] as TreeHash),
  );

function hashAt(levels: readonly (readonly TreeHash[])[], level: number, index: number): TreeHash {
  assertWithin("a level", level, 0, levels.length - 1);
  const hashes = levels[level] as readonly TreeHash[];
  assertWithin("an index", index, 0, hashes.length - 1);
  return hashes[index] as TreeHash;
}
