import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Frontier } from "./frontier.ts";
import { EMPTY_ROOT, leafHash, nodeHash, type TreeHash } from "./tree-hash.ts";

const vectors = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/ledger/rfc6962-tree.json", import.meta.url), "utf8"),
) as { leafHex: string[]; rootHex: string[] };

/** RFC 6962 §2.1 as it is written there: the model that the frontier is held against. */
function naiveRoot(leaves: readonly TreeHash[]): TreeHash {
  if (leaves.length <= 1) return leaves[0] ?? EMPTY_ROOT;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split)));
}

const hexOf = (hash: TreeHash): string => Buffer.from(hash).toString("hex");

describe("the tree", () => {
  test.each(vectors.rootHex.map((root, size) => ({ size, root })))(
    "LG-1 has the published RFC 6962 root at size $size",
    ({ size, root }) => {
      const frontier = Frontier.empty();
      for (const leaf of vectors.leafHex.slice(0, size)) frontier.append(leafHash(Buffer.from(leaf, "hex")));
      expect(hexOf(frontier.root())).toBe(root);
    },
  );

  test("LG-1 does not let a node pass for a leaf", () => {
    const [left, right] = [leafHash(Uint8Array.of(1)), leafHash(Uint8Array.of(2))];
    expect(hexOf(leafHash(Buffer.concat([left, right])))).not.toBe(hexOf(nodeHash(left, right)));
  });

  test("LG-2 equals the tree built from scratch, at every size on the way", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 70 }), (entries) => {
        const frontier = Frontier.empty();
        const leaves = entries.map(leafHash);
        for (const [index, leaf] of leaves.entries()) {
          frontier.append(leaf);
          expect(hexOf(frontier.root())).toBe(hexOf(naiveRoot(leaves.slice(0, index + 1))));
        }
      }),
      { numRuns: 60 },
    );
  });

  test("LG-2 comes back from its bytes, and from no others", () => {
    fc.assert(
      fc.property(fc.nat(300), fc.uint8Array({ minLength: 1, maxLength: 8 }), (size, more) => {
        const frontier = Frontier.empty();
        for (let index = 0; index < size; index += 1) frontier.append(leafHash(Buffer.from(String(index))));
        const restored = Frontier.fromBytes(size, frontier.toBytes());
        expect(hexOf(restored?.root() as TreeHash)).toBe(hexOf(frontier.root()));
        expect(Frontier.fromBytes(size, Buffer.concat([frontier.toBytes(), more]))).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });

  test("LG-2 a copy grows alone", () => {
    const frontier = Frontier.empty();
    frontier.append(leafHash(Uint8Array.of(1)));
    const copy = frontier.copy();
    copy.append(leafHash(Uint8Array.of(2)));
    expect([frontier.size, copy.size]).toEqual([1, 2]);
  });
});
