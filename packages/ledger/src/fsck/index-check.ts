import type { Anchor, BatchPlace, LogIndex, Tile } from "../log-index/log-index.ts";
import type { PlacedBatch } from "../log/batch.ts";
import { hashCount, TILE_WIDTH } from "../merkle/tiles.ts";
import { HASH_BYTES } from "../merkle/tree-hash.ts";
import type { LogWalk } from "./log-walk.ts";

/** `behind`: its end is missing, which opening mends. `missing`: opening makes it. `wrong`: it says what the log does not. */
export interface IndexFinding {
  readonly standing: "fits" | "behind" | "missing" | "wrong";
  /** Empty where it fits. */
  readonly what: string;
}

const PAGE_ROWS = 1_024;

/**
 * Holds an index against a log that is gone through: every batch, every anchor and every hash up to where the index says it
 * has been written (its newest anchor when the check began). A writer may bring it further meanwhile.
 */
export class IndexCheck {
  readonly #found: LogIndex;
  readonly #bound: Anchor | undefined;
  readonly #batches: Iterator<BatchPlace>;
  readonly #anchors: Iterator<Anchor>;
  #nextAnchor: Anchor | undefined;
  #batchCount = 0;
  #fault: string | undefined;

  /** Throws what SQLite throws. */
  constructor(found: LogIndex) {
    this.#found = found;
    this.#bound = found.anchorUpTo(Number.MAX_SAFE_INTEGER);
    this.#batches = pages(
      (leaf) => found.batchesFrom(leaf, PAGE_ROWS),
      ({ firstLeaf }) => firstLeaf,
    );
    this.#anchors = pages(
      (leafCount) => found.anchorsFrom(leafCount, PAGE_ROWS),
      ({ leafCount }) => leafCount,
    );
  }

  /** Takes each batch when the walk has gone over it. */
  batch(batch: PlacedBatch, walk: LogWalk): void {
    this.#try(() => {
      if (batch.leaves.length > 0) this.#compareBatch(batch);
      this.#compareAnchors(walk);
    });
  }

  /** Takes tiles that are full, and at the end those that are not. */
  tiles(tiles: Iterable<Tile>): void {
    this.#try(() => {
      for (const tile of tiles) this.#compareTile(tile);
    });
  }

  /** When the walk is at its end. */
  finding(walk: LogWalk): IndexFinding {
    this.#try(() => this.#compareEnd(walk));
    if (this.#fault !== undefined) return { standing: "wrong", what: this.#fault };
    const missing = walk.leafCount - this.#leafCount;
    return missing === 0
      ? { standing: "fits", what: "" }
      : { standing: "behind", what: `it lacks the newest ${missing} of ${walk.leafCount} leaves` };
  }

  get #leafCount(): number {
    return this.#bound?.leafCount ?? 0;
  }

  #compareBatch({ firstLeaf, firstEntry, offset }: PlacedBatch): void {
    if (firstLeaf >= this.#leafCount) return;
    const row = this.#batches.next().value as BatchPlace | undefined;
    this.#batchCount += 1;
    if (row?.firstLeaf !== firstLeaf || row.firstEntry !== firstEntry || row.offset !== offset)
      this.#fault = `it says otherwise of the batch with leaf ${firstLeaf} and entry ${firstEntry} at byte ${offset}`;
  }

  #compareAnchors({ leafCount, entryCount, end, frontier }: LogWalk): void {
    this.#nextAnchor ??= this.#anchors.next().value as Anchor | undefined;
    if (this.#nextAnchor === undefined || this.#nextAnchor.leafCount > Math.min(leafCount, this.#leafCount)) return;
    const anchor = this.#nextAnchor;
    const isTrue =
      anchor.leafCount === leafCount &&
      anchor.entryCount === entryCount &&
      anchor.offset === end &&
      Buffer.compare(anchor.frontier, frontier.toBytes()) === 0;
    if (!isTrue) this.#fault = `its anchor at leaf ${anchor.leafCount} is not what the log has there`;
    this.#nextAnchor = undefined;
  }

  #compareTile({ level, index, hashes }: Tile): void {
    const width = Math.min(TILE_WIDTH, hashCount(level, this.#leafCount) - index * TILE_WIDTH);
    if (width <= 0) return;
    const [wanted, found] = [hashes.subarray(0, width * HASH_BYTES), this.#found.tile(level, index)];
    if (found === undefined || Buffer.compare(found.subarray(0, wanted.length), wanted) !== 0)
      this.#fault = `its tile ${index} of level ${level} does not have the hashes of the log`;
  }

  /** While nobody writes, there is nothing in it beyond its newest anchor, and nothing beyond the log. */
  #compareEnd({ leafCount }: LogWalk): void {
    if (this.#leafCount > leafCount) {
      this.#fault = `it has ${this.#leafCount} leaves, and the log has ${leafCount}`;
      return;
    }
    const newest = this.#found.anchorUpTo(Number.MAX_SAFE_INTEGER);
    if (newest?.leafCount !== this.#bound?.leafCount) return;
    const { batches, tileBytes } = this.#found.extent();
    if (batches !== this.#batchCount || tileBytes !== HASH_BYTES * hashesUnder(this.#leafCount))
      this.#fault = "it has rows that belong to nothing in the log";
  }

  /** The first fault is the one that is told; a database that cannot be read on is one too. */
  #try(compare: () => void): void {
    if (this.#fault !== undefined) return;
    try {
      compare();
    } catch (cause) {
      this.#fault = `it cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`;
    }
  }
}

/** Hashes in the tiles of all levels. */
function hashesUnder(leafCount: number): number {
  let hashes = 0;
  for (let level = 0; hashCount(level, leafCount) > 0; level += 1) hashes += hashCount(level, leafCount);
  return hashes;
}

/** Rows in order, a page at a time. @param keyOf what the pages go by */
function* pages<Row>(page: (from: number) => readonly Row[], keyOf: (row: Row) => number): Generator<Row, void, void> {
  for (let from = 0; ;) {
    const rows = page(from);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return;
    from = keyOf(last) + 1;
  }
}
