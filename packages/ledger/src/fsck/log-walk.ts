import { ledgerDamaged } from "../folder/storage-fault.ts";
import type { Tile } from "../log-index/log-index.ts";
import { TILE_HEIGHT, TreeTiles } from "../log-index/tree-tiles.ts";
import type { PlacedBatch } from "../log/batch.ts";
import { batchesOf } from "../log/batches-of.ts";
import type { RawFile } from "../log/raw-file.ts";
import { Frontier } from "../merkle/frontier.ts";
import { TILE_WIDTH } from "../merkle/tiles.ts";
import { EMPTY_ROOT, HASH_BYTES, leafHash, sameHash, type TreeHash } from "../merkle/tree-hash.ts";
import { type Checkpoint, parseCheckpointText } from "../note/checkpoint.ts";
import { parseNote } from "../note/signed-note.ts";

/** What a log is after so many leaves. */
export interface LogPoint {
  readonly entryCount: number;
  readonly root: TreeHash;
}

/** Goes through a log from its first byte, with no index, and makes its tree anew. Checks roots and no signature. */
export class LogWalk {
  readonly frontier = Frontier.empty();
  readonly #log: RawFile;
  readonly #tiles = new TreeTiles();
  readonly #points = new Map<number, LogPoint>();
  readonly #wanted: ReadonlySet<number>;
  #entryCount = 0;
  #newest: Checkpoint | null = null;
  #end = 0;
  #tornBytes = 0;

  /** @param wanted leaf counts whose points are asked for later */
  constructor(log: RawFile, wanted: ReadonlySet<number>) {
    this.#log = log;
    this.#wanted = wanted;
    if (wanted.has(0)) this.#points.set(0, { entryCount: 0, root: EMPTY_ROOT });
  }

  get leafCount(): number {
    return this.frontier.size;
  }

  get entryCount(): number {
    return this.#entryCount;
  }

  /** Where the next batch begins. */
  get end(): number {
    return this.#end;
  }

  /** The newest checkpoint; `null` before the first. */
  get newest(): Checkpoint | null {
    return this.#newest;
  }

  /** Bytes behind the last whole batch; known at the end. */
  get tornBytes(): number {
    return this.#tornBytes;
  }

  /** The log after so many leaves; `undefined` where it has fewer, or nobody wanted to know. */
  pointAt(leafCount: number): LogPoint | undefined {
    return this.#points.get(leafCount);
  }

  /** The batches in order, each after it was gone over. Throws `LEDGER_DAMAGED`. */
  *batches(): Generator<PlacedBatch, void, void> {
    const batches = batchesOf(this.#log, 0);
    for (;;) {
      const next = batches.next();
      if (next.done === true) {
        if (next.value.kind === "damaged") throw ledgerDamaged(`${next.value.what}, at byte ${next.value.offset}`);
        this.#tornBytes = next.value.kind === "torn" ? this.#log.size() - next.value.offset : 0;
        return;
      }
      this.#take(next.value);
      yield next.value;
    }
  }

  /** The full tiles since the last call. */
  fullTiles(): readonly Tile[] {
    const full = this.#tiles.unwritten().filter(({ hashes }) => hashes.length === FULL_TILE_BYTES);
    this.#tiles.written();
    return full;
  }

  /** What is not full at the end. */
  openTiles(): readonly Tile[] {
    return this.#tiles.unwritten();
  }

  #take(batch: PlacedBatch): void {
    if (batch.firstLeaf !== this.leafCount || batch.firstEntry !== this.#entryCount)
      throw ledgerDamaged(`no entry ${this.#entryCount} where it belongs, at byte ${batch.offset}`);
    for (const { bytes, entryCount } of batch.leaves) this.#takeLeaf(bytes, entryCount);
    const checkpoint = parseCheckpointText(parseNote(batch.checkpoint)?.text ?? "");
    if (checkpoint?.size !== this.leafCount || !sameHash(checkpoint.root, this.frontier.root()))
      throw ledgerDamaged(`entries from ${batch.firstEntry} on that do not lead to the root of their checkpoint`);
    this.#newest = checkpoint;
    this.#end = batch.end;
  }

  #takeLeaf(bytes: Uint8Array, entryCount: number): void {
    this.frontier.append(leafHash(bytes), (height, hash) => {
      if (height % TILE_HEIGHT === 0) this.#tiles.add(height, hash);
    });
    this.#entryCount += entryCount;
    if (this.#wanted.has(this.leafCount))
      this.#points.set(this.leafCount, {
        entryCount: this.#entryCount,
        root: new Uint8Array(this.frontier.root()),
      });
  }
}

const FULL_TILE_BYTES = TILE_WIDTH * HASH_BYTES;
