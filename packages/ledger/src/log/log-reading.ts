import { concatBytes, PlimsollError } from "@plimsoll/foundation";
import { FURTHER_PART } from "../leaf/leaf.ts";
import { linesOf, type PlacedLeaf } from "../leaf/lines.ts";
import type { LedgerEntry } from "../ledger.ts";
import type { BatchPlace } from "../log-index/log-index.ts";
import { consistencyProof } from "../merkle/consistency-proof.ts";
import type { HashSource } from "../merkle/hash-source.ts";
import { inclusionProof, verifyInclusion } from "../merkle/inclusion-proof.ts";
import { tileHashSource } from "../merkle/tile-hash-source.ts";
import { Frontier } from "../merkle/frontier.ts";
import { leafHash, sameHash, type TreeHash } from "../merkle/tree-hash.ts";
import { ledgerDamaged } from "../folder/storage-fault.ts";
import { batchesOf } from "./batches-of.ts";
import type { LeafProof } from "./leaf-proof.ts";
import type { LogHead } from "./log-head.ts";
import type { RawFile } from "./raw-file.ts";

/** What can be read of a log up to a head. */
export class LogReading {
  readonly #file: RawFile;
  readonly #head: LogHead;

  constructor(file: RawFile, head: LogHead) {
    this.#file = file;
    this.#head = head;
  }

  /** Up to the head as it is now, wherever it is when they are read. */
  entries(from: number): Generator<LedgerEntry, void, void> {
    return entriesIn(this.#leavesFrom(this.#head.places.batchOfEntry(from)), from);
  }

  leaves(from: number): Generator<PlacedLeaf, void, void> {
    return leavesAt(this.#leavesFrom(this.#head.places.batchOfLeaf(from)), from);
  }

  /** Throws `ENTRY_NOT_FOUND`, or `INDEX_DAMAGED` where the hashes at hand do not lead to the signed root. */
  prove(entryIndex: number): LeafProof[] {
    const { leafCount: size, root, checkpoint } = this.#head;
    return this.#leavesOf(entryIndex).map(({ leafIndex, bytes: leaf }) => {
      const hashes = inclusionProof(this.tree, leafIndex, size);
      if (!verifyInclusion({ index: leafIndex, size, leafHash: leafHash(leaf), root }, hashes))
        throw indexDamaged(`hashes that do not lead from entry ${entryIndex} to the root`);
      return { leafIndex, leaf, hashes, checkpoint };
    });
  }

  /** Throws a `RangeError` unless `0 <= oldSize <= newSize <= leafCount`. */
  proveConsistency(oldSize: number, newSize = this.#head.leafCount): TreeHash[] {
    return consistencyProof(this.tree, oldSize, newSize);
  }

  /** The hashes of a tile that the log has, as many as there are. Throws `INDEX_DAMAGED`. */
  tile(level: number, index: number): Uint8Array {
    const tile = this.#head.places.tile(level, index);
    if (tile === undefined) throw indexDamaged(`no tile ${index} of level ${level}`);
    return tile;
  }

  /** The hashes that the index has. */
  get tree(): HashSource {
    return tileHashSource(this.#head.leafCount, ({ level, index }) => this.tile(Number(level), index));
  }

  /**
   * The entries behind so many leaves; once all are read, they have led to the head's root, else `LEDGER_DAMAGED` is thrown. Nothing
   * that is made of them may be believed before.
   */
  *provenEntries(leafCount: number): Generator<LedgerEntry, void, void> {
    const frontier = frontierOf(this.tree, leafCount);
    const { root } = this.#head;
    const leaves = this.leaves(leafCount);
    yield* entriesIn(growing(frontier, leaves), 0);
    if (!sameHash(frontier.root(), root))
      throw ledgerDamaged(`leaves from ${leafCount} on that do not lead to the root`);
  }

  /** From where the index says that a batch stands, which the batch itself has to confirm; without that from the beginning. */
  #leavesFrom(place: BatchPlace | undefined): Generator<PlacedLeaf, void, void> {
    const { end, leafCount, entryCount } = this.#head;
    return placedLeaves(this.#file, place ?? BEGINNING, { end, leafCount, entryCount });
  }

  /** One leaf, or the several that a long entry lies in. */
  #leavesOf(entryIndex: number): PlacedLeaf[] {
    const isThere = Number.isSafeInteger(entryIndex) && entryIndex >= 0 && entryIndex < this.#head.entryCount;
    if (!isThere) throw entryNotFound(entryIndex, this.#head.entryCount);
    const found: PlacedLeaf[] = [];
    for (const leaf of this.#leavesFrom(this.#head.places.batchOfEntry(entryIndex))) {
      const isBehind = leaf.firstIndex + leaf.entryCount <= entryIndex;
      if (isFurtherPart(leaf) ? found.length > 0 : !isBehind && leaf.firstIndex <= entryIndex) found.push(leaf);
      else if (found.length > 0) break;
    }
    return found;
  }
}

const isFurtherPart = ({ bytes }: PlacedLeaf): boolean => bytes[0] === FURTHER_PART.charCodeAt(0);

const BEGINNING: BatchPlace = { firstLeaf: 0, firstEntry: 0, offset: 0 };

/** Where a walk has to end. */
interface WalkEnd {
  readonly end: number;
  readonly leafCount: number;
  readonly entryCount: number;
}

function* placedLeaves(file: RawFile, place: BatchPlace, to: WalkEnd): Generator<PlacedLeaf, void, void> {
  const batches = batchesOf(file, place.offset, to.end);
  let { firstLeaf: leafIndex, firstEntry: firstIndex } = place;
  for (;;) {
    const next = batches.next();
    if (next.done === true) {
      assertEnd(next.value);
      return assertAt(leafIndex, firstIndex, to.leafCount, to.entryCount);
    }
    assertAt(leafIndex, firstIndex, next.value.firstLeaf, next.value.firstEntry);
    for (const { bytes, entryCount } of next.value.leaves) {
      yield { leafIndex, firstIndex, entryCount, bytes };
      leafIndex += 1;
      firstIndex += entryCount;
    }
  }
}

function assertAt(leafIndex: number, entryIndex: number, leafFound: number, entryFound: number): void {
  if (leafIndex !== leafFound || entryIndex !== entryFound)
    throw indexDamaged(
      `leaf ${leafFound} and entry ${entryFound} where leaf ${leafIndex} and entry ${entryIndex} belong`,
    );
}

/** The frontier of so many leaves, out of the tiles. */
function frontierOf(tree: HashSource, leafCount: number): Frontier {
  const subtrees: TreeHash[] = [];
  let start = 0;
  for (let level = 52; level >= 0; level -= 1) {
    const width = 2 ** level;
    if (leafCount - start < width) continue;
    subtrees.push(tree.subtreeHash(level, start / width));
    start += width;
  }
  return Frontier.fromBytes(leafCount, concatBytes(...subtrees)) as Frontier;
}

function* growing(frontier: Frontier, leaves: Iterable<PlacedLeaf>): Generator<PlacedLeaf, void, void> {
  for (const leaf of leaves) {
    frontier.append(leafHash(leaf.bytes));
    yield leaf;
  }
}

function* entriesIn(leaves: Iterable<PlacedLeaf>, from: number): Generator<LedgerEntry, void, void> {
  for (const { text, entryIndex } of linesOf(leaves)) {
    if (entryIndex !== null && entryIndex >= from) yield { index: entryIndex, text };
  }
}

function* leavesAt(leaves: Iterable<PlacedLeaf>, from: number): Generator<PlacedLeaf, void, void> {
  for (const leaf of leaves) if (leaf.leafIndex >= from) yield leaf;
}

function assertEnd(end: { readonly kind: string; readonly what?: string; readonly offset?: number }): void {
  if (end.kind !== "end") throw ledgerDamaged(end.what ?? `a batch cut off at byte ${end.offset}`);
}

/** The log itself may be whole. */
const indexDamaged = (received: string): PlimsollError =>
  new PlimsollError({
    code: "INDEX_DAMAGED",
    expected: "an index that fits the log",
    received,
    fix: "make it anew from the log: plimsoll ledger fsck DIR --repair",
  });

const entryNotFound = (index: number, size: number): PlimsollError =>
  new PlimsollError({
    code: "ENTRY_NOT_FOUND",
    expected: size === 0 ? "a ledger with entries" : `an index from 0 to ${size - 1}`,
    received: `${index}`,
    fix: "see which entries there are: plimsoll ledger tail DIR",
  });
