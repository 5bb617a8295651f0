import type { ChainKey, EventId, MeshEvent, NodeKey } from "../event/event.ts";
import type { EventView } from "../set/event-set.ts";
import { type Held, OwnSpends } from "./own-spends.ts";

export interface SpendsDeskOptions {
  readonly self: NodeKey;
  /** Whose word counts. */
  readonly members: readonly NodeKey[];
  readonly spendWitnesses: number;
  readonly events: EventView;
}

/** Events of one chain that take effect together. */
export interface Effective {
  readonly chain: ChainKey;
  readonly events: readonly EventId[];
}

/** A spend that has not taken effect after so long is asked about, ms. */
const ASK_MS = 2_000;

/**
 * The member's own spends, in all chains that it wrote since the start and those of before that somebody waits for: which have taken
 * effect, and which are to be asked about.
 */
export class SpendsDesk {
  readonly #options: SpendsDeskOptions;
  readonly #spends = new Map<ChainKey, OwnSpends>();
  #nextAskMs = 0;

  constructor(options: SpendsDeskOptions) {
    this.#options = options;
  }

  /** From now on it writes this chain, too. What is held of it was read from the disk. */
  open(chain: ChainKey): void {
    const spends = this.#spends.get(chain) ?? this.#begun(chain);
    spends.durable(this.#options.events.chain(chain)?.events() ?? []);
  }

  /** Somebody waits for what stands in this earlier chain, which nobody speaks of unasked: it is asked about at once. */
  watch(chain: ChainKey): void {
    if (this.#waiting().length === 0) this.#nextAskMs = -Infinity;
    this.open(chain);
  }

  #begun(chain: ChainKey): OwnSpends {
    const { self, members, spendWitnesses } = this.#options;
    const spends = new OwnSpends(self, members, spendWitnesses);
    this.#spends.set(chain, spends);
    return spends;
  }

  /**
   * The next events of these chains are durable here. Whoever is to witness them has some time to say so unasked. What waits
   * already is not put off by what comes after it: one who writes all the time would never ask.
   */
  durable(events: readonly MeshEvent[], nowMs: number): void {
    if (this.#waiting().length === 0) this.#nextAskMs = nowMs + ASK_MS;
    for (const event of events) this.#spends.get(event.chain)?.durable([event]);
  }

  heldBy(chain: ChainKey, held: Held): void {
    this.#spends.get(chain)?.heldBy(held);
  }

  /** What takes effect now and did not before. */
  take(): readonly Effective[] {
    const taken = [...this.#spends].map(([chain, spends]) => ({
      chain,
      events: spends.take(this.#options.events.chain(chain)),
    }));
    return taken.filter(({ events }) => events.length > 0);
  }

  /** The chains of which peers are to be asked now how much they hold: they lack something, or their word was lost. */
  asks(nowMs: number): readonly ChainKey[] {
    if (nowMs < this.dueMs) return [];
    this.#nextAskMs = nowMs + ASK_MS;
    return this.#waiting();
  }

  /** When `asks` has something to say; Infinity while nothing waits for witnesses. */
  get dueMs(): number {
    return this.#waiting().length > 0 ? this.#nextAskMs : Infinity;
  }

  #waiting(): readonly ChainKey[] {
    return [...this.#spends].flatMap(([chain, { isWaiting }]) => (isWaiting ? [chain] : []));
  }
}
