import type { LogIndex } from "../log-index/log-index.ts";
import { TILE_HEIGHT, TreeTiles } from "../log-index/tree-tiles.ts";
import { Frontier } from "../merkle/frontier.ts";
import { leafHash, sameHash, type TreeHash } from "../merkle/tree-hash.ts";
import { type Checkpoint, parseCheckpointText } from "../note/checkpoint.ts";
import { parseNote } from "../note/signed-note.ts";
import { ledgerDamaged } from "../folder/storage-fault.ts";
import type { Batch, PlacedBatch } from "./batch.ts";
import { LogPlaces } from "./log-places.ts";

/** What a batch does to the tree. */
export interface Growth {
  readonly frontier: Frontier;
  /** The hashes that tiles keep of what it completes, with their heights. */
  readonly made: readonly (readonly [height: number, hash: TreeHash])[];
}

/** How far a log has been gone through: the tree, the counts, the newest checkpoint, and where the next batch begins. */
export class LogHead {
  readonly #tiles: TreeTiles;
  readonly places: LogPlaces;
  #frontier: Frontier;
  #entryCount: number;
  #end: number;
  #newestOffset = 0;
  #checkpoint = "";

  private constructor(index: LogIndex, tiles: TreeTiles, frontier: Frontier, entryCount: number, end: number) {
    this.#tiles = tiles;
    this.#frontier = frontier;
    this.#entryCount = entryCount;
    this.#end = end;
    this.places = new LogPlaces(index, tiles, frontier.size);
  }

  /** Before the first batch. */
  static atBeginning(index: LogIndex): LogHead {
    return new LogHead(index, new TreeTiles(), Frontier.empty(), 0, 0);
  }

  /** After at most so many leaves, as the index remembers it; `undefined` where it remembers nothing whole. */
  static resumed(index: LogIndex, leafCountMax: number): LogHead | undefined {
    const anchor = index.anchorUpTo(leafCountMax);
    const frontier = anchor && Frontier.fromBytes(anchor.leafCount, anchor.frontier);
    const tiles = anchor && TreeTiles.resumed(anchor.leafCount, (level, at) => index.tile(level, at));
    if (anchor === undefined || frontier === undefined || tiles === undefined) return undefined;
    return new LogHead(index, tiles, frontier, anchor.entryCount, anchor.offset);
  }

  get leafCount(): number {
    return this.#frontier.size;
  }

  get entryCount(): number {
    return this.#entryCount;
  }

  /** Where the newest batch begins in the file. */
  get newestOffset(): number {
    return this.#newestOffset;
  }

  /** Where the next batch begins in the file. */
  get end(): number {
    return this.#end;
  }

  /** The newest signed note; empty before the first batch. */
  get checkpoint(): string {
    return this.#checkpoint;
  }

  get root(): TreeHash {
    return new Uint8Array(this.#frontier.root());
  }

  /** The tree with these leaves added; the head stays where it is. */
  grown(leaves: Batch["leaves"]): Growth {
    const frontier = this.#frontier.copy();
    const made: [number, TreeHash][] = [];
    const keep = (height: number, hash: TreeHash): void => {
      if (height % TILE_HEIGHT === 0) made.push([height, hash]);
    };
    for (const { bytes } of leaves) frontier.append(leafHash(bytes), keep);
    return { frontier, made };
  }

  /** Moves on over a batch that is durable. */
  take(batch: PlacedBatch, { frontier, made }: Growth = this.grown(batch.leaves)): void {
    this.#frontier = frontier;
    for (const [height, hash] of made) this.#tiles.add(height, hash);
    this.#entryCount += batch.leaves.reduce((sum, { entryCount }) => sum + entryCount, 0);
    this.#newestOffset = batch.offset;
    this.#end = batch.end;
    this.#checkpoint = batch.checkpoint;
    if (batch.leaves.length > 0) this.places.add(batch);
  }

  /** Moves on over a batch that was read. Throws `LEDGER_DAMAGED` where it does not follow, or has not the root it says. */
  takeChecked(batch: PlacedBatch): Checkpoint {
    const growth = this.grown(batch.leaves);
    const checkpoint = parseCheckpointText(parseNote(batch.checkpoint)?.text ?? "");
    if (batch.firstLeaf !== this.leafCount || batch.firstEntry !== this.entryCount)
      throw ledgerDamaged(`no entry ${this.entryCount} where it belongs, at byte ${batch.offset}`);
    if ((batch.offset === 0) !== (batch.leaves.length === 0))
      throw ledgerDamaged(`no first checkpoint of size 0, or another without leaves, at byte ${batch.offset}`);
    const { frontier } = growth;
    if (checkpoint?.size !== frontier.size || !sameHash(checkpoint.root, frontier.root()))
      throw ledgerDamaged(`entries from ${this.entryCount} on that do not lead to the root of their checkpoint`);
    this.take(batch, growth);
    return checkpoint;
  }

  /** Writes the index when enough is missing in it. */
  writeIndex(when: "due" | "now"): void {
    if (when === "now" || this.places.isDue(this.leafCount))
      this.places.write(this.#frontier, this.#entryCount, this.#end);
  }
}
