import type { LedgerEntry, LedgerReader, PlacedLeaf } from "@plimsoll/ledger";

/** A ledger's reader that says how far it has been read. The ledger is its owner's to close. */
export class WatchedReader implements LedgerReader {
  readonly #ledger: LedgerReader;
  readonly #onRead: (index: number) => void;

  /** @param onRead gets the index of each leaf or entry that was read */
  constructor(ledger: LedgerReader, onRead: (index: number) => void) {
    this.#ledger = ledger;
    this.#onRead = onRead;
  }

  get size(): number {
    return this.#ledger.size;
  }

  get leafCount(): number {
    return this.#ledger.leafCount;
  }

  get root(): Uint8Array {
    return this.#ledger.root;
  }

  get checkpoint(): string {
    return this.#ledger.checkpoint;
  }

  entries(from?: number): IterableIterator<LedgerEntry> {
    return this.#watched(this.#ledger.entries(from), ({ index }) => index);
  }

  leaves(from?: number): IterableIterator<PlacedLeaf> {
    return this.#watched(this.#ledger.leaves(from), ({ leafIndex }) => leafIndex);
  }

  prove(entryIndex: number): ReturnType<LedgerReader["prove"]> {
    return this.#ledger.prove(entryIndex);
  }

  proveConsistency(oldSize: number, newSize?: number): readonly Uint8Array[] {
    return this.#ledger.proveConsistency(oldSize, newSize);
  }

  tile(level: number, index: number): Uint8Array {
    return this.#ledger.tile(level, index);
  }

  close(): void {}

  [Symbol.dispose](): void {}

  *#watched<Item>(items: Iterable<Item>, indexOf: (item: Item) => number): Generator<Item, void, void> {
    for (const item of items) {
      this.#onRead(indexOf(item));
      yield item;
    }
  }
}
