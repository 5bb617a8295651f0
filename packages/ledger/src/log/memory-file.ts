import type { RawFile } from "./raw-file.ts";

/** A file that is gone with the process: for simulations. */
export class MemoryFile implements RawFile {
  #bytes = Buffer.alloc(4_096);
  #size = 0;

  size(): number {
    return this.#size;
  }

  read(offset: number, length: number): Uint8Array {
    return Uint8Array.prototype.slice.call(this.#bytes, offset, Math.min(offset + length, this.#size));
  }

  write(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    if (end > this.#bytes.length) {
      const grown = Buffer.alloc(2 * end);
      this.#bytes.copy(grown, 0, 0, this.#size);
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, offset);
    this.#size = Math.max(this.#size, end);
  }

  sync(): void {}

  truncate(size: number): void {
    this.#bytes.fill(0, size, this.#size);
    this.#size = size;
  }

  close(): void {}
}
