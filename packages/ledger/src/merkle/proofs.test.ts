import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { consistencyProof, verifyConsistency } from "./consistency-proof.ts";
import { type HashSource, splitPoint } from "./hash-source.ts";
import { inclusionProof, verifyInclusion } from "./inclusion-proof.ts";
import { memoryHashSource } from "./memory-hash-source.ts";
import { EMPTY_ROOT, leafHash, nodeHash, type TreeHash } from "./tree-hash.ts";

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../spec/vectors/ledger/${name}`, import.meta.url), "utf8"));
const tree = read("rfc6962-tree.json") as { leafHex: string[]; rootHex: string[] };
const golden = read("merkle-proofs.json") as {
  inclusion: { index: number; size: number; proofHex: string[] }[];
  consistency: { oldSize: number; newSize: number; proofHex: string[] }[];
};

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, "hex"));
const hexes = (hashes: readonly TreeHash[]): string[] => hashes.map((hash) => Buffer.from(hash).toString("hex"));
const goldenLeaves = tree.leafHex.map((leaf) => leafHash(bytes(leaf)));
const goldenRoot = (size: number): TreeHash => bytes(tree.rootHex[size] as string);

/** RFC 6962 §2.1, §2.1.1 and §2.1.2 as they are written there, over lists: the model. */
const split = (leaves: readonly TreeHash[]): number => 2 ** Math.floor(Math.log2(leaves.length - 1));

function modelRoot(leaves: readonly TreeHash[]): TreeHash {
  if (leaves.length <= 1) return leaves[0] ?? EMPTY_ROOT;
  return nodeHash(modelRoot(leaves.slice(0, split(leaves))), modelRoot(leaves.slice(split(leaves))));
}

function modelPath(m: number, leaves: readonly TreeHash[]): TreeHash[] {
  if (leaves.length === 1) return [];
  const [k, left, right] = [split(leaves), leaves.slice(0, split(leaves)), leaves.slice(split(leaves))];
  return m < k ? [...modelPath(m, left), modelRoot(right)] : [...modelPath(m - k, right), modelRoot(left)];
}

function modelSubproof(m: number, leaves: readonly TreeHash[], complete: boolean): TreeHash[] {
  if (m === leaves.length) return complete ? [] : [modelRoot(leaves)];
  const [k, left, right] = [split(leaves), leaves.slice(0, split(leaves)), leaves.slice(split(leaves))];
  return m <= k
    ? [...modelSubproof(m, left, complete), modelRoot(right)]
    : [...modelSubproof(m - k, right, false), modelRoot(left)];
}

const leavesOf = (size: number): TreeHash[] =>
  Array.from({ length: size }, (_, index) => leafHash(Buffer.from(`${index}`)));
const sizes = fc.integer({ min: 1, max: 300 });

/** Every proof that differs from this one in one flipped bit, one hash less, or one hash more. */
const mutations = (proof: readonly TreeHash[], root: TreeHash): fc.Arbitrary<readonly TreeHash[]> => {
  const added = fc.nat(proof.length).map((at) => [...proof.slice(0, at), root, ...proof.slice(at)]);
  if (proof.length === 0) return added;
  const place = fc.nat(proof.length - 1);
  return fc.oneof(
    added,
    place.map((at) => proof.filter((_, index) => index !== at)),
    fc
      .tuple(place, fc.nat(255))
      .map(([at, bit]) => proof.map((hash, index) => (index === at ? flipped(hash, bit) : hash))),
    place.map((at) => proof.map((hash, index) => (index === at ? hash.subarray(1) : hash))),
    place.map((at) => proof.map((hash, index) => (index === at ? Uint8Array.of(...hash, 0) : hash))),
  );
};

const flipped = (hash: TreeHash, bit: number): TreeHash =>
  hash.map((byte, at) => (at === Math.floor(bit / 8) ? byte ^ (1 << (bit % 8)) : byte));

describe("inclusion proofs", () => {
  test.each(golden.inclusion)("LG-40 are the published ones: $index in $size", ({ index, size, proofHex }) => {
    const proof = inclusionProof(memoryHashSource(goldenLeaves), index, size);
    expect(hexes(proof)).toEqual(proofHex);
    const claim = { index, size, leafHash: goldenLeaves[index] as TreeHash, root: goldenRoot(size) };
    expect(verifyInclusion(claim, proofHex.map(bytes))).toBe(true);
  });

  test("LG-40 are those of the recursive definition, and verify", () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, seed) => {
        const [leaves, index] = [leavesOf(size), seed % size];
        const proof = inclusionProof(memoryHashSource(leaves), index, size);
        expect(hexes(proof)).toEqual(hexes(modelPath(index, leaves)));
        const claim = { index, size, leafHash: leaves[index] as TreeHash, root: modelRoot(leaves) };
        expect(verifyInclusion(claim, proof)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test("LG-41 any change of the proof, the index, the leaf or the root is refused", () => {
    const cases = sizes.chain((size) => fc.nat(size - 1).map((index) => ({ size, index, leaves: leavesOf(size) })));
    const mutated = cases.chain(({ size, index, leaves }) => {
      const claim = { index, size, leafHash: leaves[index] as TreeHash, root: modelRoot(leaves) };
      const proof = modelPath(index, leaves);
      const other = fc.nat(size * 2).filter((it) => it !== index);
      return fc.oneof(
        mutations(proof, claim.root).map((changed) => ({ claim, proof: changed })),
        other.map((changed) => ({ claim: { ...claim, index: changed }, proof })),
        fc.nat(255).map((bit) => ({ claim: { ...claim, root: flipped(claim.root, bit) }, proof })),
        fc.nat(255).map((bit) => ({ claim: { ...claim, leafHash: flipped(claim.leafHash, bit) }, proof })),
      );
    });
    fc.assert(
      fc.property(mutated, ({ claim, proof }) => {
        expect(verifyInclusion(claim, proof)).toBe(false);
      }),
    );
  });

  test("LG-41 a negative index is not taken for the first", () => {
    const [leaves, size] = [leavesOf(5), 5];
    const claim = { index: 0, size, leafHash: leaves[0] as TreeHash, root: modelRoot(leaves) };
    expect(verifyInclusion(claim, modelPath(0, leaves))).toBe(true);
    expect(verifyInclusion({ ...claim, index: -1 }, modelPath(0, leaves))).toBe(false);
  });

  test.each([
    { index: -1, size: 3 },
    { index: 3, size: 3 },
    { index: 0, size: 0 },
    { index: 0.5, size: 3 },
    { index: 0, size: 2 ** 53 },
    { index: Number.NaN, size: 3 },
  ])("LG-41 there is none of index $index in $size", ({ index, size }) => {
    const leaf = leafHash(Uint8Array.of(1));
    expect(verifyInclusion({ index, size, leafHash: leaf, root: leaf }, [])).toBe(false);
    expect(() => inclusionProof(memoryHashSource(leavesOf(3)), index, size)).toThrow(RangeError);
  });
});

describe("consistency proofs", () => {
  test.each(golden.consistency)(
    "LG-40 are the published ones: $oldSize to $newSize",
    ({ oldSize, newSize, proofHex }) => {
      expect(hexes(consistencyProof(memoryHashSource(goldenLeaves), oldSize, newSize))).toEqual(proofHex);
      const [older, newer] = [oldSize, newSize].map((size) => ({ size, root: goldenRoot(size) })) as [
        { size: number; root: TreeHash },
        { size: number; root: TreeHash },
      ];
      expect(verifyConsistency(older, newer, proofHex.map(bytes))).toBe(true);
    },
  );

  test("LG-40 are those of the recursive definition, and verify", () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (newSize, seed) => {
        const [leaves, oldSize] = [leavesOf(newSize), 1 + (seed % newSize)];
        const proof = consistencyProof(memoryHashSource(leaves), oldSize, newSize);
        expect(hexes(proof)).toEqual(hexes(modelSubproof(oldSize, leaves, true)));
        const older = { size: oldSize, root: modelRoot(leaves.slice(0, oldSize)) };
        expect(verifyConsistency(older, { size: newSize, root: modelRoot(leaves) }, proof)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test("LG-41 any change of the proof or of a root is refused", () => {
    const cases = sizes.chain((size) =>
      fc.integer({ min: 1, max: size }).map((oldSize) => ({ oldSize, leaves: leavesOf(size) })),
    );
    const mutated = cases.chain(({ oldSize, leaves }) => {
      const older = { size: oldSize, root: modelRoot(leaves.slice(0, oldSize)) };
      const newer = { size: leaves.length, root: modelRoot(leaves) };
      const proof = modelSubproof(oldSize, leaves, true);
      return fc.oneof(
        mutations(proof, newer.root).map((changed) => ({ older, newer, proof: changed })),
        fc.nat(255).map((bit) => ({ older: { ...older, root: flipped(older.root, bit) }, newer, proof })),
        fc.nat(255).map((bit) => ({ older, newer: { ...newer, root: flipped(newer.root, bit) }, proof })),
      );
    });
    fc.assert(
      fc.property(mutated, ({ older, newer, proof }) => {
        expect(verifyConsistency(older, newer, proof)).toBe(false);
      }),
    );
  });

  test("LG-41 a rewritten leaf before the old size is refused", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.nat(), fc.nat(), (size, oldSeed, leafSeed) => {
        const oldSize = 1 + (oldSeed % (size - 1));
        const [honest, forged] = [leavesOf(size), leavesOf(size)];
        forged[leafSeed % oldSize] = leafHash(Buffer.from("rewritten"));
        const older = { size: oldSize, root: modelRoot(honest.slice(0, oldSize)) };
        const proof = consistencyProof(memoryHashSource(forged), oldSize, size);
        expect(verifyConsistency(older, { size, root: modelRoot(forged) }, proof)).toBe(false);
      }),
    );
  });

  test("LG-41 the empty tree is a prefix of every tree, by the empty proof alone", () => {
    const [empty, one] = [
      { size: 0, root: EMPTY_ROOT },
      { size: 1, root: leafHash(Uint8Array.of(1)) },
    ];
    expect(consistencyProof(memoryHashSource([one.root]), 0, 1)).toEqual([]);
    expect(verifyConsistency(empty, one, [])).toBe(true);
    expect(verifyConsistency(empty, empty, [])).toBe(true);
    expect(verifyConsistency(empty, one, [one.root])).toBe(false);
    expect(verifyConsistency({ size: 0, root: one.root }, one, [])).toBe(false);
    expect(verifyConsistency(empty, { size: 0, root: one.root }, [])).toBe(false);
    expect(verifyConsistency(one, empty, [])).toBe(false);
  });
});

describe("trees of any size", () => {
  /** A tree whose leaves are all the same: each level has one hash, so that a tree of 2^53 - 1 leaves costs nothing. */
  const uniform = (): HashSource => {
    const levels = [leafHash(Uint8Array.of(0))];
    return {
      subtreeHash: (level) => {
        while (levels.length <= level) levels.push(nodeHash(levels.at(-1) as TreeHash, levels.at(-1) as TreeHash));
        return levels[level] as TreeHash;
      },
    };
  };
  const large = fc.bigInt({ min: 1n, max: BigInt(Number.MAX_SAFE_INTEGER) }).map(Number);
  const rootAt = (size: number): TreeHash => {
    const proof = inclusionProof(uniform(), 0, size);
    return proof.reduce((left, right) => nodeHash(left, right), uniform().subtreeHash(0, 0));
  };

  test("LG-42 proofs verify at sizes up to 2^53 - 1", () => {
    fc.assert(
      fc.property(large, large, (one, two) => {
        const [oldSize, newSize] = [Math.min(one, two), Math.max(one, two)];
        const [older, newer] = [oldSize, newSize].map((size) => ({ size, root: rootAt(size) })) as [
          { size: number; root: TreeHash },
          { size: number; root: TreeHash },
        ];
        expect(verifyConsistency(older, newer, consistencyProof(uniform(), oldSize, newSize))).toBe(true);
        const claim = { index: oldSize - 1, size: newSize, leafHash: uniform().subtreeHash(0, 0), root: newer.root };
        expect(verifyInclusion(claim, inclusionProof(uniform(), oldSize - 1, newSize))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 2],
    [5, 4],
    [2 ** 32, 2 ** 31],
    [2 ** 32 + 1, 2 ** 32],
    [2 ** 53 - 1, 2 ** 52],
    [2 ** 52 + 1, 2 ** 52],
    [2 ** 52, 2 ** 51],
  ])("LG-42 %i leaves are split at %i", (size, expected) => {
    expect(splitPoint(size)).toBe(expected);
  });
});
