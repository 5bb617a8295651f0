import { hash } from "node:crypto";
import type { EventBody } from "../../src/event/body.ts";
import type { EventContent, EventId, Incarnation, MeshEvent, NodeKey } from "../../src/event/event.ts";
import { signEvents } from "../../src/event/sign-events.ts";
import type { Cryptography, Signer } from "../../src/ports/cryptography.ts";

export const MESH = "ab".repeat(32);

/** Real hashes, and signatures that are 64 zeros: nothing here is about signatures. */
export const cheapCryptography: Cryptography = {
  sha256: (bytes) => hash("sha256", bytes, "hex"),
  sha256Bytes: (bytes) => hash("sha256", bytes, "buffer"),
  verify: () => true,
};

const signerFor = (key: NodeKey): Signer => ({ key, sign: () => new Uint8Array(64) });

export const keyOf = (name: string): NodeKey => hash("sha256", `key ${name}`, "hex");
export const incarnationOf = (name: string): Incarnation => hash("sha256", `incarnation ${name}`, "hex").slice(0, 32);

/** Writes the chain of one node. */
export class ChainWriter {
  readonly key: NodeKey;
  readonly #incarnation: Incarnation;
  #previous: MeshEvent | null = null;

  constructor(name: string, incarnation = name) {
    this.key = keyOf(name);
    this.#incarnation = incarnationOf(incarnation);
  }

  write(body: EventBody, parents: readonly MeshEvent[] = [], ms = 0): MeshEvent {
    const previous = this.#previous;
    const others = parents.filter(({ id }) => id !== previous?.id);
    const lamports = [...(previous === null ? [] : [previous]), ...others].map(({ lamport }) => lamport);
    const content: EventContent = {
      mesh: MESH,
      epoch: 0,
      author: this.key,
      incarnation: this.#incarnation,
      sequence: previous === null ? 0 : previous.sequence + 1,
      previous: previous?.id ?? null,
      parents: [...new Set(others.map(({ id }): EventId => id))].toSorted(),
      lamport: 1 + Math.max(0, ...lamports),
      hlc: { ms, counter: 0 },
      body,
    };
    const [event] = signEvents([content], signerFor(this.key), cheapCryptography);
    this.#previous = event!;
    return event!;
  }
}
