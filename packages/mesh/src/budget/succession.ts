import type { NodeKey } from "../event/event.ts";

export interface SuccessionOptions {
  readonly self: NodeKey;
  /** Every key that was a member since the chain began. */
  readonly members: readonly NodeKey[];
  readonly spendWitnesses: number;
}

/**
 * Whether a chain that its author no longer writes is known here to its end, so that what is left of its rights may go over
 * to a newer one, also where the disk was once an older image.
 *
 * With witnesses every spend that took effect is at some other member. So the chain is known to its end when all of them have said,
 * asked since the start, how much of it they hold, and none holds more. One that is silent may have what forks the chain.
 * Without witnesses nobody can tell what only a lost disk had, and such a chain keeps its rights for good.
 */
export class Succession {
  readonly #peers: ReadonlySet<NodeKey>;
  readonly #isWitnessed: boolean;
  readonly #known = new Map<NodeKey, number>();

  constructor({ self, members, spendWitnesses }: SuccessionOptions) {
    this.#peers = new Set(members.filter((member) => member !== self));
    this.#isWitnessed = spendWitnesses > 0;
  }

  /** A peer says how much of the chain it holds, asked since the start. */
  heard(peer: NodeKey, length: number): void {
    if (this.#peers.has(peer)) this.#known.set(peer, Math.max(this.#known.get(peer) ?? 0, length));
  }

  /** @param length events of the chain that are held here, without a gap */
  isClosedAt(length: number): boolean {
    const haveAllSaid = this.#known.size === this.#peers.size;
    return this.#isWitnessed && haveAllSaid && [...this.#known.values()].every((known) => known <= length);
  }
}
