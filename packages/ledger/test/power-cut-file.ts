import type { RandomStream } from "@plimsoll/foundation";
import { MemoryFile } from "../src/log/memory-file.ts";
import type { RawFile } from "../src/log/raw-file.ts";

const PAGE_BYTES = 512;

/** A file on a disk that may lose any page of what was not synced, and forgets in what order it was written. */
export class PowerCutFile implements RawFile {
  #durable = new MemoryFile();
  #present = new MemoryFile();

  size(): number {
    return this.#present.size();
  }

  read(offset: number, length: number): Uint8Array {
    return this.#present.read(offset, length);
  }

  write(offset: number, bytes: Uint8Array): void {
    this.#present.write(offset, bytes);
  }

  sync(): void {
    this.#durable = copyOf(this.#present);
  }

  truncate(size: number): void {
    this.#present.truncate(size);
  }

  close(): void {}

  /** What the disk has after the power came back: each page as it was synced or as it was written since. */
  cutPower(random: RandomStream): void {
    const [before, after] = [this.#durable, this.#present];
    const longer = Math.max(before.size(), after.size());
    const left = new MemoryFile();
    // The size is written like a page of its own: anything between the two, most often one of them.
    const size = random.chance(1, 3)
      ? Math.min(before.size(), after.size()) + random.below(Math.abs(after.size() - before.size()) + 1)
      : random.chance(1, 2)
        ? before.size()
        : after.size();
    for (let page = 0; page < longer; page += PAGE_BYTES) {
      const survivor = random.chance(1, 2) ? after : before;
      const bytes = Buffer.alloc(PAGE_BYTES);
      bytes.set(survivor.read(page, PAGE_BYTES));
      left.write(page, bytes);
    }
    left.truncate(Math.min(size, left.size()));
    this.#durable = left;
    this.#present = copyOf(left);
  }
}

function copyOf(file: MemoryFile): MemoryFile {
  const copy = new MemoryFile();
  copy.write(0, file.read(0, file.size()));
  return copy;
}
