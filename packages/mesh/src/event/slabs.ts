/** Large enough that many events share one, small enough that what is left empty at its end is little. */
const SLAB_BYTES = 1024 * 1024;
/** What is longer gets a buffer to itself. */
const SHARED_MAX = SLAB_BYTES / 16;

/** Byte strings one behind the other in a few large buffers: a buffer for each takes some 200 bytes beside its content. */
export class Slabs {
  readonly #slabs = new WeakSet<ArrayBufferLike>();
  #slab = new Uint8Array(0);
  #length = 0;

  holds(bytes: Uint8Array): boolean {
    return this.#slabs.has(bytes.buffer);
  }

  /** A copy that does not move. */
  keep(bytes: Uint8Array): Uint8Array {
    if (bytes.length > SHARED_MAX) return this.#begun(bytes.slice());
    if (bytes.length > this.#slab.length - this.#length) {
      this.#slab = this.#begun(new Uint8Array(SLAB_BYTES));
      this.#length = 0;
    }
    const place = this.#slab.subarray(this.#length, this.#length + bytes.length);
    place.set(bytes);
    this.#length += bytes.length;
    return place;
  }

  #begun<T extends Uint8Array>(slab: T): T {
    this.#slabs.add(slab.buffer);
    return slab;
  }
}
