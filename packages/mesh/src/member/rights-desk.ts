import type { Result } from "@plimsoll/foundation";
import { Escrow, type Reservation } from "../budget/escrow.ts";
import { RecentDemand } from "../budget/recent-demand.ts";
import type { RightsRefusal } from "../budget/rights-refusal.ts";
import { giftFor, type Want, whomToAsk } from "../budget/sharing.ts";
import type { EventBody } from "../event/body.ts";
import type { ChainKey, EventId } from "../event/event.ts";
import type { BudgetBook } from "../budget/budget-book.ts";

export interface RightsDeskOptions {
  readonly book: () => BudgetBook;
  readonly isConfirmed: (chain: ChainKey) => boolean;
  /** Writes an event into its own chain, or says that it cannot yet. Its id, or null. */
  readonly write: (body: EventBody) => EventId | null;
  readonly sendWant: (to: ChainKey, want: Want) => void;
  readonly trancheMicroCu: number | null;
}

/** A spend that is written, and takes effect when the event with this id is announced and witnessed. */
export interface WrittenSpend {
  readonly event: EventId;
}

/** A member's own rights: it spends and gives what it holds, and asks others for what it lacks. */
export class RightsDesk {
  readonly #options: RightsDeskOptions;
  readonly #demand = new RecentDemand();
  #escrow: Escrow | null = null;

  constructor(options: RightsDeskOptions) {
    this.#options = options;
  }

  /** From now on it writes this chain. */
  open(chain: ChainKey): void {
    const { book, isConfirmed, trancheMicroCu } = this.#options;
    this.#escrow = new Escrow({ chain, book, isConfirmed: () => isConfirmed(chain), trancheMicroCu });
  }

  /** Micro-CU that it may spend now. */
  free(account: string): number {
    return this.#escrow?.free(account) ?? 0;
  }

  /**
   * Spends what it holds, or says why not and asks those who hold more: what they give may be there when it is tried again.
   * Null while it has no chain to write.
   */
  spend(account: string, quantity: number, purpose: string, nowMs: number): Result<WrittenSpend, RightsRefusal> | null {
    const escrow = this.#escrow;
    if (escrow === null) return null;
    this.#demand.note(account, quantity, nowMs);
    const reserved = escrow.spend(account, quantity, purpose);
    if (!reserved.ok) {
      if (reserved.error.code === "RIGHTS_ELSEWHERE") this.#ask(escrow, reserved.error, nowMs);
      return reserved;
    }
    const event = this.#write(reserved.value.body, reserved.value.reservation, escrow);
    return event === null ? null : { ok: true, value: { event } };
  }

  /** Somebody lacks rights. */
  onWant({ account, by, quantity }: Want, nowMs: number): void {
    const escrow = this.#escrow;
    if (escrow === null || by === escrow.chain) return;
    const gift = giftFor({ free: escrow.free(account), asked: quantity, ownDemand: this.#demand.of(account, nowMs) });
    const given = gift > 0 ? escrow.give(account, by, gift) : null;
    if (given?.ok === true) this.#write(given.value.body, given.value.reservation, escrow);
  }

  /** The book has the event as soon as it is written, so that nothing need be promised any longer. */
  #write(body: EventBody, reservation: Reservation, escrow: Escrow): EventId | null {
    const event = this.#options.write(body);
    escrow.close(reservation);
    return event;
  }

  #ask(escrow: Escrow, { account, requested, held, holders }: RightsRefusal, nowMs: number): void {
    const recentDemand = this.#demand.of(account, nowMs);
    for (const { to, quantity } of whomToAsk(holders, requested - held)) {
      this.#options.sendWant(to, { account, by: escrow.chain, quantity, recentDemand });
    }
  }
}
