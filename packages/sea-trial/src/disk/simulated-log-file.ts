import type { RandomStream } from "@plimsoll/foundation";
import { PlimsollError } from "@plimsoll/foundation";
import type { RawFile } from "@plimsoll/ledger/folder";

const SECTOR_BYTES = 512;

/** How the next write of a file goes wrong. */
type WriteFault = "torn" | "full" | null;

/** A file that remembers what no sync has covered. Its faults come only when they are called for. */
export class SimulatedLogFile implements RawFile {
  #bytes = Buffer.alloc(16_384);
  #size = 0;
  /** What outlives a loss of power: all bytes before this, and no others. */
  #synced = 0;
  #next: WriteFault = null;
  #tornBy: { readonly random: RandomStream; readonly onTorn: () => void } | null = null;
  #onFull: () => void = () => {};

  size(): number {
    return this.#size;
  }

  read(offset: number, length: number): Uint8Array {
    return Uint8Array.prototype.slice.call(this.#bytes, offset, Math.min(offset + length, this.#size));
  }

  write(offset: number, bytes: Uint8Array): void {
    if (this.#next === "full") {
      this.#onFull();
      throw diskFull();
    }
    if (this.#next === "torn" && this.#tornBy !== null) {
      const { random, onTorn } = this.#tornBy;
      this.#put(offset, bytes.subarray(0, random.below(bytes.length + 1)));
      this.makeWhole();
      onTorn();
      throw diedWriting();
    }
    this.#put(offset, bytes);
  }

  sync(): void {
    this.#synced = this.#size;
  }

  truncate(size: number): void {
    this.#bytes.fill(0, size, this.#size);
    this.#size = size;
    this.#synced = Math.min(this.#synced, size);
  }

  close(): void {}

  /** @param onFull is told of every write for which there is no room */
  fillUp(onFull: () => void): void {
    this.#next = "full";
    this.#onFull = onFull;
  }

  makeRoom(): void {
    if (this.#next === "full") this.#next = null;
  }

  get isFull(): boolean {
    return this.#next === "full";
  }

  /** The next write ends in the middle of it. @param onTorn switches the machine off */
  tearNext(random: RandomStream, onTorn: () => void): void {
    this.#next = "torn";
    this.#tornBy = { random, onTorn };
  }

  makeWhole(): void {
    this.#next = null;
    this.#tornBy = null;
  }

  get willTear(): boolean {
    return this.#next === "torn";
  }

  /** What no sync has covered ends anywhere, and lacks sectors. */
  powerCut(random: RandomStream): void {
    const unsynced = this.#size - this.#synced;
    if (unsynced > 0) this.truncate(this.#synced + random.below(unsynced + 1));
    this.#loseSectors(random);
    this.makeWhole();
    this.#synced = this.#size;
  }

  processDied(): void {
    this.#synced = this.#size;
  }

  flipBit(offset: number, bit: number): void {
    this.#bytes[offset] = (this.#bytes[offset] ?? 0) ^ (1 << bit);
  }

  durable(): Uint8Array {
    return this.read(0, this.#synced);
  }

  restore(bytes: Uint8Array): void {
    this.#bytes = Buffer.from(bytes);
    this.#size = bytes.length;
    this.#synced = bytes.length;
  }

  /** Each sector that no sync has covered arrived, or shows zeros. */
  #loseSectors(random: RandomStream): void {
    for (let from = this.#synced; from < this.#size;) {
      const to = Math.min(this.#size, (Math.floor(from / SECTOR_BYTES) + 1) * SECTOR_BYTES);
      if (random.chance(1, 4)) this.#bytes.fill(0, from, to);
      from = to;
    }
  }

  #put(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    if (end > this.#bytes.length) {
      const grown = Buffer.alloc(2 * end);
      this.#bytes.copy(grown, 0, 0, this.#size);
      this.#bytes = grown;
    }
    // What is written over with the same is on the disk either way.
    const isSame = end <= this.#size && Buffer.compare(this.#bytes.subarray(offset, end), bytes) === 0;
    this.#bytes.set(bytes, offset);
    this.#size = Math.max(this.#size, end);
    if (!isSame) this.#synced = Math.min(this.#synced, offset);
  }
}

/** Nobody hears it: the process has died. */
const diedWriting = (): PlimsollError =>
  new PlimsollError({
    code: "LEDGER_IO_FAILED",
    expected: "a write to its end",
    received: "the end of the machine",
    fix: "start it again",
  });

const diskFull = (): PlimsollError =>
  new PlimsollError({ code: "DISK_FULL", expected: "room for a write", received: "ENOSPC", fix: "make room" });
