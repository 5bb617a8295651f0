import { type Bytes, joined, sha256 } from "./bytes.ts";

/** `SHA-256(0x00 || leaf)` (RFC 6962 §2.1). */
export const leafHash = (leaf: Uint8Array): Promise<Bytes> => sha256(joined(Uint8Array.of(0), leaf));

/** `SHA-256(0x01 || left || right)` (RFC 6962 §2.1). */
const nodeHash = (left: Bytes, right: Bytes): Promise<Bytes> => sha256(joined(Uint8Array.of(1), left, right));

/** A leaf, its place, and the hashes beside its way to the root, from below. */
export interface Path {
  readonly leafHash: Bytes;
  /** From 0. */
  readonly index: number;
  /** Leaves of the tree. */
  readonly size: number;
  readonly siblings: readonly Bytes[];
}

/**
 * The hashes on the way from the leaf to the root, the root last (RFC 9162 §2.1.3.2).
 * `undefined` where the place is not in the tree, or the siblings are too many or too few for it.
 */
export async function wayToRoot({ leafHash, index, size, siblings }: Path): Promise<readonly Bytes[] | undefined> {
  const turns = index >= 0 && index < size ? turnsOf(index, size) : undefined;
  if (turns?.length !== siblings.length) return undefined;
  const way = [leafHash];
  for (const [place, sibling] of siblings.entries()) {
    const below = way.at(-1) as Bytes;
    way.push(await (turns[place] === "left" ? nodeHash(below, sibling) : nodeHash(sibling, below)));
  }
  return way;
}

/** On which side the way comes into each node above, from below. */
function turnsOf(index: number, size: number): readonly ("left" | "right")[] {
  if (size === 1) return [];
  const split = largestPowerBelow(size);
  return index < split ? [...turnsOf(index, split), "left"] : [...turnsOf(index - split, size - split), "right"];
}

/** The left half of a tree is the largest perfect one that leaves something to the right (RFC 6962 §2.1). */
function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}
