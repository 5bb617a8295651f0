import { hash } from "node:crypto";
import { BLOB_BYTES_MAX } from "../transport-limits.ts";
import { PIECE_BYTES } from "./blob-message.ts";

/** Pieces of one blob from one peer, in order, up to the whole that its digest names. */
export class BlobAssembly {
  readonly #digest: string;
  readonly #bytes: Uint8Array;
  #filled = 0;

  /** Null for a size that is beyond what a blob may have. */
  static start(digest: string, total: number): BlobAssembly | null {
    return total > BLOB_BYTES_MAX ? null : new BlobAssembly(digest, total);
  }

  private constructor(digest: string, total: number) {
    this.#digest = digest;
    this.#bytes = new Uint8Array(total);
  }

  get total(): number {
    return this.#bytes.length;
  }

  /** False for a piece that is not the next one. */
  add(offset: number, bytes: Uint8Array): boolean {
    const isLast = offset + bytes.length === this.#bytes.length;
    if (offset !== this.#filled || (bytes.length !== PIECE_BYTES && !isLast)) return false;
    if (offset + bytes.length > this.#bytes.length) return false;
    this.#bytes.set(bytes, offset);
    this.#filled += bytes.length;
    return true;
  }

  get isComplete(): boolean {
    return this.#filled === this.#bytes.length;
  }

  /** The content; null when it is not what its digest says. */
  checked(): Uint8Array | null {
    return hash("sha256", this.#bytes, "hex") === this.#digest ? this.#bytes : null;
  }
}
