import type { RandomStream } from "@plimsoll/foundation";
import type { NodeKey } from "../event/event.ts";

/** After so long without a word, the next word of a peer is a reason to compare at once. */
const AWAY_MS = 5_000;

/** The other nodes as one node knows them. Silence changes whom it talks to, and nothing else. */
export class Peers {
  readonly #random: RandomStream;
  readonly #heardMs = new Map<NodeKey, number>();
  readonly #metMs = new Map<NodeKey, number>();
  #known: readonly NodeKey[] = [];

  constructor(random: RandomStream) {
    this.#random = random;
  }

  get count(): number {
    return this.#known.length;
  }

  set(known: readonly NodeKey[], nowMs: number): void {
    this.#known = known;
    for (const peer of known) if (!this.#metMs.has(peer)) this.#metMs.set(peer, nowMs);
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

  /** So many different peers, or all; peers that are silent too, for nobody else would find out that they are back. */
  draw(count: number): NodeKey[] {
    if (count === 1)
      return this.#known.length === 0 ? [] : [this.#known[this.#random.below(this.#known.length)] as NodeKey];
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
