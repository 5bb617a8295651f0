import type { LedgerStore, PublishedFile, StoredCheckpoint, StoredEntry } from "./ledger-store.ts";

/** A store that forgets everything with the process: for simulations. Keeps the contract of `LedgerStore` but durability. */
export class MemoryStore implements LedgerStore {
  #entries: StoredEntry[] = [];
  #checkpoints: StoredCheckpoint[] = [];
  #pending: { entries: StoredEntry[]; checkpoints: StoredCheckpoint[] } = { entries: [], checkpoints: [] };
  readonly #files = new Map<PublishedFile, Uint8Array>();

  entryCount(): number {
    return this.#entries.length;
  }

  *entries(from: number, to: number): Iterable<StoredEntry> {
    for (let index = from; index < Math.min(to, this.#entries.length); index += 1) {
      yield this.#entries[index] as StoredEntry;
    }
  }

  lastCheckpoint(): StoredCheckpoint | undefined {
    return this.#checkpoints.at(-1);
  }

  checkpointAt(size: number): StoredCheckpoint | undefined {
    return this.#checkpoints.find((checkpoint) => checkpoint.size === size);
  }

  anchorAt(sizeMax: number): StoredCheckpoint | undefined {
    return this.#checkpoints.findLast(({ size, frontier }) => size <= sizeMax && frontier !== undefined);
  }

  checkpoints(): Iterable<StoredCheckpoint> {
    return this.#checkpoints.values();
  }

  begin(): void {
    this.#pending = { entries: [], checkpoints: [] };
  }

  insertEntry(entry: StoredEntry): void {
    this.#pending.entries.push(entry);
  }

  insertCheckpoint(checkpoint: StoredCheckpoint): void {
    this.#pending.checkpoints.push(checkpoint);
  }

  commit(): void {
    for (const entry of this.#pending.entries) this.#entries.push(entry);
    for (const checkpoint of this.#pending.checkpoints) this.#checkpoints.push(checkpoint);
    this.rollback();
  }

  rollback(): void {
    this.#pending = { entries: [], checkpoints: [] };
  }

  published(file: PublishedFile): Uint8Array | undefined {
    return this.#files.get(file);
  }

  publish(file: PublishedFile, content: Uint8Array): void {
    this.#files.set(file, content);
  }

  close(): void {
    this.rollback();
  }
}
