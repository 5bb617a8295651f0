import { decisionsIn, type LedgerReader, type PlacedLeaf } from "@plimsoll/ledger";

/** An entry of a ledger and the command that it follows from, if one stands before it. */
export interface TailEntry {
  readonly index: number;
  readonly text: string;
  /** Canonical JSON, as the ledger keeps it. */
  readonly cause: string | null;
}

/** A decision of the largest batch lies in so many leaves: further back, no cause can be found. */
const LEAVES_BACK_MAX = 1_040;
const FURTHER_PART = "+".charCodeAt(0);

/** The end of a ledger, also of one that another process writes. */
export class LedgerTail {
  readonly #ledger: LedgerReader;
  #nextLeaf = 0;

  constructor(ledger: LedgerReader) {
    this.#ledger = ledger;
  }

  /** The newest entries, oldest first. Goes back as far as the cause of the first of them lies. */
  newest(count: number): readonly TailEntry[] {
    for (let leaves = count + 1; ; leaves = Math.min(4 * leaves, count + LEAVES_BACK_MAX)) {
      const from = Math.max(0, this.#ledger.leafCount - leaves);
      const entries = this.#entriesFrom(from).slice(-count);
      const isEnough = entries.length === count && entries[0]?.cause !== null;
      if (isEnough || from === 0 || leaves === count + LEAVES_BACK_MAX) return count === 0 ? [] : entries;
    }
  }

  /** What was added since the last call. */
  added(): readonly TailEntry[] {
    return this.#nextLeaf < this.#ledger.leafCount ? this.#entriesFrom(this.#nextLeaf) : [];
  }

  #entriesFrom(leafIndex: number): TailEntry[] {
    return [...decisionsIn(this.#leavesFrom(leafIndex))].flatMap(({ cause, entries, firstIndex }) =>
      entries.map((text, place) => ({ index: firstIndex + place, text, cause })),
    );
  }

  /** From the first leaf on that begins a line. */
  *#leavesFrom(leafIndex: number): Generator<PlacedLeaf, void, void> {
    let isBegun = false;
    for (const leaf of this.#ledger.leaves(leafIndex)) {
      this.#nextLeaf = leaf.leafIndex + 1;
      isBegun ||= leaf.bytes[0] !== FURTHER_PART;
      if (isBegun) yield leaf;
    }
  }
}
