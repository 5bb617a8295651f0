import type { EventId, NodeKey } from "../event/event.ts";

/**
 * Which events of a node's own chain enough peers hold, so that a spend in them takes effect (B5).
 *
 * Pure bookkeeping: it is told what is durable here and what peers say that they hold durably.
 */
export class WitnessedSpends {
  readonly #peers: ReadonlySet<NodeKey>;
  readonly #needed: number;
  readonly #ids: EventId[] = [];
  readonly #held = new Map<NodeKey, number>();

  /**
   * @param self never its own witness
   * @param members of the roster, whose word counts
   * @param spendWitnesses of the genesis; 0: what is durable here takes effect at once
   */
  constructor(self: NodeKey, members: readonly NodeKey[], spendWitnesses: number) {
    this.#peers = new Set(members.filter((member) => member !== self));
    this.#needed = spendWitnesses;
  }

  /** The next event of the chain is durable here. From sequence 0 on, without gaps; those of before a restart too. */
  durable(id: EventId): void {
    this.#ids.push(id);
  }

  /**
   * A peer holds the chain durably up to this length.
   * @param tip the event before that length as the peer has it: of another history its word says nothing. Null: not told
   */
  acknowledged(peer: NodeKey, length: number, tip: EventId | null): void {
    const isOurs = tip === null || (length > 0 && this.#ids[length - 1] === tip);
    if (!this.#peers.has(peer) || !isOurs || !Number.isSafeInteger(length)) return;
    this.#held.set(peer, Math.max(this.#held.get(peer) ?? 0, length));
  }

  /** Events of the chain, from its first on, that take effect. */
  get effectiveLength(): number {
    if (this.#needed === 0) return this.#ids.length;
    const held = [...this.#held.values()].toSorted((a, b) => b - a);
    return Math.min(this.#ids.length, held[this.#needed - 1] ?? 0);
  }

  isEffective(sequence: number): boolean {
    return sequence < this.effectiveLength;
  }
}
