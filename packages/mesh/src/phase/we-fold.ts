import type { BodyOf } from "../event/body.ts";
import { type CborValue, encodeCbor } from "../event/cbor.ts";
import type { ChainKey, MeshEvent, NodeKey } from "../event/event.ts";
import { hexadecimal, id } from "../event/field-codec.ts";
import type { Projection, Standing } from "../set/projection.ts";
import { isTaken } from "./angles.ts";
import { PhaseSum } from "./phase-sum.ts";

type Thought = MeshEvent & { readonly body: BodyOf<"thought"> };

/** What one chain brings: its rank is that of its first event that counts. */
interface Voice {
  first: MeshEvent;
  latest: Thought | null;
}

/**
 * Section `we` (ME-31): the sum of each author's latest thought. A new one takes the place of the old, whatever the order in
 * which they came, so that the sums are a function of the set.
 */
export class WeFold implements Projection {
  readonly #sum: PhaseSum;
  readonly #voices = new Map<NodeKey, Map<ChainKey, Voice>>();
  /** Of each author, the chain whose thought stands in the sum. */
  readonly #heard = new Map<NodeKey, Voice>();
  readonly #latest = new Map<NodeKey, Thought>();
  /** The thoughts that the sum counts: brought up to the latest when it is read, for most are followed by another before. */
  readonly #summed = new Map<NodeKey, Thought>();
  readonly #unsummed = new Set<NodeKey>();
  /** In order; null since the last new one. */
  #authors: readonly NodeKey[] | null = null;

  constructor(dimensions: number) {
    this.#sum = new PhaseSum(dimensions);
  }

  admit(event: MeshEvent, standing: Standing): boolean {
    if (standing !== "counts") return false;
    const voice = this.#voiceOf(event);
    const isFirst = event.sequence < voice.first.sequence;
    if (isFirst) voice.first = event;
    if (isThought(event, this.#sum.dimensions)) voice.latest = later(voice.latest, event);
    // A first event that comes late, into a place that was lost, changes the rank of its chain: all are compared anew.
    return this.#hear(event.author, isFirst ? this.#voices.get(event.author)?.values() : [voice]);
  }

  /** Coherence of the WE, 0 to 1, for display. */
  coherence(): number {
    return this.#current().coherence();
  }

  /** The sum of weights. */
  weight(): number {
    return this.#current().weight;
  }

  /** The thought of each author that stands in the WE, by author. */
  thoughts(): readonly Thought[] {
    this.#authors ??= [...this.#latest.keys()].sort();
    return this.#authors.map((author) => this.#latest.get(author) as Thought);
  }

  encode(): Uint8Array {
    const sum = this.#current();
    const authors = this.thoughts().map(authorRow);
    return encodeCbor(["we", sum.dimensions, sum.weight, sum.cosineBytes(), sum.sineBytes(), authors]);
  }

  #voiceOf(event: MeshEvent): Voice {
    const ofAuthor = this.#voices.get(event.author) ?? new Map<ChainKey, Voice>();
    const voice = ofAuthor.get(event.chain) ?? { first: event, latest: null };
    this.#voices.set(event.author, ofAuthor.set(event.chain, voice));
    return voice;
  }

  #hear(author: NodeKey, voices: Iterable<Voice> = []): boolean {
    for (const voice of voices) {
      const heard = this.#heard.get(author);
      const isGreater = heard === undefined || outranks(voice.first, heard.first);
      if (voice.latest !== null && isGreater) this.#heard.set(author, voice);
    }
    const latest = this.#heard.get(author)?.latest ?? null;
    return latest !== null && this.#replace(author, latest);
  }

  /** True when it is another one than before. */
  #replace(author: NodeKey, latest: Thought): boolean {
    const before = this.#latest.get(author);
    if (before === latest) return false;
    if (before === undefined) this.#authors = null;
    this.#latest.set(author, latest);
    this.#unsummed.add(author);
    return true;
  }

  #current(): PhaseSum {
    for (const author of this.#unsummed) {
      const [before, latest] = [this.#summed.get(author), this.#latest.get(author) as Thought];
      if (before !== undefined) this.#sum.remove(before.body);
      this.#sum.add(latest.body);
      this.#summed.set(author, latest);
    }
    this.#unsummed.clear();
    return this.#sum;
  }
}

const isThought = (event: MeshEvent, dimensions: number): event is Thought =>
  event.body.kind === "thought" && isTaken(event.body, dimensions);

const later = (one: Thought | null, other: Thought): Thought =>
  one === null || other.sequence > one.sequence ? other : one;

const outranks = (one: MeshEvent, other: MeshEvent): boolean =>
  one.lamport === other.lamport ? one.id > other.id : one.lamport > other.lamport;

const incarnation = hexadecimal(16);
const rows = new WeakMap<Thought, CborValue>();

/** Most rows of a section are as they were when it was hashed last. */
function authorRow(thought: Thought): CborValue {
  const known = rows.get(thought) ?? [
    id.pack(thought.author),
    incarnation.pack(thought.incarnation),
    thought.sequence,
    id.pack(thought.id),
    thought.body.weight,
  ];
  rows.set(thought, known);
  return known;
}
