import type { Continuity } from "../budget/continuity.ts";
import { Succession, type SuccessionOptions } from "../budget/succession.ts";
import type { ChainKey, NodeKey } from "../event/event.ts";
import type { EventView } from "../set/event-set.ts";

/** What shows that a chain may be left has stood so long before it is believed: another peer may know more. */
const STOOD_MS = 2_000;
/** Peers are asked about a chain again after so long, and ever more rarely while nothing is news. */
const ASK_MS = 2_000;
const ASK_MAX_MS = 32_000;
/** So many chains are asked about at one time. */
const ASKED_MAX = 8;

export interface OldChainsOptions extends SuccessionOptions {
  readonly events: EventView;
  /** Own chains that were found on the disk, the newest first. */
  readonly found: readonly ChainKey[];
  /** Of the newest that was found. */
  readonly continuity: Continuity;
}

interface Old {
  readonly chain: ChainKey;
  readonly succession: Succession;
  /** Null: it was not the newest on the disk, or was written by this process. */
  readonly continuity: Continuity | null;
  /** This process wrote to it knowing it to its end, and writes it alone: nothing more is to be asked. */
  isKnown: boolean;
  /** Since when it may be left; null while it may not. */
  mayLeaveSinceMs: number | null;
  /** When it is looked at again. */
  nextMs: number;
  pauseMs: number;
}

/** What is to be done about a chain now. */
export type OldChainStep =
  | { readonly kind: "ask"; readonly chain: ChainKey }
  /** All that it still has a right to may be given to the chain that is written now. */
  | { readonly kind: "leave"; readonly chain: ChainKey };

/**
 * Chains that a member wrote before and does not write any more: which of them may give their rights to the one that it writes,
 * however late that is known. In a mesh where none of them has rights it does nothing at all.
 */
export class OldChains {
  readonly #options: OldChainsOptions;
  readonly #olds = new Map<ChainKey, Old>();
  #dueMs = Infinity;

  constructor(options: OldChainsOptions) {
    this.#options = options;
    for (const [place, chain] of options.found.entries()) this.#add(chain, place === 0 ? options.continuity : null);
  }

  /** An older one that came from others: it was written before the disk was lost. */
  met(chain: ChainKey): void {
    if (!this.#olds.has(chain)) this.#add(chain, null);
  }

  isKnown(chain: ChainKey): boolean {
    return this.#olds.get(chain)?.isKnown ?? false;
  }

  /** This process has written to it. */
  wrote(chain: ChainKey): void {
    const old = this.#olds.get(chain) ?? this.#add(chain, null);
    old.isKnown = true;
    this.stir();
  }

  known(chain: ChainKey, by: NodeKey, length: number): void {
    const old = this.#olds.get(chain);
    if (old === undefined) return;
    old.succession.heard(by, length);
    this.stir();
  }

  /** Rights have moved, or somebody counts who did not: it is worth a look. */
  stir(): void {
    if (this.#olds.size > 0) this.#dueMs = -Infinity;
  }

  /** When `steps` is wanted next, at the latest. */
  get dueMs(): number {
    return this.#dueMs;
  }

  /** Of the chains with rights, without the one that is written. */
  steps(current: ChainKey, nowMs: number, hasRights: (chain: ChainKey) => boolean): readonly OldChainStep[] {
    const olds = [...this.#olds.values()].filter(({ chain }) => chain !== current && hasRights(chain));
    // Whichever waited longest first: those of which nothing can be known are asked about for ever.
    const looked = olds.toSorted((a, b) => a.nextMs - b.nextMs).slice(0, ASKED_MAX);
    const steps = looked.flatMap((old) => this.#stepOf(old, nowMs) ?? []);
    this.#dueMs = Math.min(Infinity, ...looked.map(({ nextMs }) => nextMs));
    return steps;
  }

  #stepOf(old: Old, nowMs: number): OldChainStep | null {
    const { chain, isKnown } = old;
    if (!this.#mayLeave(old)) {
      if (old.mayLeaveSinceMs === null && nowMs < old.nextMs) return null;
      old.mayLeaveSinceMs = null;
      old.nextMs = nowMs + old.pauseMs;
      old.pauseMs = Math.min(2 * old.pauseMs, ASK_MAX_MS);
      return { kind: "ask", chain };
    }
    if (old.mayLeaveSinceMs === null) {
      old.mayLeaveSinceMs = nowMs;
      old.nextMs = nowMs + (isKnown ? 0 : STOOD_MS);
    }
    if (nowMs < old.nextMs) return null;
    old.nextMs = nowMs + STOOD_MS;
    return { kind: "leave", chain };
  }

  #mayLeave({ chain, isKnown, continuity, succession }: Old): boolean {
    if (isKnown) return true;
    const length = this.#wholeLength(chain);
    if (length === null) return false;
    return continuity?.verdict === "confirmed" || succession.isClosedAt(length);
  }

  /** Null where something in it was given up, or it is forked. */
  #wholeLength(key: ChainKey): number | null {
    const chain = this.#options.events.chain(key);
    if (chain === undefined || chain.forkedAt !== null) return null;
    for (let sequence = 0; sequence < chain.length; sequence += 1) {
      if (chain.at(sequence) === undefined) return null;
    }
    return chain.length;
  }

  #add(chain: ChainKey, continuity: Continuity | null): Old {
    const succession = new Succession(this.#options);
    const fresh = { isKnown: false, mayLeaveSinceMs: null, nextMs: -Infinity, pauseMs: ASK_MS };
    const old: Old = { chain, succession, continuity, ...fresh };
    this.#olds.set(chain, old);
    this.stir();
    return old;
  }
}
