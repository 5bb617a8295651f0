import type { NodeKey } from "../../event/event.ts";

/** Contacts of a bucket, and results of a lookup (Maymounkov, Mazières 2002). */
export const BUCKET_MAX = 20;

/** A node or content in the key space: 256 bits. */
export type KademliaId = bigint;

export interface Contact {
  readonly key: NodeKey;
  readonly id: KademliaId;
}

/** The nodes that one node knows: many that are close to it, few that are far. Who has been there longest stays. */
export class RoutingTable {
  readonly #self: KademliaId;
  readonly #buckets: Contact[][] = [];

  constructor(self: KademliaId) {
    this.#self = self;
  }

  note(contact: Contact): void {
    if (contact.id === this.#self) return;
    const place = bucketOf(contact.id ^ this.#self);
    const bucket = (this.#buckets[place] ??= []);
    if (bucket.length < BUCKET_MAX && !bucket.some(({ id }) => id === contact.id)) bucket.push(contact);
  }

  /** It did not answer. */
  drop({ id }: Contact): void {
    const place = bucketOf(id ^ this.#self);
    this.#buckets[place] = (this.#buckets[place] ?? []).filter((contact) => contact.id !== id);
  }

  closest(target: KademliaId, count = BUCKET_MAX): Contact[] {
    const known = this.#buckets.flat().filter((contact) => contact !== undefined);
    return sortedByDistance(known, target).slice(0, count);
  }
}

export function sortedByDistance(contacts: readonly Contact[], target: KademliaId): Contact[] {
  const measured = contacts.map((contact) => ({ contact, distance: contact.id ^ target }));
  measured.sort((a, b) => (a.distance < b.distance ? -1 : 1));
  return measured.map(({ contact }) => contact);
}

/** Digits of the distance: 64 buckets of four bits are enough for any mesh that fits into a simulator. */
const bucketOf = (distance: bigint): number => distance.toString(16).length;
