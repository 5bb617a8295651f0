import { BudgetBook } from "../../src/budget/budget-book.ts";
import { Escrow, type Reservation } from "../../src/budget/escrow.ts";
import type { ChainKey, MeshEvent } from "../../src/event/event.ts";
import type { Genesis } from "../../src/event/genesis.ts";
import { EventSet } from "../../src/set/event-set.ts";
import type { Standing } from "../../src/set/projection.ts";
import type { TestAuthor, WritableBody } from "../kit/test-author.ts";

/** A node reduced to what rights need: a durable journal, what follows from it, and an escrow on top. */
export class RightsNode {
  readonly author: TestAuthor;
  readonly genesis: Genesis;
  readonly trancheMicroCu: number | null;
  /** Durable, in the order in which it came. */
  journal: MeshEvent[] = [];
  set = new EventSet();
  book: BudgetBook;
  escrow: Escrow;

  constructor(author: TestAuthor, genesis: Genesis, trancheMicroCu: number | null = null) {
    this.author = author;
    this.genesis = genesis;
    this.trancheMicroCu = trancheMicroCu;
    this.book = new BudgetBook(genesis);
    this.escrow = this.#newEscrow(author.chain, () => true);
  }

  escrowOf(chain: ChainKey, isConfirmed: () => boolean): Escrow {
    return this.#newEscrow(chain, isConfirmed);
  }

  /** Takes in events of others, durably. */
  receive(events: readonly MeshEvent[]): void {
    for (const event of events) if (!this.set.isKnown(event.id)) this.#admit(event);
  }

  /** Writes, makes durable and folds: what the reservation was for is in the book then. */
  write(body: WritableBody, reservation: Reservation | null = null): MeshEvent {
    const chain = this.set.chain(this.author.chain);
    const previous = chain?.at(chain.length - 1) ?? null;
    const parents = this.set.heads().flatMap((id) => this.set.get(id) ?? []);
    const event = this.author.write(body, { previous, parents });
    this.#admit(event);
    if (reservation !== null) this.escrow.close(reservation);
    return event;
  }

  spend(account: string, quantity: number): MeshEvent | null {
    const reserved = this.escrow.spend(account, quantity, "test");
    return reserved.ok ? this.write(reserved.value.body, reserved.value.reservation) : null;
  }

  give(account: string, to: ChainKey, quantity: number): MeshEvent | null {
    const reserved = this.escrow.give(account, to, quantity);
    return reserved.ok ? this.write(reserved.value.body, reserved.value.reservation) : null;
  }

  /** What was only in memory is gone; the journal may be an older one. */
  restart(length = this.journal.length): void {
    const kept = this.journal.slice(0, length);
    this.journal = [];
    this.set = new EventSet();
    this.book = new BudgetBook(this.genesis);
    this.escrow = this.#newEscrow(this.author.chain, () => true);
    for (const event of kept) this.#admit(event);
  }

  #admit(event: MeshEvent): void {
    this.journal.push(event);
    const { admitted, forked } = this.set.offer(event);
    if (forked.length > 0) this.book = foldedBook(this.genesis, this.set);
    else for (const each of admitted) this.book.admit(each, standingIn(this.set, each));
  }

  #newEscrow(chain: ChainKey, isConfirmed: () => boolean): Escrow {
    return new Escrow({ chain, book: () => this.book, isConfirmed, trancheMicroCu: this.trancheMicroCu });
  }
}

export const standingIn = (set: EventSet, event: MeshEvent): Standing => {
  const forkedAt = set.chain(event.chain)?.forkedAt ?? null;
  return forkedAt !== null && event.sequence >= forkedAt ? "forked" : "counts";
};

export function foldedBook(genesis: Genesis, set: EventSet): BudgetBook {
  const book = new BudgetBook(genesis);
  for (const chain of set.chains()) for (const event of chain.events()) book.admit(event, standingIn(set, event));
  return book;
}
