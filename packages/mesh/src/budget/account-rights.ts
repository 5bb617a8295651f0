import type { ChainKey } from "../event/event.ts";

/** What one chain did in one account. Sums stop at 2^53 - 1. */
export interface RightsRow {
  readonly issued: number;
  readonly spent: number;
  /** What counts of its returns: never more than it spent. */
  readonly returned: number;
  readonly given: ReadonlyMap<ChainKey, number>;
}

/** A row while it is folded: what was claimed, and what others gave. */
class Row implements RightsRow {
  issued = 0;
  spent = 0;
  returnsClaimed = 0;
  readonly given = new Map<ChainKey, number>();
  givenTotal = 0n;
  received = 0n;

  get returned(): number {
    return Math.min(this.returnsClaimed, this.spent);
  }

  get balance(): bigint {
    return BigInt(this.issued) + this.received - this.givenTotal - BigInt(this.spent) + BigInt(this.returned);
  }

  get isEmpty(): boolean {
    return this.issued === 0 && this.spent === 0 && this.given.size === 0;
  }
}

/**
 * The rights of one account (O'Neil 1986; Balegas et al. 2015): a row of each chain, written by that chain alone. Every
 * entry only grows, so that the order in which events come does not matter.
 */
export class AccountRights {
  readonly #rows = new Map<ChainKey, Row>();
  /** Chains whose balance is below 0. */
  readonly #short = new Set<ChainKey>();
  #doubts: ReadonlyMap<ChainKey, bigint> | null = null;

  /** Chains that did anything here, and those that only received. */
  chains(): Iterable<ChainKey> {
    return this.#rows.keys();
  }

  /** Rows with something in them, by chain. */
  rows(): readonly (readonly [ChainKey, RightsRow])[] {
    return [...this.#rows].filter(([, row]) => !row.isEmpty).toSorted(([a], [b]) => (a < b ? -1 : 1));
  }

  row(chain: ChainKey): RightsRow | undefined {
    return this.#rows.get(chain);
  }

  /** issued + received - given - spent + returned. Below 0 where a chain promised what it did not hold. */
  balance(chain: ChainKey): bigint {
    return this.#rows.get(chain)?.balance ?? 0n;
  }

  issue(chain: ChainKey, quantity: number): void {
    const row = this.#rowOf(chain);
    row.issued = sumOf(row.issued, quantity);
    this.#changed(chain, row);
  }

  spend(chain: ChainKey, quantity: number): void {
    const row = this.#rowOf(chain);
    row.spent = sumOf(row.spent, quantity);
    this.#changed(chain, row);
  }

  return(chain: ChainKey, quantity: number): void {
    const row = this.#rowOf(chain);
    row.returnsClaimed = sumOf(row.returnsClaimed, quantity);
    this.#changed(chain, row);
  }

  give(chain: ChainKey, to: ChainKey, quantity: number): void {
    const [giver, taker] = [this.#rowOf(chain), this.#rowOf(to)];
    const before = giver.given.get(to) ?? 0;
    const after = sumOf(before, quantity);
    giver.given.set(to, after);
    giver.givenTotal += BigInt(after - before);
    taker.received += BigInt(after - before);
    this.#changed(chain, giver);
    this.#changed(to, taker);
  }

  /**
   * What a chain may not use of its balance, because who gave it did not hold it. While any chain is short, each gift of
   * it is in doubt up to the shortage, and so are the gifts of those who passed it on. Too much is in doubt rather than
   * too little: a right that two may believe in is nobody's until the shortage is gone.
   */
  doubt(chain: ChainKey): bigint {
    if (this.#short.size === 0) return 0n;
    this.#doubts ??= this.#doubted();
    return this.#doubts.get(chain) ?? 0n;
  }

  #doubted(): ReadonlyMap<ChainKey, bigint> {
    const whole = new Set<ChainKey>();
    let shortages: Shortages = new Map([...this.#short].map((chain) => [chain, -this.balance(chain)]));
    for (let round = 0; ; round += 1) {
      const doubts = this.#doubtsUnder(shortages);
      const next = this.#shortagesUnder(doubts, whole);
      const grown = [...next].filter(([chain, shortage]) => shortage !== shortages.get(chain));
      if (grown.length === 0) return doubts;
      // Round a ring of gifts a shortage may grow one by one: then all that its members gave is in doubt.
      if (round > this.#rows.size) for (const [chain] of grown) whole.add(chain);
      shortages = new Map([...next].map(([chain, shortage]) => [chain, whole.has(chain) ? WHOLE : shortage]));
    }
  }

  #doubtsUnder(shortages: Shortages): Shortages {
    const doubts = new Map<ChainKey, bigint>();
    for (const [giver, shortage] of shortages) {
      for (const [taker, given] of this.#rows.get(giver)?.given ?? []) {
        doubts.set(taker, (doubts.get(taker) ?? 0n) + least(BigInt(given), shortage));
      }
    }
    return doubts;
  }

  #shortagesUnder(doubts: Shortages, whole: ReadonlySet<ChainKey>): Shortages {
    const shortages = new Map<ChainKey, bigint>();
    for (const [chain, row] of this.#rows) {
      const shortage = (doubts.get(chain) ?? 0n) - row.balance;
      if (shortage > 0n) shortages.set(chain, whole.has(chain) ? WHOLE : shortage);
    }
    return shortages;
  }

  #rowOf(chain: ChainKey): Row {
    const row = this.#rows.get(chain) ?? new Row();
    this.#rows.set(chain, row);
    return row;
  }

  #changed(chain: ChainKey, row: Row): void {
    this.#doubts = null;
    if (row.balance < 0n) this.#short.add(chain);
    else this.#short.delete(chain);
  }
}

type Shortages = ReadonlyMap<ChainKey, bigint>;

/** More than any chain can have given: 2^53 gifts of 2^53. */
const WHOLE = 1n << 106n;

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Sums of whole numbers that stop at 2^53 - 1 are the same in every order. */
const sumOf = (a: number, b: number): number => Math.min(Number.MAX_SAFE_INTEGER, a + b);
