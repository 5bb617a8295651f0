import { BATCH_MAX } from "../event/batch-tree.ts";
import type { EventBody } from "../event/body.ts";
import { chainKey, type EventContent, type EventId, type Incarnation, type MeshEvent } from "../event/event.ts";
import { draftOf, type EventDraft, signDrafts } from "../event/sign-events.ts";
import type { Cryptography, Signer } from "../ports/cryptography.ts";
import type { EventSet } from "../set/event-set.ts";
import { HybridClock } from "./hybrid-clock.ts";

export interface ChainIdentity {
  readonly mesh: string;
  readonly signer: Signer;
  readonly crypto: Cryptography;
}

/** Writes one node's chain in one incarnation: each event after its own last one and after all heads that it has seen. */
export class ChainWriter {
  readonly #identity: ChainIdentity;
  readonly #set: EventSet;
  readonly #clock = new HybridClock();
  readonly incarnation: Incarnation;

  constructor(identity: ChainIdentity, set: EventSet, incarnation: Incarnation) {
    this.#identity = identity;
    this.#set = set;
    this.incarnation = incarnation;
  }

  get key() {
    return chainKey(this.#identity.signer.key, this.incarnation);
  }

  /** Moves the clock that people read. */
  hear(event: MeshEvent, wallMs: number): void {
    this.#clock.hear(event.hlc, wallMs);
  }

  /** 1 to 64 events, not yet in the set. The first cites the heads; the others follow it. */
  write(bodies: readonly EventBody[], epoch: number, wallMs: number): MeshEvent[] {
    if (bodies.length === 0 || bodies.length > BATCH_MAX) throw new RangeError(`1 to 64 events, got ${bodies.length}`);
    const drafts: EventDraft[] = [];
    for (const body of bodies) {
      drafts.push(draftOf(this.#content(body, drafts.at(-1), epoch, wallMs), this.#identity.crypto));
    }
    return signDrafts(drafts, this.#identity.signer);
  }

  #content(body: EventBody, before: EventDraft | undefined, epoch: number, wallMs: number): EventContent {
    const { mesh, signer } = this.#identity;
    const place = before === undefined ? this.#place() : placeAfter(before);
    const hlc = this.#clock.tick(wallMs);
    return { mesh, epoch, author: signer.key, incarnation: this.incarnation, ...place, hlc, body };
  }

  #place(): ChainPlace {
    const chain = this.#set.chain(this.key);
    const previous = chain?.at(chain.length - 1)?.id ?? null;
    const heads = this.#set.heads();
    const parents = heads.filter((head) => head !== previous);
    const cited = previous === null ? parents : [previous, ...parents];
    const lamport = 1 + cited.reduce((greatest, id) => Math.max(greatest, this.#set.get(id)?.lamport ?? 0), 0);
    return { sequence: chain?.length ?? 0, previous, parents, lamport };
  }
}

interface ChainPlace {
  readonly sequence: number;
  readonly previous: EventId | null;
  readonly parents: readonly EventId[];
  readonly lamport: number;
}

const placeAfter = ({ content, id }: EventDraft): ChainPlace => ({
  sequence: content.sequence + 1,
  previous: Buffer.from(id).toString("hex"),
  parents: [],
  lamport: content.lamport + 1,
});
