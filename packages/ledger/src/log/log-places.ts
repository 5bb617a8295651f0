import type { BatchPlace, IndexUpdate, LogIndex, Tile } from "../log-index/log-index.ts";
import type { TreeTiles } from "../log-index/tree-tiles.ts";
import type { Frontier } from "../merkle/frontier.ts";
import type { PlacedBatch } from "./batch.ts";

/** The index is written when so many batches or leaves are not in it: what opening has to go through again at most. */
const BATCHES_MAX = 1_024;
const LEAVES_MAX = 8_192;

/** Where batches stand and what the tiles hold: from the index, and what the writer has not put there yet. */
export class LogPlaces {
  readonly #index: LogIndex;
  readonly #tiles: TreeTiles;
  #unwritten: BatchPlace[] = [];
  #leavesWritten: number;

  constructor(index: LogIndex, tiles: TreeTiles, leavesWritten: number) {
    this.#index = index;
    this.#tiles = tiles;
    this.#leavesWritten = leavesWritten;
  }

  batchOfEntry(entry: number): BatchPlace | undefined {
    return this.#unwritten.findLast(({ firstEntry }) => firstEntry <= entry) ?? this.#index.batchOfEntry(entry);
  }

  batchOfLeaf(leaf: number): BatchPlace | undefined {
    return this.#unwritten.findLast(({ firstLeaf }) => firstLeaf <= leaf) ?? this.#index.batchOfLeaf(leaf);
  }

  tile(level: number, index: number): Uint8Array | undefined {
    return this.#tiles.tile(level, index) ?? this.#index.tile(level, index);
  }

  add({ firstLeaf, firstEntry, offset }: PlacedBatch): void {
    this.#unwritten.push({ firstLeaf, firstEntry, offset });
  }

  isDue(leafCount: number): boolean {
    return this.#unwritten.length >= BATCHES_MAX || leafCount - this.#leavesWritten >= LEAVES_MAX;
  }

  /** Brings the index up to the log. */
  write(frontier: Frontier, entryCount: number, offset: number): void {
    const tiles: readonly Tile[] = this.#tiles.unwritten();
    const anchor = { leafCount: frontier.size, entryCount, offset, frontier: frontier.toBytes() };
    const update: IndexUpdate = { batches: this.#unwritten, tiles, anchor };
    this.#index.write(update);
    this.#tiles.written();
    this.#unwritten = [];
    this.#leavesWritten = frontier.size;
  }
}
