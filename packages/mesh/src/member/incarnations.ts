import { Continuity } from "../budget/continuity.ts";
import { type ChainKey, chainKey, type Incarnation, type MeshEvent, type NodeKey } from "../event/event.ts";
import type { EventView } from "../set/event-set.ts";
import { OldChains } from "./old-chains.ts";

/** Without contact for so long after a restart, a node goes on under a new incarnation; its old rights wait (`OldChains`). */
const ALONE_MS = 2_000;

/** Before it writes it asks so often. */
const ASK_MS = 250;

/** A chain of no more use is left after so long, and each next one after twice as long: two machines with one key would go on for ever. */
const LEAVE_MS = 1_000;
const LEAVE_MAX_MS = 3_600_000;

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
  /** The newest chain that was found on the disk; null for none. */
  readonly #old: ChainKey | null;
  readonly #continuity: Continuity;
  readonly olds: OldChains;
  #current: ChainKey | null = null;
  #nextAskMs = -Infinity;
  /** When the present chain is left for a new one; Infinity while it is of use. */
  #leaveMs = Infinity;
  #leavePauseMs = LEAVE_MS;

  constructor(options: IncarnationOptions) {
    this.#options = options;
    const found = chainsOf(options.events, options.self);
    const [old] = found;
    this.#old = old?.key ?? null;
    this.#continuity = new Continuity({ ...options, length: old?.length ?? 0 });
    this.olds = new OldChains({ ...options, found: found.map(({ key }) => key), continuity: this.#continuity });
    if (!options.isWhole) this.#continuity.surpassed();
  }

  get continuity(): Continuity {
    return this.#continuity;
  }

  known(chain: ChainKey, by: NodeKey, length: number): void {
    if (chain === this.#old) this.#continuity.heard(by, length);
    this.olds.known(chain, by, length);
  }

  /** An event of its own that came from outside: somebody knows more of the chain than its own disk did. */
  surpassedBy({ chain, sequence }: MeshEvent, nowMs: number): void {
    if (chain === this.#old && this.#current !== this.#old) this.#continuity.surpassed();
    this.olds.met(chain);
    if (sequence === 0) this.#reconsider(nowMs);
  }

  /** The chain is forked: nothing that is written there has an effect any more. */
  forked(chain: ChainKey, nowMs: number): void {
    if (chain === this.#current) this.#reconsider(nowMs);
  }

  /** Whether the rights of a chain of its own may be used. */
  isConfirmed(chain: ChainKey): boolean {
    if (this.olds.isKnown(chain)) return true;
    return chain === this.#old ? this.#continuity.verdict === "confirmed" : chain === this.#current;
  }

  /** The incarnation to write under from now on, once that is known; null while it is not, or is known already. */
  settle(nowMs: number): { readonly incarnation: Incarnation; readonly isNew: boolean } | null {
    if (this.#current !== null) return nowMs < this.#leaveMs ? null : this.#leave(this.#current);
    const { verdict } = this.#continuity;
    if (this.#old !== null && !this.#isOfUse(this.#old)) return this.#begin();
    if (this.#old !== null && verdict === "confirmed") {
      this.#current = this.#old;
      this.#continuity.goesOn();
      return { incarnation: this.#old.slice(this.#old.indexOf("/") + 1), isNew: false };
    }
    if (verdict === "proving" && nowMs < this.#aloneMs) return null;
    return this.#begin();
  }

  #begin(): { readonly incarnation: Incarnation; readonly isNew: true } {
    const incarnation = this.#options.draw();
    this.#current = chainKey(this.#options.self, incarnation);
    return { incarnation, isNew: true };
  }

  #leave(present: ChainKey) {
    this.#leaveMs = Infinity;
    this.olds.wrote(present);
    return this.#begin();
  }

  /**
   * Behind a fork nothing counts. And an empty disk does not know what its author wrote before, so that a new chain may be
   * no newer than an old one: then neither its thoughts nor its rights are its author's.
   */
  #isOfUse(chain: ChainKey): boolean {
    const { events, self } = this.#options;
    return (events.chain(chain)?.forkedAt ?? null) === null && chainsOf(events, self)[0]?.key === chain;
  }

  #reconsider(nowMs: number): void {
    if (this.#current === null || this.#leaveMs < Infinity || this.#isOfUse(this.#current)) return;
    this.#leaveMs = nowMs + this.#leavePauseMs;
    this.#leavePauseMs = Math.min(2 * this.#leavePauseMs, LEAVE_MAX_MS);
  }

  /** The old chain when it is to be asked about, again until it is known: what was asked before a road was open is lost. */
  asks(nowMs: number): ChainKey | null {
    if (!this.#isAsking || nowMs < this.#nextAskMs) return null;
    this.#nextAskMs = nowMs + ASK_MS;
    return this.#old;
  }

  /** When it stops waiting for others, asks again, or leaves its chain. */
  get dueMs(): number {
    const askMs = this.#isAsking ? this.#nextAskMs : Infinity;
    const olds = this.#current === null ? Infinity : this.olds.dueMs;
    return Math.min(askMs, this.#aloneMs, this.#leaveMs, olds);
  }

  get #isAsking(): boolean {
    return this.#current === null && this.#old !== null && this.#continuity.verdict === "proving";
  }

  get #aloneMs(): number {
    return this.#current === null ? this.#options.nowMs + ALONE_MS : Infinity;
  }
}

/** The chains of an author, the one whose first event is the latest first: by Lamport, then by id. */
function chainsOf(events: EventView, author: NodeKey) {
  const own = [...events.chains()].filter(({ key }) => key.startsWith(`${author}/`));
  return own.toSorted((a, b) => newestFirst(a.at(0), b.at(0)));
}

/** Of two chains, by their first events. */
export const newestFirst = (one: MeshEvent | undefined, other: MeshEvent | undefined): number =>
  (other?.lamport ?? 0) - (one?.lamport ?? 0) || ((one?.id ?? "") < (other?.id ?? "") ? 1 : -1);
