import { type CborValue, encodeCbor } from "../event/cbor.ts";
import type { EventId } from "../event/event.ts";
import { id as idCodec } from "../event/field-codec.ts";
import { byId, byLamport, type EventOf } from "./event-of.ts";

/** What is known of one intent. Lists are by id. */
export interface Intent {
  readonly id: EventId;
  readonly opened: EventOf<"intent.opened">;
  /** Of the valid decisions the one with the smallest (Lamport, id); null while there is none. */
  readonly kept: EventOf<"intent.decided"> | null;
  /** The other valid decisions. */
  readonly dissent: readonly EventOf<"intent.decided">[];
  readonly thoughts: readonly EventOf<"thought">[];
  readonly amendments: readonly EventOf<"intent.amended">[];
}

/** Collects what concerns one intent, in whatever order it comes. */
export class IntentRecord {
  opened: EventOf<"intent.opened"> | null = null;
  readonly #id: EventId;
  readonly #thoughts: EventOf<"thought">[] = [];
  /** Admitted thoughts, whether they count or not: a liar among the thinkers undoes nobody's decision. */
  readonly #admitted = new Set<EventId>();
  readonly #decisions: EventOf<"intent.decided">[] = [];
  readonly #amendments: EventOf<"intent.amended">[] = [];
  #view: Intent | null = null;
  #encoded: Uint8Array | null = null;

  constructor(id: EventId) {
    this.#id = id;
  }

  open(event: EventOf<"intent.opened">): void {
    this.#changed();
    this.opened = event;
  }

  think(event: EventOf<"thought">, counts: boolean): void {
    this.#changed();
    this.#admitted.add(event.id);
    if (counts) this.#thoughts.push(event);
  }

  decide(event: EventOf<"intent.decided">): void {
    this.#changed();
    this.#decisions.push(event);
  }

  amend(event: EventOf<"intent.amended">): void {
    this.#changed();
    this.#amendments.push(event);
  }

  /** Null while the opening is not known. */
  view(): Intent | null {
    this.#view ??= this.opened && this.#viewOf(this.opened);
    return this.#view;
  }

  /** ME-34. Null while the opening is not known. */
  encoded(): Uint8Array | null {
    const view = this.view();
    this.#encoded ??= view && encodeCbor(packed(view));
    return this.#encoded;
  }

  #changed(): void {
    this.#view = null;
    this.#encoded = null;
  }

  #viewOf(opened: EventOf<"intent.opened">): Intent {
    const [kept = null, ...dissent] = this.#decisions.filter((event) => this.#isValid(event)).toSorted(byLamport);
    const valid = new Set([kept, ...dissent].flatMap((event) => event?.id ?? []));
    const amendments = this.#amendments.filter(({ body }) => valid.has(body.decision)).toSorted(byId);
    return {
      id: this.#id,
      opened,
      kept,
      dissent: dissent.toSorted(byId),
      thoughts: this.#thoughts.toSorted(byId),
      amendments,
    };
  }

  #isValid({ body }: EventOf<"intent.decided">): boolean {
    return body.thoughts.length > 0 && body.thoughts.every((thought) => this.#admitted.has(thought));
  }
}

const packed = ({ id, kept, dissent, thoughts, amendments }: Intent): CborValue => [
  idCodec.pack(id),
  kept && idCodec.pack(kept.id),
  ids(dissent),
  ids(thoughts),
  ids(amendments),
];

const ids = (events: readonly { readonly id: EventId }[]): CborValue => events.map(({ id }) => idCodec.pack(id));
