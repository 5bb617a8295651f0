import type { RandomStream } from "@plimsoll/foundation";
import type { NodeKey } from "../event/event.ts";

/** After so long without a word, the next word of a peer is a reason to compare at once. */
const AWAY_MS = 5_000;

/** A peer that said something so lately will probably answer. */
const LATELY_MS = 10_000;

/** The other nodes as one node knows them. Silence changes whom it talks to, and nothing else. */
export class Peers {
  readonly #random: RandomStream;
  readonly #heardMs = new Map<NodeKey, number>();
  readonly #metMs = new Map<NodeKey, number>();
  #known: readonly NodeKey[] = [];
  #keys: ReadonlySet<NodeKey> = new Set();

  constructor(random: RandomStream) {
    this.#random = random;
  }

  get count(): number {
    return this.#known.length;
  }

  set(known: readonly NodeKey[], nowMs: number): void {
    this.#known = known;
    this.#keys = new Set(known);
    for (const peer of known) if (!this.#metMs.has(peer)) this.#metMs.set(peer, nowMs);
  }

  has(key: NodeKey): boolean {
    return this.#keys.has(key);
  }

  /** True when it had not been heard of for long, or never. */
  heard(peer: NodeKey, nowMs: number): boolean {
    const last = this.#heardMs.get(peer);
    this.#heardMs.set(peer, nowMs);
    return last === undefined || nowMs - last > AWAY_MS;
  }

  /** Peers that have not been silent since then; one that was met later has had no time to be. */
  heardSince(sinceMs: number): NodeKey[] {
    return this.#known.filter((peer) => (this.#heardMs.get(peer) ?? this.#metMs.get(peer) ?? -Infinity) >= sinceMs);
  }

  /** One to compare with: mostly one that was heard of lately, but now and then any, for somebody must find out who is back. */
  drawOne(nowMs: number): NodeKey | undefined {
    const lately = this.#known.filter((peer) => nowMs - (this.#heardMs.get(peer) ?? -Infinity) < LATELY_MS);
    const pool = lately.length > 0 && this.#random.chance(3, 4) ? lately : this.#known;
    return pool.length === 0 ? undefined : pool[this.#random.below(pool.length)];
  }

  /** So many different peers, or all, silent ones too. */
  draw(count: number): NodeKey[] {
    const pool = [...this.#known];
    const drawn: NodeKey[] = [];
    while (drawn.length < count && pool.length > 0) {
      const place = this.#random.below(pool.length);
      drawn.push(pool[place] as NodeKey);
      pool[place] = pool.at(-1) as NodeKey;
      pool.pop();
    }
    return drawn;
  }
}
