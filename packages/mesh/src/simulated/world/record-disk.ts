import type { RandomStream } from "@plimsoll/foundation";
import type { StoredRecord } from "./program.ts";

/**
 * The disk of a simulated node, record by record: what was synced stays, what was not may be lost in a power cut. Torn
 * pages and flipped bits are the business of the journal's own tests, over `SimulatedDisk`.
 */
export class RecordDisk {
  #records: StoredRecord[] = [];
  #synced = 0;

  get records(): readonly StoredRecord[] {
    return this.#records;
  }

  get unsynced(): number {
    return this.#records.length - this.#synced;
  }

  append(record: StoredRecord): void {
    this.#records.push(record);
  }

  /** Everything appended so far, when a sync that began then ends. */
  sync(upTo = this.#records.length): void {
    this.#synced = Math.max(this.#synced, upTo);
  }

  /** Loses some or all of what was not synced. */
  powerCut(random: RandomStream): void {
    this.#records.length = this.#synced + random.below(this.unsynced + 1);
    this.#synced = this.#records.length;
  }

  /** The process died, and what it had written is in the page cache. */
  processDied(): void {
    this.#synced = this.#records.length;
  }

  /** The image of an earlier day. */
  image(): readonly StoredRecord[] {
    return this.#records.slice(0, this.#synced);
  }

  restore(image: readonly StoredRecord[]): void {
    this.#records = [...image];
    this.#synced = this.#records.length;
  }
}
