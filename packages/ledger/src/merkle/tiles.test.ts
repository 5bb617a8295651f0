import { readFileSync } from "node:fs";
import { concatBytes } from "@plimsoll/foundation";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeEntryBundle, parseEntryBundle } from "./entry-bundle.ts";
import { memoryHashSource } from "./memory-hash-source.ts";
import { perfectRoot, tileHashSource } from "./tile-hash-source.ts";
import { parseTilePath, type Tile, tilePath, tilesBetween } from "./tiles.ts";
import { leafHash, type TreeHash } from "./tree-hash.ts";

const vectors = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/ledger/tiles.json", import.meta.url), "utf8"),
) as {
  paths: { valid: (Tile & { path: string })[]; malformed: string[] };
  trees: { size: number; full: Record<string, number>; partial: string[] }[];
  bundles: {
    valid: { entriesHex: string[]; bundleHex: string }[];
    malformed: { why: string; width: number; bundleHex: string }[];
  };
};
const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, "hex"));
const tilesOf = (size: number): Tile[] => [...tilesBetween(0, size)];

describe("tile paths", () => {
  test.each(vectors.paths.valid)("LG-43 $path", ({ path, ...tile }) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  test.each(vectors.paths.malformed)("LG-43 %j is none", (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });

  test("LG-43 go there and back", () => {
    const tile = fc.record({
      level: fc.oneof(fc.constant("entries" as const), fc.nat(63)),
      index: fc.maxSafeNat(),
      width: fc.integer({ min: 1, max: 256 }),
    });
    fc.assert(
      fc.property(tile, (each) => {
        expect(parseTilePath(tilePath(each))).toEqual(each);
      }),
    );
  });

  test.each([
    { level: 64, index: 0, width: 256 },
    { level: 0, index: -1, width: 256 },
    { level: 0, index: 0, width: 0 },
    { level: 0, index: 0, width: 257 },
    { level: 0.5, index: 0, width: 1 },
  ])("LG-43 $level/$index of $width is no tile", (tile) => {
    expect(() => tilePath(tile)).toThrow(RangeError);
  });
});

describe("the tiles of a tree", () => {
  test.each(vectors.trees)("LG-44 of $size leaves", ({ size, full, partial }) => {
    const hashTiles = tilesOf(size).filter(({ level }) => level !== "entries");
    const counts = Object.groupBy(
      hashTiles.filter(({ width }) => width === 256),
      ({ level }) => level,
    );
    expect(Object.fromEntries(Object.entries(counts).map(([level, tiles]) => [level, tiles?.length]))).toEqual(full);
    expect(hashTiles.filter(({ width }) => width < 256).map(tilePath)).toEqual(partial);
    const bundles = tilesOf(size).filter(({ level }) => level === "entries");
    expect(bundles.reduce((sum, { width }) => sum + width, 0)).toBe(size);
  });

  test("LG-44 growing publishes exactly the tiles that are new or wider", () => {
    fc.assert(
      fc.property(fc.nat(70_000), fc.nat(70_000), (one, two) => {
        const [oldSize, newSize] = [Math.min(one, two), Math.max(one, two)];
        const before = new Set(tilesOf(oldSize).map(tilePath));
        const expected = tilesOf(newSize)
          .map(tilePath)
          .filter((path) => !before.has(path));
        expect([...tilesBetween(oldSize, newSize)].map(tilePath)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test("LG-44 of 2^53 - 1 leaves begin", () => {
    const [first] = tilesBetween(2 ** 53 - 2, 2 ** 53 - 1);
    expect(first && tilePath(first)).toBe("tile/entries/x035/x184/x372/x088/831.p/255");
  });
});

describe("hashes out of tiles", () => {
  const leaves = (size: number): TreeHash[] =>
    Array.from({ length: size }, (_, index) => leafHash(Buffer.from(`${index}`)));
  const SIZE = 70_000;
  const all = memoryHashSource(leaves(SIZE));
  const stored = ({ level, index, width }: Tile): Uint8Array =>
    concatBytes(
      ...Array.from({ length: width }, (_, place) => all.subtreeHash(8 * (level as number), index * 256 + place)),
    );

  test("LG-45 are those of the tree, at every level", () => {
    const position = fc
      .nat(16)
      .chain((level) => fc.tuple(fc.constant(level), fc.nat(Math.floor(SIZE / 2 ** level) - 1)));
    fc.assert(
      fc.property(position, ([level, index]) => {
        const hash = tileHashSource(SIZE, stored).subtreeHash(level, index);
        expect(Buffer.compare(hash, all.subtreeHash(level, index))).toBe(0);
      }),
    );
  });

  test("LG-45 a reader may give the full tile in place of a partial one", () => {
    const full = tileHashSource(300, (tile) => stored({ ...tile, width: 256 }));
    expect(Buffer.compare(full.subtreeHash(3, 36), all.subtreeHash(3, 36))).toBe(0);
  });

  test.each([
    ["no hash", new Uint8Array(0)],
    ["a hash too few", new Uint8Array(43 * 32)],
    ["half a hash", new Uint8Array(44 * 32 + 16)],
    ["more than a full tile", new Uint8Array(257 * 32)],
  ])("LG-45 a tile with %s is TILE_MALFORMED", (_, tile) => {
    expect(() => tileHashSource(300, () => tile).subtreeHash(0, 299)).toThrow(
      expect.objectContaining({ code: "TILE_MALFORMED" }),
    );
  });

  test.each([
    [0, 300],
    [2, 75],
    [9, 0],
    [-1, 0],
    [0, -1],
  ])("LG-45 no subtree %i/%i in a tree of 300", (level, index) => {
    expect(() => tileHashSource(300, stored).subtreeHash(level, index)).toThrow(RangeError);
    expect(() => memoryHashSource(leaves(300)).subtreeHash(level, index)).toThrow(RangeError);
  });

  test("LG-45 nothing has no root", () => {
    expect(() => perfectRoot([])).toThrow(RangeError);
  });
});

describe("entry bundles", () => {
  test.each(vectors.bundles.valid)("LG-46 $bundleHex", ({ entriesHex, bundleHex }) => {
    expect(Buffer.from(encodeEntryBundle(entriesHex.map(bytes))).toString("hex")).toBe(bundleHex);
    expect(parseEntryBundle(bytes(bundleHex), entriesHex.length)).toEqual(entriesHex.map(bytes));
  });

  test.each(vectors.bundles.malformed)("LG-46 with $why is malformed", ({ width, bundleHex }) => {
    expect(parseEntryBundle(bytes(bundleHex), width)).toBeUndefined();
  });

  test("LG-46 go there and back", () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 });
    fc.assert(
      fc.property(entries, (each) => {
        const read = parseEntryBundle(encodeEntryBundle(each), each.length);
        expect(read?.map((entry) => Buffer.from(entry).toString("hex"))).toEqual(
          each.map((entry) => Buffer.from(entry).toString("hex")),
        );
      }),
    );
  });

  test("LG-46 hold 1 to 256 entries of at most 65 535 bytes", () => {
    const longest = new Uint8Array(65_535).fill(7);
    expect(parseEntryBundle(encodeEntryBundle([longest]), 1)?.[0]?.length).toBe(65_535);
    expect(() => encodeEntryBundle([new Uint8Array(65_536)])).toThrow(RangeError);
    expect(() => encodeEntryBundle([])).toThrow(RangeError);
    expect(() => encodeEntryBundle(Array.from({ length: 257 }, () => new Uint8Array(1)))).toThrow(RangeError);
  });
});
