import { PlimsollError } from "@plimsoll/foundation";
import { linesOf } from "../leaf/leaf.ts";
import type { LedgerEntry, RecordedLeaf } from "../ledger.ts";
import { consistencyProof } from "../merkle/consistency-proof.ts";
import type { HashSource } from "../merkle/hash-source.ts";
import { inclusionProof, verifyInclusion } from "../merkle/inclusion-proof.ts";
import { tileHashSource } from "../merkle/tile-hash-source.ts";
import { leafHash, type TreeHash } from "../merkle/tree-hash.ts";
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
    const offset = this.#head.places.batchOfEntry(from)?.offset ?? 0;
    return entriesOf(this.#leavesFrom(offset), from);
  }

  leaves(from: number): Generator<RecordedLeaf, void, void> {
    const offset = this.#head.places.batchOfLeaf(from)?.offset ?? 0;
    return leavesAt(this.#leavesFrom(offset), from);
  }

  /** Throws `ENTRY_NOT_FOUND`, or `INDEX_DAMAGED` where the hashes at hand do not lead to the signed root. */
  prove(entryIndex: number): LeafProof {
    const { leafCount: size, root, checkpoint } = this.#head;
    const { leafIndex, firstIndex, bytes: leaf } = this.#leafOf(entryIndex);
    const hashes = inclusionProof(this.tree, leafIndex, size);
    if (!verifyInclusion({ index: leafIndex, size, leafHash: leafHash(leaf), root }, hashes))
      throw indexDamaged(`hashes that do not lead from entry ${entryIndex} to the root`);
    return { leafIndex, leaf, entryInLeaf: entryIndex - firstIndex, hashes, checkpoint };
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

  #leavesFrom(offset: number): Generator<RecordedLeaf, void, void> {
    return recordedLeaves(this.#file, offset, this.#head.end);
  }

  #leafOf(entryIndex: number): RecordedLeaf {
    const place = this.#head.places.batchOfEntry(entryIndex);
    if (Number.isSafeInteger(entryIndex) && entryIndex >= 0 && entryIndex < this.#head.entryCount) {
      for (const leaf of this.#leavesFrom(place?.offset ?? 0)) {
        if (entryIndex < leaf.firstIndex + leaf.entries.length) return leaf;
      }
    }
    throw entryNotFound(entryIndex, this.#head.entryCount);
  }
}

function* recordedLeaves(file: RawFile, offset: number, end: number): Generator<RecordedLeaf, void, void> {
  const batches = batchesOf(file, offset, end);
  for (;;) {
    const next = batches.next();
    if (next.done === true) return assertEnd(next.value);
    let { firstLeaf: leafIndex, firstEntry: firstIndex } = next.value;
    for (const { bytes } of next.value.leaves) {
      const lines = linesOf(bytes);
      yield { ...lines, leafIndex, firstIndex, bytes };
      leafIndex += 1;
      firstIndex += lines.entries.length;
    }
  }
}

function* entriesOf(leaves: Iterable<RecordedLeaf>, from: number): Generator<LedgerEntry, void, void> {
  for (const { firstIndex, entries } of leaves) {
    for (const [line, text] of entries.entries()) {
      if (firstIndex + line >= from) yield { index: firstIndex + line, text };
    }
  }
}

function* leavesAt(leaves: Iterable<RecordedLeaf>, from: number): Generator<RecordedLeaf, void, void> {
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
