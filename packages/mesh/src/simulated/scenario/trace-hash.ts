/**
 * A running hash over the course of a simulation, 128 bits in 32-bit integers (the mixing of MurmurHash3, Appleby 2011).
 * Equal courses give equal hashes on every machine; it is no defence against anybody.
 */
export class TraceHash {
  #a = 0x9e3779b9;
  #b = 0x7f4a7c15;
  #c = 0x85ebca6b;
  #d = 0xc2b2ae35;

  /** A whole number up to 2^53. */
  number(value: number): void {
    this.#mix(value >>> 0);
    this.#mix(Math.floor(value / 2 ** 32) >>> 0);
  }

  text(value: string): void {
    this.number(value.length);
    for (let place = 0; place < value.length; place += 1) this.#mix(value.charCodeAt(place));
  }

  /** 32 hexadecimal digits. */
  digest(): string {
    return [this.#a, this.#b, this.#c, this.#d].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  #mix(word: number): void {
    let mixed = Math.imul(word, 0xcc9e2d51);
    mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
    this.#a = Math.imul(rotated(this.#a ^ mixed, 19) + this.#b, 5) + 0x561ccd1b;
    this.#b = Math.imul(rotated(this.#b ^ this.#a, 17) + this.#c, 5) + 0x0bcaa747;
    this.#c = Math.imul(rotated(this.#c ^ this.#b, 15) + this.#d, 5) + 0x96cd1c35;
    this.#d = Math.imul(rotated(this.#d ^ this.#c, 13) + this.#a, 5) + 0x32ac3b17;
  }
}

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
