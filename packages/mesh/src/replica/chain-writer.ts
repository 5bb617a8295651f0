import { PlimsollError } from "@plimsoll/foundation";
import { BATCH_MAX } from "../event/batch-tree.ts";
import type { EventBody } from "../event/body.ts";
import { decodeContent, EVENT_VALUES_MAX, LAMPORT_MAX } from "../event/content-codec.ts";
import {
  chainKey,
  type EventContent,
  type EventId,
  type Incarnation,
  type MeshEvent,
  type NodeKey,
} from "../event/event.ts";
import { EVENT_BYTES_MAX } from "../event/open-event.ts";
import { draftOf, ENVELOPE_BYTES_MAX, type EventDraft, signDrafts } from "../event/sign-events.ts";
import type { Cryptography, Signer } from "../ports/cryptography.ts";
import type { EventSet } from "../set/event-set.ts";
import { headsToCite } from "./heads-to-cite.ts";
import { HybridClock } from "./hybrid-clock.ts";

export interface ChainIdentity {
  readonly mesh: string;
  readonly signer: Signer;
  readonly crypto: Cryptography;
}

/** Writes one node's chain in one incarnation: each event after its own last one and after the heads that it has seen. */
export class ChainWriter {
  readonly #identity: ChainIdentity;
  readonly #set: EventSet;
  readonly #isMember: (key: NodeKey) => boolean;
  readonly #clock = new HybridClock();
  readonly incarnation: Incarnation;

  /** `isMember`: whose heads come first where there are too many to cite. */
  constructor(identity: ChainIdentity, set: EventSet, incarnation: Incarnation, isMember: (key: NodeKey) => boolean) {
    this.#identity = identity;
    this.#set = set;
    this.incarnation = incarnation;
    this.#isMember = isMember;
  }

  get key() {
    return chainKey(this.#identity.signer.key, this.incarnation);
  }

  /** Moves the clock that people read. */
  hear(event: MeshEvent, wallMs: number): void {
    this.#clock.hear(event.hlc, wallMs);
  }

  /**
   * Events that are not yet in the set, under one signature for each 64 of them. The first cites the heads; the others follow it. All or
   * none: throws `MESH_EVENT_TOO_LARGE` or `MESH_LAMPORT_END` before anything is signed when others would refuse one of them.
   */
  write(bodies: readonly EventBody[], epoch: number, wallMs: number): MeshEvent[] {
    const drafts: EventDraft[] = [];
    for (const body of bodies) {
      const draft = draftOf(this.#content(body, drafts.at(-1), epoch, wallMs), this.#identity.crypto);
      checkReadable(draft);
      drafts.push(draft);
    }
    return batchesOf(drafts).flatMap((batch) => signDrafts(batch, this.#identity.signer));
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
    const heads = this.#set.heads().flatMap((id) => (id === previous ? [] : (this.#set.get(id) ?? [])));
    const parents = headsToCite(heads, this.#isMember);
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

const batchesOf = (drafts: readonly EventDraft[]): EventDraft[][] =>
  Array.from({ length: Math.ceil(drafts.length / BATCH_MAX) }, (_, place) =>
    drafts.slice(place * BATCH_MAX, (place + 1) * BATCH_MAX),
  );

/** What others refuse would end its chain for them: everything after it waits for it. */
function checkReadable(draft: EventDraft): void {
  const { lamport, body } = draft.content;
  if (lamport > LAMPORT_MAX) {
    throw new PlimsollError({
      code: "MESH_LAMPORT_END",
      expected: `a Lamport number of at most ${LAMPORT_MAX}`,
      received: `${lamport}`,
      fix: "found a new mesh: nothing can be written after what this one holds",
    });
  }
  if (isInBounds(draft.bytes)) return;
  throw new PlimsollError({
    code: "MESH_EVENT_TOO_LARGE",
    expected: `an event of at most ${EVENT_BYTES_MAX} bytes and ${EVENT_VALUES_MAX} values`,
    received: `"${body.kind}" with a content of ${draft.bytes.length} bytes`,
    fix: "say it in several events, or put large content into a blob and name its digest",
  });
}

/** Each value takes a byte at least: only what has more bytes may have too many values. */
const isInBounds = (bytes: Uint8Array): boolean =>
  bytes.length + ENVELOPE_BYTES_MAX <= EVENT_BYTES_MAX &&
  (bytes.length <= EVENT_VALUES_MAX || decodeContent(bytes) !== undefined);
