import { ok, type Result } from "@plimsoll/foundation";
import type { BodyOf } from "../event/body.ts";
import type { ChainKey } from "../event/event.ts";
import type { BudgetBook } from "./budget-book.ts";
import { type RightsRefusal, type RightsRefusalCode, refusedRights } from "./rights-refusal.ts";

/** What one decision uses of an account, and what it brings back. Whole micro-CU. */
export interface Movement {
  readonly account: string;
  readonly spent: number;
  readonly returned: number;
}

/** Rights that are promised to an event which the book does not have yet. */
export interface Reservation {
  readonly movements: readonly Movement[];
}

/** An event to be written, and the rights that are kept for it. */
export interface Reserved<Body> {
  readonly body: Body;
  readonly reservation: Reservation;
}

export interface EscrowOptions {
  /** The chain that would write. */
  readonly chain: ChainKey;
  /** The present book, of all that is admitted: what is written on it follows it onto the disk. It changes when standings do. */
  readonly book: () => BudgetBook;
  /** Whether this disk is proven to hold all of the chain: always for one that was begun since the start (`Continuity`). */
  readonly isConfirmed: () => boolean;
  /** The most that a gift may leave one holder with: what a fork of it can overdraw at most. Null: no limit. */
  readonly trancheMicroCu: number | null;
}

/**
 * Decides whether its own chain may spend, give or return now (escrow: O'Neil 1986). Only rights that the book shows are
 * used, and none twice: what is promised to an event stays promised until `close`.
 *
 * The caller MUST write the event into this chain, behind all that the book shows, and put it into the book before it calls
 * `close`, and MUST NOT act on a spend before `WitnessedSpends` says that it takes effect.
 */
export class Escrow {
  readonly #options: EscrowOptions;
  readonly #reserved = new Set<Reservation>();

  constructor(options: EscrowOptions) {
    this.#options = options;
  }

  get chain(): ChainKey {
    return this.#options.chain;
  }

  /** What the chain holds and has not promised, micro-CU. */
  free(account: string): number {
    return this.#stopFor() === null ? this.#unpromised(account) : 0;
  }

  spend(account: string, quantity: number, purpose: string): Result<Reserved<BodyOf<"budget.spent">>, RightsRefusal> {
    assertQuantity(quantity);
    const reserved = this.reserve([{ account, spent: quantity, returned: 0 }]);
    return reserved.ok
      ? ok({ body: { kind: "budget.spent", account, quantity, purpose }, ...held(reserved) })
      : reserved;
  }

  /** To a newer incarnation of the same author, everything may be given: the tranche was granted to the holder once. */
  give(account: string, to: ChainKey, quantity: number): Result<Reserved<BodyOf<"budget.given">>, RightsRefusal> {
    assertQuantity(quantity);
    const { chain, trancheMicroCu } = this.#options;
    const isHandOver = authorOf(to) === authorOf(chain);
    const stop = this.#unconfirmed() ?? (isHandOver ? null : this.#superseded());
    if (stop !== null) return this.#refused(stop, account, quantity);
    if (!this.#canTake(to)) return this.#refused("RIGHTS_TAKER_UNFIT", account, quantity);
    if (!isHandOver && trancheMicroCu !== null && this.#book.rightsOf(to, account) + quantity > trancheMicroCu) {
      return this.#refused("RIGHTS_TRANCHE_FULL", account, quantity);
    }
    const reserved = this.#covered([{ account, spent: quantity, returned: 0 }]);
    return reserved.ok ? ok({ body: { kind: "budget.given", account, to, quantity }, ...held(reserved) }) : reserved;
  }

  /** All that it has not promised, to a newer incarnation of the same author. Null when there is nothing to give. */
  leave(account: string, to: ChainKey): Result<Reserved<BodyOf<"budget.given">>, RightsRefusal> | null {
    const quantity = this.#unpromised(account);
    return quantity === 0 ? null : this.give(account, to, quantity);
  }

  return(
    account: string,
    quantity: number,
    purpose: string,
  ): Result<Reserved<BodyOf<"budget.returned">>, RightsRefusal> {
    assertQuantity(quantity);
    const reserved = this.reserve([{ account, spent: 0, returned: quantity }]);
    return reserved.ok
      ? ok({ body: { kind: "budget.returned", account, quantity, purpose }, ...held(reserved) })
      : reserved;
  }

  /** All of the movements or none: for an event that moves several accounts at once. */
  reserve(movements: readonly Movement[]): Result<Reservation, RightsRefusal> {
    const [first] = movements;
    const stop = this.#stopFor();
    if (stop !== null && first !== undefined) return this.#refused(stop, first.account, first.spent);
    for (const { account, returned } of movements) {
      if (returned > this.#returnable(account)) return this.#refused("RIGHTS_NOT_SPENT", account, returned);
    }
    return this.#covered(movements);
  }

  /** The event is in the book, or will never be written. */
  close(reservation: Reservation): void {
    this.#reserved.delete(reservation);
  }

  /** What of the chain's spends has not come back, and is not on its way back. */
  returnable(account: string): number {
    return this.#stopFor() === null ? this.#returnable(account) : 0;
  }

  /** The refusal that a spend of so much would get now, or null. */
  refusalOf(account: string, quantity: number): RightsRefusal | null {
    const reserved = this.reserve([{ account, spent: quantity, returned: 0 }]);
    if (!reserved.ok) return reserved.error;
    this.close(reserved.value);
    return null;
  }

  get #book(): BudgetBook {
    return this.#options.book();
  }

  #covered(movements: readonly Movement[]): Result<Reservation, RightsRefusal> {
    for (const { account, spent } of movements) {
      if (spent > this.#unpromised(account)) return this.#short(account, spent);
    }
    const reservation = { movements };
    this.#reserved.add(reservation);
    return ok(reservation);
  }

  #canTake(to: ChainKey): boolean {
    const book = this.#book;
    return to !== this.#options.chain && book.isNewest(to) && !book.isForked(to) && !book.isWrittenOff(to);
  }

  #unpromised(account: string): number {
    const rights = this.#book.rightsOf(this.#options.chain, account);
    return Math.max(0, rights - this.#promised(account, "spent"));
  }

  #returnable(account: string): number {
    const row = this.#book.row(this.#options.chain, account);
    return (row?.spent ?? 0) - (row?.returned ?? 0) - this.#promised(account, "returned");
  }

  #promised(name: string, side: "spent" | "returned"): number {
    let sum = 0;
    for (const { movements } of this.#reserved) {
      for (const movement of movements) if (movement.account === name) sum += movement[side];
    }
    return sum;
  }

  #stopFor(): RightsRefusalCode | null {
    return this.#unconfirmed() ?? this.#superseded();
  }

  #unconfirmed(): RightsRefusalCode | null {
    const { chain, isConfirmed } = this.#options;
    if (this.#book.isForked(chain)) return "RIGHTS_FORKED";
    if (this.#book.isWrittenOff(chain)) return "RIGHTS_WRITTEN_OFF";
    return isConfirmed() ? null : "RIGHTS_UNCONFIRMED";
  }

  #superseded(): RightsRefusalCode | null {
    return this.#book.isNewest(this.#options.chain) ? null : "RIGHTS_SUPERSEDED";
  }

  #short(account: string, requested: number): Result<never, RightsRefusal> {
    const elsewhere = this.#book.heldElsewhere(account, this.#options.chain).total;
    const isEnough = this.#unpromised(account) + elsewhere >= requested;
    return this.#refused(isEnough ? "RIGHTS_ELSEWHERE" : "RIGHTS_EXHAUSTED", account, requested);
  }

  #refused(code: RightsRefusalCode, account: string, requested: number): Result<never, RightsRefusal> {
    const { total: heldElsewhere, holders } = this.#book.heldElsewhere(account, this.#options.chain);
    const isUsable = code !== "RIGHTS_FORKED" && code !== "RIGHTS_WRITTEN_OFF";
    return refusedRights({
      code,
      account,
      requested,
      held: isUsable ? this.#unpromised(account) : 0,
      heldElsewhere,
      holders,
    });
  }
}

const held = ({ value }: { readonly value: Reservation }): { readonly reservation: Reservation } => ({
  reservation: value,
});

const authorOf = (chain: ChainKey): string => chain.slice(0, chain.indexOf("/"));

function assertQuantity(quantity: number): void {
  if (!Number.isSafeInteger(quantity) || quantity < 1) {
    throw new RangeError(`expected a quantity of whole micro-CU, at least 1, got ${quantity}`);
  }
}
