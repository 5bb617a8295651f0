import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digestOfBytes } from "../node/index.ts";
import { canonicalJson, type CanonicalValue } from "./canonical-json.ts";
import { utf8 } from "./bytes.ts";
import { digestOf, digestOfTexts } from "./digest.ts";
import { merkleTreeHash } from "./merkle-tree-hash.ts";

const values = fc.letrec<{ value: CanonicalValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string(),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value")),
    fc.dictionary(fc.string(), tie("value")),
  ),
})).value;

describe("canonical JSON", () => {
  test("F-1 says the same as JSON and is its own canonical form", () => {
    fc.assert(
      fc.property(values, (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text) as CanonicalValue)).toBe(text);
      }),
    );
  });

  test.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("F-1 the number %d throws", (number) => {
    expect(() => canonicalJson({ deep: [number] })).toThrow(TypeError);
  });
});

test("F-2 the pure and the machine's digest agree", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(digestOf(bytes)).toBe(digestOfBytes(bytes));
    }),
  );
});

test("F-2 texts that follow one another have the digest of the whole", () => {
  const texts = fc.array(fc.string({ unit: "binary" }), { maxLength: 20 });
  fc.assert(
    fc.property(texts, fc.nat(70_000), (parts, length) => {
      const long = [...parts, "é".repeat(length), ...parts];
      expect(digestOfTexts(long)).toBe(digestOf(utf8(long.join(""))));
    }),
  );
});

describe("Merkle tree hash", () => {
  // The inputs and roots of the Certificate Transparency project's reference tree for RFC 6962.
  const leaves = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
  ].map((text) => Buffer.from(text, "hex"));
  test.each([
    [0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    [1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"],
    [2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    [3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"],
    [8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"],
  ])("F-11 of the first %i known leaves", (count, root) => {
    expect(merkleTreeHash(leaves.slice(0, count))).toBe(`sha256:${root}`);
  });

  test("F-11 a leaf cannot pose as a node", () => {
    const [left, right] = [utf8("l"), utf8("r")];
    expect(merkleTreeHash([left, right])).not.toBe(merkleTreeHash([Buffer.concat([left, right])]));
  });
});
