import { concatBytes } from "@plimsoll/foundation";
import { TILE_WIDTH } from "../merkle/tiles.ts";
import { HASH_BYTES, type TreeHash } from "../merkle/tree-hash.ts";
import type { Tile } from "./log-index.ts";

/** The root of a tile stands so many levels higher. */
export const TILE_HEIGHT = 8;

/**
 * The tiles at the right edge of a growing tree (C2SP tlog-tiles): those that are full since the last `taken`, and the
 * open one of each level.
 */
export class TreeTiles {
  /** The open tile of each level. */
  readonly #open: TreeHash[][] = [];
  /** How many tiles of each level are full. */
  readonly #full: number[] = [];
  #written: Tile[] = [];

  /** @param openTiles what a tree of so many leaves has in its open tiles, by level */
  static resumed(
    leafCount: number,
    openTile: (level: number, index: number) => Uint8Array | undefined,
  ): TreeTiles | undefined {
    const tiles = new TreeTiles();
    for (let [level, count] = [0, leafCount]; count > 0; level += 1, count = Math.floor(count / TILE_WIDTH)) {
      const [index, width] = [Math.floor(count / TILE_WIDTH), count % TILE_WIDTH];
      const hashes = width === 0 ? new Uint8Array(0) : openTile(level, index);
      if (hashes === undefined || hashes.length < width * HASH_BYTES) return undefined;
      tiles.#full[level] = index;
      tiles.#open[level] = Array.from({ length: width }, (_, place) => hashOf(hashes, place));
    }
    return tiles;
  }

  /** Takes the roots of perfect subtrees in the order in which the tree makes them. @param height a multiple of 8, 0 for a leaf */
  add(height: number, hash: TreeHash): void {
    const level = height / TILE_HEIGHT;
    const open = (this.#open[level] ??= []);
    const index = (this.#full[level] ??= 0);
    open.push(hash);
    if (open.length < TILE_WIDTH) return;
    this.#written.push({ level, index, hashes: concatBytes(...open) });
    this.#open[level] = [];
    this.#full[level] = index + 1;
  }

  /** A tile that is not in the index yet, or not in its present width. */
  tile(level: number, index: number): Uint8Array | undefined {
    if (index === this.#full[level]) return concatBytes(...(this.#open[level] ?? []));
    return this.#written.find((tile) => tile.level === level && tile.index === index)?.hashes;
  }

  /** What the index does not have yet. */
  unwritten(): Tile[] {
    const open = this.#open.map((hashes, level) => ({
      level,
      index: this.#full[level] ?? 0,
      hashes: concatBytes(...hashes),
    }));
    return [...this.#written, ...open.filter(({ hashes }) => hashes.length > 0)];
  }

  /** The index has all of `unwritten` now. */
  written(): void {
    this.#written = [];
  }
}

const hashOf = (tile: Uint8Array, place: number): TreeHash => tile.slice(place * HASH_BYTES, (place + 1) * HASH_BYTES);
