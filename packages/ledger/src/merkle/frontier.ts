import { concatBytes } from "@plimsoll/foundation";
import { EMPTY_ROOT, HASH_BYTES, nodeHash, type TreeHash } from "./tree-hash.ts";

/**
 * The right edge of an RFC 6962 tree: the roots of its perfect subtrees, largest first, one per 1-bit of its size.
 *
 * It is all that appending needs, so a log of any length grows in O(log n) memory. Elsewhere called a compact range.
 */
export class Frontier {
  #size: number;
  readonly #subtrees: TreeHash[];

  private constructor(size: number, subtrees: TreeHash[]) {
    this.#size = size;
    this.#subtrees = subtrees;
  }

  static empty(): Frontier {
    return new Frontier(0, []);
  }

  /** Reads what `toBytes` wrote. `undefined` when the number of hashes does not fit the size. */
  static fromBytes(size: number, bytes: Uint8Array): Frontier | undefined {
    if (bytes.length !== HASH_BYTES * onesOf(size)) return undefined;
    const subtrees: TreeHash[] = [];
    for (let offset = 0; offset < bytes.length; offset += HASH_BYTES) {
      subtrees.push(bytes.slice(offset, offset + HASH_BYTES));
    }
    return new Frontier(size, subtrees);
  }

  /** The number of leaves. */
  get size(): number {
    return this.#size;
  }

  copy(): Frontier {
    return new Frontier(this.#size, [...this.#subtrees]);
  }

  /**
   * Adds a leaf on the right, merging subtrees of equal height as a binary counter carries.
   *
   * @param made gets every perfect subtree that this completes, the leaf first, with its height (0 for a leaf)
   */
  append(leaf: TreeHash, made?: (height: number, hash: TreeHash) => void): void {
    let [subtree, height] = [leaf, 0];
    made?.(height, subtree);
    for (let left = this.#size; left % 2 === 1; left = (left - 1) / 2) {
      subtree = nodeHash(this.#subtrees.pop() as TreeHash, subtree);
      height += 1;
      made?.(height, subtree);
    }
    this.#subtrees.push(subtree);
    this.#size += 1;
  }

  /** Merkle tree hash of all leaves (RFC 6962 §2.1). */
  root(): TreeHash {
    if (this.#size === 0) return EMPTY_ROOT;
    return this.#subtrees.reduceRight((right, left) => nodeHash(left, right));
  }

  toBytes(): Uint8Array {
    return concatBytes(...this.#subtrees);
  }
}

/** How many bits of a whole number are 1. Not in 32-bit arithmetic: sizes may pass 2^32. */
function onesOf(size: number): number {
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones;
}
