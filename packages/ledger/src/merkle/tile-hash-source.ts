import { PlimsollError } from "@plimsoll/foundation";
import { assertWithin, type HashSource } from "./hash-source.ts";
import { hashCount, TILE_WIDTH, type Tile, tilePath } from "./tiles.ts";
import { HASH_BYTES, nodeHash, type TreeHash } from "./tree-hash.ts";

const TILE_HEIGHT = 8;

/** Reads the bytes of a hash tile. A reader MAY give the full tile, or a wider partial one, in place of a partial one. */
export type ReadTile = (tile: Tile) => Uint8Array;

/**
 * The hashes of a tree of so many leaves, out of its tiles (C2SP tlog-tiles). The levels between those that tiles store are
 * hashed anew. Throws `TILE_MALFORMED` for a tile that is short or no whole number of hashes.
 */
export function tileHashSource(size: number, readTile: ReadTile): HashSource {
  return { subtreeHash: (level, index) => subtreeHash(size, readTile, level, index) };
}

/** The root of the perfect subtree over hashes of a tile, 1, 2, 4 … 256 of them. */
export function perfectRoot(hashes: readonly TreeHash[]): TreeHash {
  const [first, second] = hashes;
  if (first === undefined) throw new RangeError("expected at least one hash, got none");
  if (second === undefined) return first;
  return nodeHash(perfectRoot(hashes.slice(0, hashes.length / 2)), perfectRoot(hashes.slice(hashes.length / 2)));
}

function subtreeHash(size: number, readTile: ReadTile, level: number, index: number): TreeHash {
  assertWithin("a level", level, 0, 53);
  assertWithin("an index", index, 0, Math.floor(size / 2 ** level) - 1);
  const [tileLevel, width] = [Math.floor(level / TILE_HEIGHT), 2 ** (level % TILE_HEIGHT)];
  const tileIndex = Math.floor((index * width) / TILE_WIDTH);
  const [tile, offset] = [tileOf(size, tileLevel, tileIndex), (index * width) % TILE_WIDTH];
  return perfectRoot(hashesOf(tile, readTile(tile)).slice(offset, offset + width));
}

const tileOf = (size: number, level: number, index: number): Tile => ({
  level,
  index,
  width: Math.min(TILE_WIDTH, hashCount(level, size) - index * TILE_WIDTH),
});

function hashesOf(tile: Tile, bytes: Uint8Array): TreeHash[] {
  const isWhole = bytes.length % HASH_BYTES === 0 && bytes.length <= TILE_WIDTH * HASH_BYTES;
  if (!isWhole || bytes.length < tile.width * HASH_BYTES) throw tileMalformed(tile, bytes.length);
  return Array.from({ length: tile.width }, (_, place) => bytes.slice(place * HASH_BYTES, (place + 1) * HASH_BYTES));
}

const tileMalformed = (tile: Tile, length: number): PlimsollError =>
  new PlimsollError({
    code: "TILE_MALFORMED",
    expected: `${tile.width} to ${TILE_WIDTH} hashes of ${HASH_BYTES} bytes in ${tilePath(tile)}`,
    received: `${length} bytes`,
    fix: "fetch the tile again, or the full tile in place of a partial one",
  });
