/** A set of nodes, by place: an eighth of a byte for each. */
export class NodeBits {
  #words: Uint32Array;

  constructor(nodes = 32) {
    this.#words = new Uint32Array(Math.ceil(nodes / 32));
  }

  has(node: number): boolean {
    return (((this.#words[node >>> 5] ?? 0) >>> (node & 31)) & 1) === 1;
  }

  add(node: number): void {
    const word = node >>> 5;
    if (word >= this.#words.length) this.#grow(word + 1);
    this.#words[word] = (this.#words[word] as number) | (1 << (node & 31));
  }

  delete(node: number): void {
    const word = node >>> 5;
    if (word < this.#words.length) this.#words[word] = (this.#words[word] as number) & ~(1 << (node & 31));
  }

  get isEmpty(): boolean {
    return this.#words.every((word) => word === 0);
  }

  #grow(words: number): void {
    const grown = new Uint32Array(words);
    grown.set(this.#words);
    this.#words = grown;
  }
}
