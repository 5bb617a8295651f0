import type { EventBody } from "./body.ts";
import { CborReader } from "./cbor-reader.ts";
import { unpackBody } from "./body-codec.ts";
import type { ChainKey, EventContent, EventId, HybridTime, Incarnation, MeshEvent, NodeKey } from "./event.ts";
import { Slabs } from "./slabs.ts";

/** Bodies that are kept read. What comes in is looked at several times soon, and then hardly ever. */
const READ_MAX = 128;

/** Items of a content that stand before its hybrid clock's (spec/mesh.md, ME-2). */
const ITEMS_BEFORE_CLOCK = 9;

/** What is read off the bytes when it is asked for. */
interface ReadPart {
  readonly hlc: HybridTime;
  readonly body: EventBody;
  readonly bytes: Uint8Array;
}

const slabs = new Slabs();

/**
 * An event as a hundred thousand of them are held: its bytes, and of what they say only what sets and chains ask for. The body is
 * read off the bytes again where it is asked for late. Its bytes hold: only what was read and checked is made into one.
 */
export class CompactEvent implements MeshEvent {
  static readonly #read: CompactEvent[] = [];
  static #next = 0;

  readonly id: EventId;
  readonly chain: ChainKey;
  readonly mesh: string;
  readonly epoch: number;
  readonly author: NodeKey;
  readonly incarnation: Incarnation;
  readonly sequence: number;
  readonly previous: EventId | null;
  readonly parents: readonly EventId[];
  readonly lamport: number;
  readonly kind: EventBody["kind"];
  /** A buffer that many events share, and not a view, which would take as much memory as all the other fields. */
  #buffer: ArrayBufferLike;
  #from: number;
  readonly #length: number;
  #part: ReadPart | null = null;

  constructor(content: EventContent, id: EventId, chain: ChainKey, bytes: Uint8Array) {
    this.id = id;
    this.chain = chain;
    this.mesh = content.mesh;
    this.epoch = content.epoch;
    this.author = content.author;
    this.incarnation = content.incarnation;
    this.sequence = content.sequence;
    this.previous = content.previous;
    this.parents = content.parents;
    this.lamport = content.lamport;
    this.kind = content.body.kind;
    this.#buffer = bytes.buffer;
    this.#from = bytes.byteOffset;
    this.#length = bytes.length;
    this.#remember({ hlc: content.hlc, body: content.body, bytes });
  }

  get hlc(): HybridTime {
    return (this.#part ?? this.#readPart()).hlc;
  }

  get body(): EventBody {
    return (this.#part ?? this.#readPart()).body;
  }

  get bytes(): Uint8Array {
    return this.#part?.bytes ?? this.#view();
  }

  /** Moves its bytes in with those of others, so that it does not hold on to the message that brought it. */
  settle(): void {
    const bytes = this.#view();
    if (slabs.holds(bytes)) return;
    const settled = slabs.keep(bytes);
    this.#buffer = settled.buffer;
    this.#from = settled.byteOffset;
    if (this.#part !== null) this.#part = { ...this.#part, bytes: settled };
  }

  #view(): Uint8Array {
    return new Uint8Array(this.#buffer, this.#from, this.#length);
  }

  #readPart(): ReadPart {
    const bytes = this.#view();
    return this.#remember({ ...latePart(bytes), bytes });
  }

  #remember(part: ReadPart): ReadPart {
    const { [CompactEvent.#next]: forgotten } = CompactEvent.#read;
    if (forgotten !== undefined) forgotten.#part = null;
    CompactEvent.#read[CompactEvent.#next] = this;
    CompactEvent.#next = (CompactEvent.#next + 1) % READ_MAX;
    this.#part = part;
    return part;
  }
}

function latePart(bytes: Uint8Array): Pick<EventContent, "hlc" | "body"> {
  const reader = new CborReader(bytes);
  // The array of the envelope, its content's byte string, and the array in that.
  reader.enter();
  reader.enter();
  reader.enter();
  for (let item = 0; item < ITEMS_BEFORE_CLOCK; item += 1) reader.skip();
  const [ms, counter, kind, fields] = [reader.next(), reader.next(), reader.next(), reader.next()];
  return { hlc: { ms: ms as number, counter: counter as number }, body: unpackBody(kind as string, fields) };
}

/** Of an event that is to be held for good. */
export function settle(event: MeshEvent): void {
  if (event instanceof CompactEvent) event.settle();
}
