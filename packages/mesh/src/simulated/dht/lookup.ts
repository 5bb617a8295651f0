import { BUCKET_MAX, type Contact, type KademliaId, sortedByDistance } from "./routing-table.ts";

/** Questions that are open at once. */
export const ALPHA = 3;

interface Candidate {
  readonly contact: Contact;
  /** Answers that led to it: 1 for who was known from the start. */
  readonly hops: number;
  state: "new" | "asked" | "answered" | "silent";
}

/** One iterative lookup: who is to be asked next, and when it is over. Pure bookkeeping. */
export class Lookup {
  readonly target: KademliaId;
  readonly #candidates = new Map<KademliaId, Candidate>();
  #hops = 0;

  constructor(target: KademliaId, known: readonly Contact[]) {
    this.target = target;
    for (const contact of known) this.#candidates.set(contact.id, { contact, hops: 1, state: "new" });
  }

  /** Answers in a row that led to the last one that mattered. */
  get hops(): number {
    return this.#hops;
  }

  next(): Contact[] {
    const candidates = this.#closest();
    const open = candidates.filter(({ state }) => state === "asked").length;
    const asked = candidates.filter(({ state }) => state === "new").slice(0, Math.max(0, ALPHA - open));
    for (const candidate of asked) candidate.state = "asked";
    return asked.map(({ contact }) => contact);
  }

  answered({ id }: Contact, closer: readonly Contact[]): void {
    const candidate = this.#candidates.get(id);
    if (candidate === undefined) return;
    candidate.state = "answered";
    this.#hops = Math.max(this.#hops, candidate.hops);
    for (const contact of closer) {
      if (this.#candidates.has(contact.id)) continue;
      this.#candidates.set(contact.id, { contact, hops: candidate.hops + 1, state: "new" });
    }
  }

  silent({ id }: Contact): void {
    const candidate = this.#candidates.get(id);
    if (candidate?.state === "asked") candidate.state = "silent";
  }

  /** The closest that answer have all answered. */
  get isOver(): boolean {
    return this.#closest().every(({ state }) => state === "answered");
  }

  found(): Contact[] {
    return this.#closest()
      .filter(({ state }) => state === "answered")
      .map(({ contact }) => contact);
  }

  #closest(): Candidate[] {
    const living = [...this.#candidates.values()].filter(({ state }) => state !== "silent");
    const order = sortedByDistance(
      living.map(({ contact }) => contact),
      this.target,
    );
    return order.slice(0, BUCKET_MAX).flatMap(({ id }) => this.#candidates.get(id) ?? []);
  }
}
