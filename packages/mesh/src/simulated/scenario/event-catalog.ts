import type { ChainKey, EventId, MeshEvent, NodeKey } from "../../event/event.ts";
import { readEvent } from "../../event/open-event.ts";
import type { Cryptography } from "../../ports/cryptography.ts";
import { NodeBits } from "./node-bits.ts";

/** An event as the observer knows it. Times are true time, ms. */
export interface KnownEvent {
  readonly event: MeshEvent;
  /** Place of its author; -1 for a stranger. */
  readonly author: number;
  readonly authoredMs: number;
  /** When it was on its author's disk: from then on others may rest on it. */
  acknowledgedMs: number | null;
  stableMs: number | null;
  /** Nodes that hold it now. */
  readonly held: NodeBits;
  /** Nodes on whose disk it is now. */
  readonly onDisk: NodeBits;
  /** Nodes on whose disk it has ever been. */
  readonly everOnDisk: NodeBits;
  /** The last disk that had it was taken away: nobody promised that it would outlive that. */
  isExcused: boolean;
}

/** Every event that any node of a run wrote down, once. */
export class EventCatalog {
  readonly #crypto: Cryptography;
  readonly #placeOf: (key: NodeKey) => number;
  readonly #byId = new Map<EventId, KnownEvent>();
  readonly #byBytes = new WeakMap<Uint8Array, KnownEvent>();
  readonly #places = new Map<ChainKey, EventId[]>();
  readonly forkedChains = new Set<ChainKey>();

  constructor(crypto: Cryptography, placeOf: (key: NodeKey) => number) {
    this.#crypto = crypto;
    this.#placeOf = placeOf;
  }

  get size(): number {
    return this.#byId.size;
  }

  get(id: EventId): KnownEvent | undefined {
    return this.#byId.get(id);
  }

  all(): Iterable<KnownEvent> {
    return this.#byId.values();
  }

  /** Ids by sequence of what was first seen in each place. */
  chain(key: ChainKey): readonly EventId[] {
    return this.#places.get(key) ?? [];
  }

  /** Nodes share the bytes, so that each event is read once. */
  of(bytes: Uint8Array, nowMs: number): KnownEvent | undefined {
    const known = this.#byBytes.get(bytes);
    if (known !== undefined) return known;
    const event = readEvent(bytes, this.#crypto);
    if (event === undefined) return undefined;
    const entry = this.#byId.get(event.id) ?? this.#enter(event, nowMs);
    this.#byBytes.set(bytes, entry);
    return entry;
  }

  #enter(event: MeshEvent, nowMs: number): KnownEvent {
    const entry: KnownEvent = {
      event,
      author: this.#placeOf(event.author),
      authoredMs: nowMs,
      acknowledgedMs: null,
      stableMs: null,
      held: new NodeBits(),
      onDisk: new NodeBits(),
      everOnDisk: new NodeBits(),
      isExcused: false,
    };
    this.#byId.set(event.id, entry);
    this.#place(event);
    return entry;
  }

  #place({ chain, sequence, id }: MeshEvent): void {
    const ids = this.#places.get(chain) ?? [];
    this.#places.set(chain, ids);
    if (ids[sequence] === undefined) ids[sequence] = id;
    else this.forkedChains.add(chain);
  }
}
