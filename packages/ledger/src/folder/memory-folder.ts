import { LogIndex } from "../log-index/log-index.ts";
import { MemoryFile } from "../log/memory-file.ts";
import type { LedgerFolder, PublishedFile } from "./ledger-folder.ts";

/** A folder that is gone with the process: for simulations. Keeps the contract of `LedgerFolder` but durability. */
export class MemoryFolder implements LedgerFolder {
  readonly log = new MemoryFile();
  readonly index = LogIndex.inMemory();
  readonly #files = new Map<string, Uint8Array>();
  readonly #snapshots = new Map<number, Uint8Array>();

  published(file: PublishedFile): Uint8Array | undefined {
    return this.#files.get(file);
  }

  publish(file: PublishedFile, content: Uint8Array): void {
    this.#files.set(file, content);
  }

  keepTorn(offset: number, bytes: Uint8Array): void {
    this.#files.set(`torn-${offset}`, bytes);
  }

  snapshots(): readonly number[] {
    return [...this.#snapshots.keys()];
  }

  readSnapshot(leafCount: number): Uint8Array | undefined {
    return this.#snapshots.get(leafCount);
  }

  writeSnapshot(leafCount: number, bytes: Uint8Array): void {
    this.#snapshots.set(leafCount, bytes);
  }

  removeSnapshot(leafCount: number): void {
    this.#snapshots.delete(leafCount);
  }

  /** What it holds may be opened again. */
  close(): void {}
}
