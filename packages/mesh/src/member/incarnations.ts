import { Continuity } from "../budget/continuity.ts";
import { type ChainKey, chainKey, type Incarnation, type MeshEvent, type NodeKey } from "../event/event.ts";
import type { EventView } from "../set/event-set.ts";

/** Without contact for so long after a restart, a node goes on under a new incarnation, and leaves its old rights alone. */
const ALONE_MS = 2_000;

/** Before it writes it asks so often. */
const ASK_MS = 250;

export interface IncarnationOptions {
  readonly self: NodeKey;
  readonly members: readonly NodeKey[];
  readonly spendWitnesses: number;
  readonly events: EventView;
  readonly nowMs: number;
  /** False when something is missing from its journal: then it never writes again where it wrote before. */
  readonly isWhole: boolean;
  /** A new one, never drawn before. */
  readonly draw: () => Incarnation;
}

/**
 * Under which incarnation a node writes. One that finds a chain of its own on its disk first asks whether others know
 * more of it: the disk may be yesterday's image, and to write there again would be to lie (C4, B5).
 */
export class Incarnations {
  readonly #options: IncarnationOptions;
  readonly #old: ChainKey | null;
  readonly #continuity: Continuity;
  #current: ChainKey | null = null;
  #nextAskMs = -Infinity;

  constructor(options: IncarnationOptions) {
    this.#options = options;
    const old = newestChain(options.events, options.self);
    this.#old = old?.key ?? null;
    this.#continuity = new Continuity({ ...options, length: old?.length ?? 0 });
    if (!options.isWhole) this.#continuity.surpassed();
  }

  /** The chain that was found on the disk and is to be asked about; null for none. */
  get old(): ChainKey | null {
    return this.#old;
  }

  get continuity(): Continuity {
    return this.#continuity;
  }

  known(chain: ChainKey, by: NodeKey, length: number): void {
    if (chain === this.#old) this.#continuity.heard(by, length);
  }

  /** An event of its own that came from outside: somebody knows more of the chain than its own disk did. */
  surpassedBy({ chain }: MeshEvent): void {
    if (chain === this.#old && this.#current !== this.#old) this.#continuity.surpassed();
  }

  /** Whether the rights of a chain of its own may be used. */
  isConfirmed(chain: ChainKey): boolean {
    return chain === this.#old ? this.#continuity.verdict === "confirmed" : chain === this.#current;
  }

  /** The incarnation to write under from now on, once that is known; null while it is not, or is known already. */
  settle(nowMs: number): { readonly incarnation: Incarnation; readonly isNew: boolean } | null {
    if (this.#current !== null) return null;
    const { verdict } = this.#continuity;
    if (this.#old !== null && verdict === "confirmed") {
      this.#current = this.#old;
      this.#continuity.goesOn();
      return { incarnation: this.#old.slice(this.#old.indexOf("/") + 1), isNew: false };
    }
    if (verdict === "proving" && nowMs < this.#aloneMs) return null;
    const incarnation = this.#options.draw();
    this.#current = chainKey(this.#options.self, incarnation);
    return { incarnation, isNew: true };
  }

  /** The old chain when it is to be asked about, again until it is known: what was asked before a road was open is lost. */
  asks(nowMs: number): ChainKey | null {
    if (this.#old === null || this.#continuity.verdict !== "proving" || nowMs < this.#nextAskMs) return null;
    this.#nextAskMs = nowMs + (this.#current === null ? ASK_MS : ALONE_MS);
    return this.#old;
  }

  /** When it stops waiting for others, or asks again. */
  get dueMs(): number {
    const askMs = this.#old !== null && this.#continuity.verdict === "proving" ? this.#nextAskMs : Infinity;
    return Math.min(askMs, this.#aloneMs);
  }

  get #aloneMs(): number {
    return this.#current === null ? this.#options.nowMs + ALONE_MS : Infinity;
  }
}

/** The chain of an author whose first event is the latest: by Lamport, then by id. */
function newestChain(events: EventView, author: NodeKey) {
  const own = [...events.chains()].filter(({ key }) => key.startsWith(`${author}/`));
  const ranked = own.toSorted((a, b) => {
    const [one, other] = [a.at(0), b.at(0)];
    return (one?.lamport ?? 0) - (other?.lamport ?? 0) || ((one?.id ?? "") < (other?.id ?? "") ? -1 : 1);
  });
  return ranked.at(-1);
}
