import type { RandomStream } from "@plimsoll/foundation";

/** What a system writes at once, in bytes, and what a disk does. */
export const PAGE_BYTES = 4096;
const SECTOR_BYTES = 512;

/** A file that grows at its end. What lies before `durableLength` outlives a power cut. */
export class SimulatedFile {
  #content: Uint8Array;
  #length: number;
  durableLength: number;
  /** The folder's entry outlives a power cut. */
  isNameDurable: boolean;
  /** A sync failed: the system forgot what was to be written, and calls further syncs a success. */
  hasForgotten = false;

  constructor(content: Uint8Array, isDurable: boolean) {
    this.#content = Uint8Array.from(content);
    this.#length = content.length;
    this.durableLength = isDurable ? content.length : 0;
    this.isNameDurable = isDurable;
  }

  get length(): number {
    return this.#length;
  }

  read(): Uint8Array {
    return this.#content.slice(0, this.#length);
  }

  append(bytes: Uint8Array): void {
    this.#reserve(this.#length + bytes.length);
    this.#content.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  truncate(length: number): void {
    this.#content.fill(0, length, this.#length);
    this.#length = length;
    this.durableLength = Math.min(this.durableLength, length);
  }

  overwrite(offset: number, bytes: Uint8Array): void {
    this.#content.set(bytes.subarray(0, this.#length - offset), offset);
  }

  flipBit(offset: number, bit: number): void {
    this.#content[offset] = (this.#content[offset] ?? 0) ^ (1 << bit);
  }

  /**
   * What a power cut makes of what was not synced: the file ends anywhere in it, and each of its pages arrived, was lost,
   * was torn at a sector, or shows what another file left there.
   */
  cutPower(random: RandomStream): void {
    const unsynced = this.#length - this.durableLength;
    if (unsynced > 0 && random.chance(2, 3)) this.truncate(this.durableLength + random.below(unsynced + 1));
    if (random.chance(2, 3)) this.#losePages(random);
    this.durableLength = this.#length;
    this.isNameDurable = true;
    this.hasForgotten = false;
  }

  #losePages(random: RandomStream): void {
    for (let from = this.durableLength; from < this.#length; from = pageEnd(from))
      this.#cutPage(from, Math.min(pageEnd(from), this.#length), random);
  }

  #cutPage(from: number, to: number, random: RandomStream): void {
    const fate = random.below(4);
    if (fate === 0) return;
    const tornAt = Math.max(from, to - SECTOR_BYTES * (1 + random.below(PAGE_BYTES / SECTOR_BYTES)));
    const lostFrom = fate === 1 ? tornAt : from;
    for (let offset = lostFrom; offset < to; offset += 1) this.#content[offset] = fate === 3 ? random.below(256) : 0;
  }

  #reserve(length: number): void {
    if (length <= this.#content.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#content.length, length, PAGE_BYTES));
    grown.set(this.#content.subarray(0, this.#length));
    this.#content = grown;
  }
}

const pageEnd = (offset: number): number => (Math.floor(offset / PAGE_BYTES) + 1) * PAGE_BYTES;
