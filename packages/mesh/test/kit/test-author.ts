import { utf8 } from "@plimsoll/foundation";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import type { EventBody } from "../../src/event/body.ts";
import { type ChainKey, chainKey, type EventContent, type HybridTime, type MeshEvent } from "../../src/event/event.ts";
import { signEvents } from "../../src/event/sign-events.ts";
import { nativeCryptography, signerOf } from "../../src/node/native-cryptography.ts";
import type { Signer } from "../../src/ports/cryptography.ts";

export const crypto = nativeCryptography();

/** The key of a label, the same in every run. */
export const testSigner = (label: string): Signer => signerOf(signingKeyFromSeed(crypto.sha256Bytes(utf8(label))));

/** The incarnation of a label: 32 hexadecimal digits. */
export const testIncarnation = (label: string): string => crypto.sha256(utf8(label)).slice(0, 32);

/** Where and how an event is written. Without them it follows the author's own head alone, at time 0. */
export interface WriteOptions {
  /** Other events that it cites. Its predecessor among them is left out. */
  readonly parents?: readonly MeshEvent[];
  /** Null for a chain's first event. Another event of the chain than its head makes a fork. */
  readonly previous?: MeshEvent | null;
  readonly hlc?: HybridTime;
  readonly epoch?: number;
  /** A false one is refused. */
  readonly lamport?: number;
}

export type WritableBody = Exclude<EventBody, { kind: "unknown" }>;

/** One author in one incarnation, who writes events that are right unless told otherwise. */
export class TestAuthor {
  readonly mesh: string;
  readonly signer: Signer;
  readonly name: string;
  readonly incarnation: string;
  /** Everything it wrote, forks included. */
  readonly events: MeshEvent[] = [];
  #head: MeshEvent | null = null;

  constructor(mesh: string, name: string, incarnation = testIncarnation(`${name} 1`), signer = testSigner(name)) {
    this.mesh = mesh;
    this.name = name;
    this.incarnation = incarnation;
    this.signer = signer;
  }

  get key(): string {
    return this.signer.key;
  }

  get chain(): ChainKey {
    return chainKey(this.key, this.incarnation);
  }

  /** The event that it wrote last. */
  get head(): MeshEvent | null {
    return this.#head;
  }

  /** The chain's first event. */
  open(options: WriteOptions = {}): MeshEvent {
    return this.write({ kind: "incarnation.opened", name: this.name }, options);
  }

  write(body: WritableBody, options: WriteOptions = {}): MeshEvent {
    const [event] = signEvents([this.content(body, options)], this.signer, crypto);
    return this.#keep(event as MeshEvent);
  }

  /** 2 to 64 events under one signature; only the first takes the options. */
  writeBatch(bodies: readonly WritableBody[], options: WriteOptions = {}): MeshEvent[] {
    const contents: EventContent[] = [];
    for (const body of bodies) contents.push(this.#following(contents.at(-1), body, options));
    return signEvents(contents, this.signer, crypto).map((event) => this.#keep(event));
  }

  /** The same key in a new incarnation, with nothing written. */
  restarted(label = `${this.name} ${this.incarnation}`): TestAuthor {
    return new TestAuthor(this.mesh, this.name, testIncarnation(label), this.signer);
  }

  /** The content that `write` signs. */
  content(body: WritableBody, options: WriteOptions = {}): EventContent {
    const previous = options.previous === undefined ? this.#head : options.previous;
    const parents = (options.parents ?? []).filter(({ id }) => id !== previous?.id);
    const lamports = [previous?.lamport ?? 0, ...parents.map(({ lamport }) => lamport)];
    return {
      mesh: this.mesh,
      epoch: options.epoch ?? 0,
      author: this.key,
      incarnation: this.incarnation,
      sequence: previous === null ? 0 : previous.sequence + 1,
      previous: previous === null ? null : previous.id,
      parents: [...new Set(parents.map(({ id }) => id))].toSorted(),
      lamport: options.lamport ?? 1 + Math.max(...lamports),
      hlc: options.hlc ?? { ms: 0, counter: 0 },
      body,
    };
  }

  #following(before: EventContent | undefined, body: WritableBody, options: WriteOptions): EventContent {
    if (before === undefined) return this.content(body, options);
    const [draft] = signEvents([before], this.signer, crypto) as [MeshEvent];
    return this.content(body, { previous: draft });
  }

  #keep(event: MeshEvent): MeshEvent {
    this.events.push(event);
    this.#head = event;
    return event;
  }
}
