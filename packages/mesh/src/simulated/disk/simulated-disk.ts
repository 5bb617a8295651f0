import type { RandomStream } from "@plimsoll/foundation";
import { checkFileName, cutBeyondEnd, diskFull, fileMissing } from "../../journal/disk-fault.ts";
import { PAGE_BYTES, SimulatedFile } from "./simulated-file.ts";

export interface FlippedBit {
  readonly file: string;
  readonly offset: number;
  /** From 0, the lowest, to 7. */
  readonly bit: number;
}

/** A sync that is under way, in virtual time. */
export interface PendingSync {
  readonly file: string;
  readonly length: number;
  /** The power that it began under. */
  readonly boot: number;
}

/**
 * The disk of a simulated node: as the port `Disk`, but at once, so that a simulator in virtual time can use it. Its faults
 * come only when they are called for. Deterministic.
 */
export class SimulatedDisk {
  readonly #files = new Map<string, SimulatedFile>();
  #boot = 0;
  #misdirectedBy: RandomStream | null = null;
  #failing: { readonly operation: "append" | "sync" | "replace"; readonly cause: Error } | null = null;
  /** Room for all files together. */
  capacityBytes = Infinity;
  /** How long a sync takes. The disk does not wait itself: whoever drives it does. */
  syncMs = 0;
  syncCount = 0;

  /** Bytes of all files. */
  get size(): number {
    return [...this.#files.values()].reduce((sum, { length }) => sum + length, 0);
  }

  list(): string[] {
    return [...this.#files.keys()].toSorted();
  }

  read(file: string): Uint8Array {
    return this.#file(file).read();
  }

  append(file: string, bytes: Uint8Array): void {
    checkFileName(file);
    this.#failIfTold("append");
    const held = this.#files.get(file) ?? new SimulatedFile(new Uint8Array(), false);
    this.#files.set(file, held);
    const room = Math.max(0, this.capacityBytes - this.size);
    if (this.#misdirectedBy === null) held.append(bytes.subarray(0, room));
    else this.#appendElsewhere(held, bytes.subarray(0, room), this.#misdirectedBy);
    if (bytes.length > room) throw diskFull("a simulated disk");
  }

  sync(file: string): void {
    this.finishSync(this.beginSync(file));
  }

  beginSync(file: string): PendingSync {
    return { file, length: this.#file(file).length, boot: this.#boot };
  }

  /** Makes durable what the file held when the sync began; nothing, when the power was cut since. */
  finishSync({ file, length, boot }: PendingSync): void {
    const held = this.#files.get(file);
    if (boot !== this.#boot || held === undefined) return;
    this.syncCount += 1;
    if (this.#failing?.operation === "sync") held.hasForgotten = true;
    this.#failIfTold("sync");
    held.isNameDurable = true;
    if (!held.hasForgotten) held.durableLength = Math.max(held.durableLength, Math.min(length, held.length));
  }

  replace(file: string, bytes: Uint8Array): void {
    checkFileName(file);
    this.#failIfTold("replace");
    // The new content is written beside the old.
    if (this.size + bytes.length > this.capacityBytes) throw diskFull("a simulated disk");
    this.#files.set(file, new SimulatedFile(bytes, true));
  }

  truncate(file: string, length: number): void {
    const held = this.#file(file);
    if (length > held.length) throw cutBeyondEnd(file, length, held.length);
    held.truncate(length);
  }

  remove(file: string): void {
    this.#file(file);
    this.#files.delete(file);
  }

  /** Loses, tears and reorders what no sync has covered; a file that was never synced may be gone. */
  powerCut(random: RandomStream): void {
    this.#boot += 1;
    this.#misdirectedBy = null;
    this.#failing = null;
    for (const name of this.list()) {
      const file = this.#file(name);
      if (!file.isNameDurable && random.chance(1, 2)) this.#files.delete(name);
      else file.cutPower(random);
    }
  }

  /** Flips one bit, each of all files with the same chance; null when there is none. */
  flipBit(random: RandomStream): FlippedBit | null {
    if (this.size === 0) return null;
    let offset = random.below(this.size);
    const bit = random.below(8);
    for (const file of this.list()) {
      const held = this.#file(file);
      if (offset < held.length) {
        held.flipBit(offset, bit);
        return { file, offset, bit };
      }
      offset -= held.length;
    }
    return null;
  }

  /** The next append overwrites a random page of a random file, and leaves zeros where it belongs. */
  misdirectNext(random: RandomStream): void {
    this.#misdirectedBy = random;
  }

  /** The next such operation does nothing and throws. After a sync that failed, later ones lie (see `SimulatedFile`). */
  failNext(operation: "append" | "sync" | "replace", cause: Error): void {
    this.#failing = { operation, cause };
  }

  /** The whole disk as it is, to be put back later: yesterday's image. */
  copy(): SimulatedDisk {
    const copy = new SimulatedDisk();
    for (const [name, file] of this.#files) copy.#files.set(name, new SimulatedFile(file.read(), true));
    copy.capacityBytes = this.capacityBytes;
    copy.syncMs = this.syncMs;
    return copy;
  }

  #appendElsewhere(intended: SimulatedFile, bytes: Uint8Array, random: RandomStream): void {
    this.#misdirectedBy = null;
    const victims = [...this.#files.values()].filter(({ length }) => length > 0);
    const victim = victims[random.below(Math.max(1, victims.length))];
    victim?.overwrite(PAGE_BYTES * random.below(Math.ceil(victim.length / PAGE_BYTES)), bytes);
    intended.append(new Uint8Array(bytes.length));
  }

  #failIfTold(operation: "append" | "sync" | "replace"): void {
    if (this.#failing?.operation !== operation) return;
    const { cause } = this.#failing;
    this.#failing = null;
    throw cause;
  }

  #file(file: string): SimulatedFile {
    checkFileName(file);
    const held = this.#files.get(file);
    if (held === undefined) throw fileMissing(file);
    return held;
  }
}
