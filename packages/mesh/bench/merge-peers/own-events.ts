import { createHash } from "node:crypto";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import type { EventBody } from "../../src/event/body.ts";
import { encodeContent } from "../../src/event/content-codec.ts";
import type { EventContent } from "../../src/event/event.ts";
import { openEvent } from "../../src/event/open-event.ts";
import { signEvents } from "../../src/event/sign-events.ts";
import { nativeCryptography, signerOf } from "../../src/node/native-cryptography.ts";
import type { Cryptography, Signer } from "../../src/ports/cryptography.ts";
import { EventSet } from "../../src/set/event-set.ts";
import { framed, unframed } from "./frames.ts";
import type { MergeSubject, Replica } from "./merge-subject.ts";
import { rememberingCryptography } from "./remembering-cryptography.ts";

const MESH = createHash("sha256").update("merge peers").digest("hex");

export interface OwnSettings {
  readonly name: string;
  /** Events under one signature, 1 to 64. */
  readonly batch: number;
  /** Whether one signature over many events is checked once for all of them. */
  readonly remembers: boolean;
}

/** The mesh's own events: each is hashed, linked to the one before it, signed, and checked again wherever it comes in. */
export function ownEvents({ name, batch, remembers }: OwnSettings): MergeSubject {
  const cryptography = (): Cryptography =>
    remembers ? rememberingCryptography(nativeCryptography()) : nativeCryptography();
  const opened = (): Replica => replica(new EventSet(), cryptography());
  return {
    name,
    version: `Node ${process.version}`,
    lacks: "no text editing: fields, counters and thoughts alone",
    make: (author, payloads) => {
      const signer = signerOf(signingKeyFromSeed(createHash("sha256").update(`author ${author}`).digest()));
      const messages = signed(chained(author, payloads, signer, nativeCryptography()), batch, signer);
      return { messages, whole: messages };
    },
    open: opened,
    load: (saved) => {
      const loaded = opened();
      loaded.merge(unframed(saved));
      return loaded;
    },
  };
}

/**
 * An author's chain, not signed yet. An event names the one before it by its hash, so that its content is encoded here once
 * and by `signEvents` again.
 */
function chained(
  author: number,
  payloads: readonly Uint8Array[],
  { key }: Signer,
  crypto: Cryptography,
): EventContent[] {
  let previous: string | null = null;
  return payloads.map((payload, sequence) => {
    const content: EventContent = {
      mesh: MESH,
      epoch: 1,
      author: key,
      incarnation: author.toString(16).padStart(32, "0"),
      sequence,
      previous,
      parents: [],
      lamport: sequence + 1,
      hlc: { ms: 1_700_000_000_000 + sequence, counter: 0 },
      body: bodyOf(author, payload, sequence),
    };
    previous = crypto.sha256(encodeContent(content));
    return content;
  });
}

/** A chain opens with its incarnation, which carries as many bytes in its name. */
const bodyOf = (author: number, value: Uint8Array, sequence: number): EventBody =>
  sequence === 0
    ? { kind: "incarnation.opened", name: `author ${author}`.padEnd(value.length) }
    : { kind: "field.set", entity: `author ${author}`, field: "log", value, resolves: [] };

function signed(contents: readonly EventContent[], batch: number, signer: Signer): Uint8Array[] {
  const crypto = nativeCryptography();
  const batches = Array.from({ length: Math.ceil(contents.length / batch) }, (_, place) =>
    contents.slice(place * batch, (place + 1) * batch),
  );
  return batches.flatMap((each) => signEvents(each, signer, crypto).map(({ bytes }) => bytes));
}

function replica(set: EventSet, crypto: Cryptography): Replica {
  const admit = (message: Uint8Array): void => {
    const opened = openEvent(message, MESH, crypto);
    if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.detail}`);
    const { fault } = set.offer(opened.value);
    if (fault !== null) throw new Error(`${fault.code}: ${fault.detail}`);
  };
  return {
    merge: (messages) => {
      for (const message of messages) admit(message);
    },
    save: () => framed([...set.chains()].flatMap((chain) => [...chain.events()].map(({ bytes }) => bytes))),
    count: () => set.size,
  };
}
