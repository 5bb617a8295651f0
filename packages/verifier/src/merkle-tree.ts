import { hash } from "node:crypto";

/** RFC 6962 §2.1 over a growing list of leaves, keeping only the roots of its perfect subtrees. */
export class MerkleTree {
  size = 0;
  readonly #subtrees: Buffer[] = [];

  append(leaf: Buffer): void {
    this.#subtrees.push(leaf);
    this.size += 1;
    for (let pairs = this.size; pairs % 2 === 0; pairs /= 2) this.#mergeLastTwo();
  }

  root(): Buffer {
    if (this.size === 0) return hash("sha256", "", "buffer");
    return this.#subtrees.reduceRight((right, left) => nodeHash(left, right));
  }

  #mergeLastTwo(): void {
    const [left, right] = this.#subtrees.splice(-2) as [Buffer, Buffer];
    this.#subtrees.push(nodeHash(left, right));
  }
}

export const leafHash = (entry: Uint8Array): Buffer => hash("sha256", Buffer.concat([Buffer.of(0), entry]), "buffer");

const nodeHash = (left: Buffer, right: Buffer): Buffer =>
  hash("sha256", Buffer.concat([Buffer.of(1), left, right]), "buffer");
