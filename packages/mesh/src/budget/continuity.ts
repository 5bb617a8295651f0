import type { NodeKey } from "../event/event.ts";

/** Where a chain from before a restart stands. */
export type ContinuityVerdict =
  /** Not enough peers have answered: write in a new incarnation, and leave the old rights alone. */
  | "proving"
  /** Nobody who must know more does: the chain may go on, or give its rights to the new incarnation. */
  | "confirmed"
  /** Somebody showed an event of it that this disk lacks: its rights stay frozen for good. */
  | "abandoned";

export interface ContinuityOptions {
  readonly self: NodeKey;
  /** Every key that was a member since the chain began: a witness that has left was one all the same. */
  readonly members: readonly NodeKey[];
  readonly spendWitnesses: number;
  /** Events of the chain on this disk, 0 where there is none. */
  readonly length: number;
}

/**
 * How many peers must have answered before a disk may be believed: at least one of them was a witness of every spend that
 * took effect (w of n - 1 peers and n - w of them always share one). Without witnesses one peer must do: a spend that only
 * this disk held may then be made twice, and the bound is the rights of this one chain.
 */
export const answersNeeded = (members: number, spendWitnesses: number): number => {
  if (members <= 1) return 0;
  return spendWitnesses === 0 ? 1 : Math.max(1, members - spendWitnesses);
};

/**
 * Whether a journal that was found at the start is all that its author ever wrote there, or an older image of it (B5).
 *
 * Told of answers to questions asked since the start, and of no others.
 */
export class Continuity {
  readonly #options: ContinuityOptions;
  readonly #peers: ReadonlySet<NodeKey>;
  readonly #known = new Map<NodeKey, number>();
  readonly #pulledFrom = new Set<NodeKey>();
  #isAbandoned = false;
  #goesOn = false;

  constructor(options: ContinuityOptions) {
    this.#options = options;
    this.#peers = new Set(options.members.filter((member) => member !== options.self));
  }

  /** A peer says how much of the chain it holds. More than there is here confirms nothing; only an event proves it. */
  heard(peer: NodeKey, length: number): void {
    if (this.#peers.has(peer)) this.#known.set(peer, Math.max(this.#known.get(peer) ?? 0, length));
  }

  /** An event of the chain was admitted that this disk lacked at the start: signed by our own key, so it is true. */
  surpassed(): void {
    if (!this.#goesOn) this.#isAbandoned = true;
  }

  /** Written to since it was confirmed: from now on it is longer, and what peers hold of it says nothing. */
  goesOn(): void {
    if (this.verdict !== "confirmed") throw new Error(`expected a confirmed chain, got one that is ${this.verdict}`);
    this.#goesOn = true;
  }

  /** All that the peer held when it was asked, since the start, is held here. */
  pulledFrom(peer: NodeKey): void {
    if (this.#peers.has(peer)) this.#pulledFrom.add(peer);
  }

  get verdict(): ContinuityVerdict {
    if (this.#goesOn) return "confirmed";
    if (this.#isAbandoned || this.#options.length === 0) return "abandoned";
    const agreed = [...this.#known.values()].filter((length) => length <= this.#options.length).length;
    const isContradicted = agreed < this.#known.size;
    return !isContradicted && agreed >= this.#needed ? "confirmed" : "proving";
  }

  /**
   * Whether an issuer knows what it issued before, and may issue what is missing: enough peers were pulled from. Without
   * that a rolled-back issuer would make the same rights twice.
   */
  get mayIssue(): boolean {
    return this.#pulledFrom.size >= this.#needed;
  }

  get #needed(): number {
    return answersNeeded(this.#peers.size + 1, this.#options.spendWitnesses);
  }
}
