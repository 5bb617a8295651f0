import type { Result } from "@plimsoll/foundation";
import { Escrow, type Reservation } from "../budget/escrow.ts";
import { OthersDemand } from "../budget/others-demand.ts";
import { RecentDemand } from "../budget/recent-demand.ts";
import type { RightsRefusal } from "../budget/rights-refusal.ts";
import { type Demands, giftFor, levellingGift, livingFirst, roomAt, type Want, whomToAsk } from "../budget/sharing.ts";
import type { EventBody } from "../event/body.ts";
import type { ChainKey, EventId } from "../event/event.ts";
import type { BudgetBook } from "../budget/budget-book.ts";

export interface RightsDeskOptions {
  readonly book: () => BudgetBook;
  readonly isConfirmed: (chain: ChainKey) => boolean;
  /** Writes an event into its own chain, or says that it cannot yet. Its id, or null. */
  readonly write: (body: EventBody) => EventId | null;
  /** Writes events into an earlier chain of its own. False where it cannot. */
  readonly writeInto: (chain: ChainKey, bodies: readonly EventBody[]) => boolean;
  readonly sendWant: (to: ChainKey, want: Want) => void;
  /** Whether its author seems to answer: it steers who is asked and who gives, and nothing else. */
  readonly isLive: (chain: ChainKey) => boolean;
  readonly trancheMicroCu: number | null;
}

/** Unasked nobody gives more often, and then to so many at most. */
const LEVEL_MS = 10_000;
const LEVELLED_MAX = 4;

/** A spend that is written, and takes effect when the event with this id is announced and witnessed. */
export interface WrittenSpend {
  readonly event: EventId;
}

/** A member's own rights: it spends and gives what it holds, and asks others for what it lacks. */
export class RightsDesk {
  readonly #options: RightsDeskOptions;
  readonly #demand = new RecentDemand();
  readonly #others = new OthersDemand();
  /** Of the chains that it wrote since the start. */
  readonly #escrows = new Map<ChainKey, Escrow>();
  #escrow: Escrow | null = null;
  #levelMs = -Infinity;
  #unfolded: { readonly escrow: Escrow; readonly reservation: Reservation }[] = [];

  constructor(options: RightsDeskOptions) {
    this.#options = options;
  }

  /** From now on it writes this chain. */
  open(chain: ChainKey): void {
    this.#escrow = this.#escrowOf(chain);
  }

  /** Of the chain that it writes: for decisions that bind rights themselves. Null while it has none. */
  get escrow(): Escrow | null {
    return this.#escrow;
  }

  /** Micro-CU that it may spend now. */
  free(account: string): number {
    return this.#escrow?.free(account) ?? 0;
  }

  /** Asks those who hold what a decision lacked: what they give may be there when it is tried again. */
  onLack(refusal: RightsRefusal, nowMs: number): void {
    if (this.#escrow === null || refusal.code !== "RIGHTS_ELSEWHERE") return;
    this.#demand.note(refusal.account, refusal.requested, nowMs);
    this.#ask(this.#escrow, refusal, nowMs);
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
  onWant(want: Want, nowMs: number): void {
    const { account, by } = want;
    const escrow = this.#escrow;
    if (escrow === null || by === escrow.chain) return;
    if (this.#others.isQuiet(nowMs)) this.#levelMs = Math.max(this.#levelMs, nowMs + LEVEL_MS);
    this.#others.note(want, nowMs);
    this.#give(escrow, account, by, this.#giftFor(escrow, want, nowMs));
  }

  #giftFor(escrow: Escrow, { account, by, quantity }: Want, nowMs: number): number {
    const room = roomAt(this.#options.book(), by, account, this.#options.trancheMicroCu);
    const ownDemand = this.#demand.of(account, nowMs);
    return giftFor({ free: escrow.free(account), asked: quantity, ownDemand, room });
  }

  /** When `level` is wanted next; Infinity in a mesh in which nobody asks for rights. */
  levelDueMs(nowMs: number): number {
    return this.#escrow === null || this.#others.isQuiet(nowMs) ? Infinity : this.#levelMs;
  }

  /** Gives unasked where rights are used and lacking, from time to time, if nobody who seems to live is richer. */
  level(nowMs: number): void {
    const escrow = this.#escrow;
    if (escrow === null || nowMs < this.levelDueMs(nowMs)) return;
    this.#levelMs = nowMs + LEVEL_MS;
    for (const account of this.#others.accounts(nowMs).slice(-LEVELLED_MAX)) this.#levelAccount(escrow, account, nowMs);
  }

  /** Whether a chain of its own has rights that it could use. */
  holds(chain: ChainKey): boolean {
    const book = this.#options.book();
    return book.accounts().some((account) => book.rightsOf(chain, account) > 0);
  }

  /** All that an earlier chain of its own has a right to goes to the present one. */
  handOver(from: ChainKey): void {
    const to = this.#escrow?.chain;
    if (to === undefined) return;
    const escrow = this.#escrowOf(from);
    const given = this.#options
      .book()
      .accounts()
      .flatMap((account) => {
        const gift = escrow.leave(account, to);
        return gift?.ok === true ? [gift.value] : [];
      });
    const bodies = given.map(({ body }) => body);
    const isWritten = given.length > 0 && this.#options.writeInto(from, bodies);
    for (const { reservation } of given) {
      if (isWritten) this.#unfolded.push({ escrow, reservation });
      else escrow.close(reservation);
    }
  }

  #levelAccount(escrow: Escrow, account: string, nowMs: number): void {
    const { book, isLive, trancheMicroCu } = this.#options;
    const { holders } = book().heldElsewhere(account, escrow.chain);
    const richest = holders.find(({ chain }) => isLive(chain));
    if ((richest?.held ?? 0) > escrow.free(account)) return;
    const demands = this.#others.of(account, nowMs, (chain) => book().isNewest(chain) && isLive(chain));
    const own = keptBack(this.#demand.of(account, nowMs), demands);
    const gift = levellingGift(escrow, book(), account, own, demands, trancheMicroCu);
    if (gift !== null) this.#give(escrow, account, gift.to, gift.quantity);
  }

  #give(escrow: Escrow, account: string, to: ChainKey, quantity: number): void {
    const given = quantity > 0 ? escrow.give(account, to, quantity) : null;
    if (given?.ok === true) this.#write(given.value.body, given.value.reservation, escrow);
  }

  #escrowOf(chain: ChainKey): Escrow {
    const { book, isConfirmed, trancheMicroCu } = this.#options;
    const escrow =
      this.#escrows.get(chain) ?? new Escrow({ chain, book, isConfirmed: () => isConfirmed(chain), trancheMicroCu });
    this.#escrows.set(chain, escrow);
    return escrow;
  }

  /** The book has everything that was written so far: nothing of it need be promised any longer. */
  folded(): void {
    for (const { escrow, reservation } of this.#unfolded) escrow.close(reservation);
    this.#unfolded = [];
  }

  /** Until the book has the event its rights stay promised: another may be decided before that. */
  #write(body: EventBody, reservation: Reservation, escrow: Escrow): EventId | null {
    const event = this.#options.write(body);
    if (event === null) escrow.close(reservation);
    else this.#unfolded.push({ escrow, reservation });
    return event;
  }

  #ask(escrow: Escrow, { account, requested, held, holders }: RightsRefusal, nowMs: number): void {
    const recentDemand = this.#demand.of(account, nowMs);
    const asked = livingFirst(holders, this.#options.isLive);
    for (const { to, quantity } of whomToAsk(asked, requested - held)) {
      this.#options.sendWant(to, { account, by: escrow.chain, quantity, recentDemand });
    }
  }
}

/** Whoever needs nothing now keeps as much as the least of those who do: its next spend is not to be refused. */
const keptBack = (own: number, demands: Demands): number =>
  demands.size === 0 ? own : Math.max(own, Math.min(...demands.values()));
