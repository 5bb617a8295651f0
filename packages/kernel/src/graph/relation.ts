/** Who is related to whom among `size` members, as one row of bits for each: 64 members close in microseconds. */
export class Relation {
  readonly size: number;
  readonly #wordsPerRow: number;
  readonly #words: Uint32Array;

  constructor(size: number) {
    this.size = size;
    this.#wordsPerRow = Math.ceil(size / 32);
    this.#words = new Uint32Array(size * this.#wordsPerRow);
  }

  static identity(size: number): Relation {
    const relation = new Relation(size);
    for (let member = 0; member < size; member++) relation.add(member, member);
    return relation;
  }

  add(from: number, to: number): void {
    const at = from * this.#wordsPerRow + (to >>> 5);
    this.#words[at] = this.#word(at) | (1 << (to & 31));
  }

  has(from: number, to: number): boolean {
    return ((this.#word(from * this.#wordsPerRow + (to >>> 5)) >>> (to & 31)) & 1) === 1;
  }

  /** Relates `from` to all that `member` has in `other`, a relation of the same size. */
  unite(from: number, other: Relation, member: number): void {
    for (let word = 0; word < this.#wordsPerRow; word++) {
      const at = from * this.#wordsPerRow + word;
      this.#words[at] = this.#word(at) | other.#word(member * this.#wordsPerRow + word);
    }
  }

  uniteAll(other: Relation): void {
    for (let member = 0; member < this.size; member++) this.unite(member, other, member);
  }

  /** Transitive closure (Warshall 1962), in place. */
  close(): void {
    for (let through = 0; through < this.size; through++) {
      for (let from = 0; from < this.size; from++) if (this.has(from, through)) this.unite(from, this, through);
    }
  }

  /** Whatever is related in `next` to somebody who is related here. */
  composedWith(next: Relation): Relation {
    const composed = new Relation(this.size);
    for (let from = 0; from < this.size; from++) {
      for (let through = 0; through < this.size; through++) {
        if (this.has(from, through)) composed.unite(from, next, through);
      }
    }
    return composed;
  }

  /** Related pairs. */
  count(): number {
    return this.#words.reduce((pairs, word) => pairs + bitsIn(word), 0);
  }

  #word(at: number): number {
    return this.#words[at] as number;
  }
}

/** Bits set in a 32-bit word, counted in parallel (Warren, Hacker's Delight, 5-1). */
function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
