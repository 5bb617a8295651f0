import { turnOf } from "../certificate/turn.ts";
import type { ChainKey, MeshEvent, NodeKey } from "../event/event.ts";
import type { Cryptography } from "../ports/cryptography.ts";
import { checkForkProof, type ForkProof, forkProofOfChain } from "../recovery/fork-proof.ts";
import type { Admission, EventView } from "../set/event-set.ts";

/** The two events go round by themselves: so long nobody says anything about them. */
const FIRST_MS = 1_000;
/** Whoever comes next in turn waits so much longer for the one before. */
const TURN_MS = 2_000;
/** Of one key so many proofs are enough, however often it forks. */
const PROOFS_PER_KEY = 16;
/** Both envelopes have to fit into one event, with what it cites. */
const PROOF_BYTES_MAX = 384 * 1024;

export interface ForkDeskOptions {
  readonly self: NodeKey;
  readonly mesh: string;
  readonly crypto: Cryptography;
  readonly events: EventView;
  /** Whether an event would count, but for a fork of its chain. */
  readonly isForked: (event: MeshEvent) => boolean;
  readonly live: () => readonly NodeKey[];
}

/** Sees to it that the proof of a fork is in the timeline: once for each chain, by one member after the other until it is. */
export class ForkDesk {
  readonly #options: ForkDeskOptions;
  readonly #waiting = new Map<ChainKey, { readonly sinceMs: number; dueMs: number }>();
  readonly #proven = new Set<ChainKey>();
  readonly #proofsOf = new Map<NodeKey, number>();

  constructor(options: ForkDeskOptions) {
    this.#options = options;
  }

  admit({ admitted, forked }: Pick<Admission, "admitted" | "forked">, nowMs: number): void {
    for (const event of admitted) if (event.kind === "fork.proven") this.#read(event.body as ForkProof);
    for (const chain of forked) {
      const isMine = authorOf(chain) === this.#options.self;
      if (isMine || this.#proven.has(chain) || this.#waiting.has(chain)) continue;
      this.#waiting.set(chain, { sinceMs: nowMs, dueMs: nowMs + FIRST_MS });
    }
  }

  /** When `take` has something to do. */
  get dueMs(): number {
    return [...this.#waiting.values()].reduce((least, { dueMs }) => Math.min(least, dueMs), Infinity);
  }

  /** The proofs to be written now: by the time that it was this member's turn nobody had written them. */
  take(nowMs: number): readonly ForkProof[] {
    const due = [...this.#waiting].filter(([, { dueMs }]) => dueMs <= nowMs);
    return due.flatMap(([chain, waiting]) => {
      waiting.dueMs = waiting.sinceMs + FIRST_MS + this.#turnFor(chain) * TURN_MS;
      if (waiting.dueMs > nowMs) return [];
      this.#waiting.delete(chain);
      return this.#proofOf(chain) ?? [];
    });
  }

  #read(body: ForkProof): void {
    const { mesh, crypto } = this.#options;
    const proof = checkForkProof(body, mesh, crypto);
    if (!proof.ok || this.#proven.has(proof.value.chain)) return;
    this.#note(proof.value.chain);
  }

  #note(chain: ChainKey): void {
    const author = authorOf(chain);
    this.#proven.add(chain);
    this.#waiting.delete(chain);
    this.#proofsOf.set(author, (this.#proofsOf.get(author) ?? 0) + 1);
  }

  #proofOf(key: ChainKey): ForkProof | null {
    const chain = this.#options.events.chain(key);
    const fork = chain?.at(chain.forkedAt ?? 0);
    const isTheirs = fork !== undefined && this.#options.isForked(fork);
    if (!isTheirs || (this.#proofsOf.get(authorOf(key)) ?? 0) >= PROOFS_PER_KEY) return null;
    const proof = forkProofOfChain(key, this.#options.events);
    if (proof === null || proof.first.length + proof.second.length > PROOF_BYTES_MAX) return null;
    this.#note(key);
    return proof;
  }

  /** Whoever forked does not prove it. */
  #turnFor(chain: ChainKey): number {
    const { self, live, events } = this.#options;
    const others = live().filter((key) => key !== authorOf(chain));
    return turnOf(self, events.chain(chain)?.forkedAt ?? 0, others);
  }
}

const authorOf = (chain: ChainKey): NodeKey => chain.slice(0, chain.indexOf("/"));
