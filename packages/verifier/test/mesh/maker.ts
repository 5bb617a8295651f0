import { createPrivateKey, createPublicKey, hash, type KeyObject, sign } from "node:crypto";
import { type CborOutput, writeCbor } from "../../src/mesh/cbor.ts";
import { merkleRoot } from "../../src/mesh/merkle.ts";

/** Events by the letter of spec/mesh.md, made with nothing of `@plimsoll/mesh`. */
export interface Made {
  readonly id: Buffer;
  readonly content: Buffer;
  readonly envelope: Buffer;
  readonly lamport: number;
  readonly sequence: number;
}

export interface Draft {
  mesh?: Buffer;
  author?: Buffer;
  incarnation?: Buffer;
  sequence?: number;
  previous?: Uint8Array | null;
  parents?: readonly Buffer[];
  lamport?: number;
  ms?: number;
  kind: string;
  fields: CborOutput;
}

export const sha256 = (bytes: Uint8Array): Buffer => hash("sha256", bytes, "buffer");

const PKCS8_ED25519_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

export class Key {
  readonly raw: Buffer;
  readonly #private: KeyObject;

  constructor(label: string) {
    const der = Buffer.concat([PKCS8_ED25519_PREFIX, sha256(Buffer.from(label))]);
    this.#private = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
    this.raw = createPublicKey(this.#private).export({ format: "der", type: "spki" }).subarray(-32);
  }

  sign(domain: string, bytes: Uint8Array): Buffer {
    return sign(null, Buffer.concat([Buffer.from(domain), bytes]), this.#private);
  }
}

export interface Setting {
  readonly members: number;
  readonly dimensions?: number;
  readonly survivors?: number;
  readonly name?: string;
}

export class Maker {
  readonly keys: readonly Key[];
  readonly genesis: Buffer;
  readonly mesh: Buffer;
  readonly lamports = new Map<string, number>();

  constructor({ members, dimensions = 3, survivors = 2, name = "test" }: Setting) {
    this.keys = Array.from({ length: members }, (_, at) => new Key(`member ${at}`));
    const rows = this.keys.map(({ raw }, at) => [raw, `node ${at}`]);
    const issuers = this.keys.slice(0, 1).map(({ raw }) => raw);
    this.genesis = writeCbor(["plimsoll mesh genesis 1", [name, rows, issuers, survivors, 0, dimensions]]);
    this.mesh = sha256(this.genesis);
  }

  author(at: number, incarnation = 1): Author {
    return new Author(this, this.keys[at] as Key, Buffer.alloc(16, incarnation));
  }
}

/** One chain, from its opening on. */
export class Author {
  readonly maker: Maker;
  readonly key: Key;
  readonly incarnation: Buffer;
  readonly made: Made[] = [];

  constructor(maker: Maker, key: Key, incarnation: Buffer, opens = true) {
    this.maker = maker;
    this.key = key;
    this.incarnation = incarnation;
    if (opens) this.say("incarnation.opened", ["node"]);
  }

  get chain(): Buffer[] {
    return [this.key.raw, this.incarnation];
  }

  get tip(): Buffer {
    return (this.made.at(-1) as Made).id;
  }

  /** Signs one event that follows its tip; what the draft names stands in place of what belongs there. */
  say(kind: string, fields: CborOutput, draft: Omit<Draft, "kind" | "fields"> = {}): Made {
    const content = this.content({ kind, fields, ...draft });
    return this.keep(this.single(content), draft);
  }

  single(content: Buffer): Buffer {
    return writeCbor([content, this.key.sign("plimsoll mesh event 1\n", sha256(content))]);
  }

  keep(envelope: Buffer, draft: Omit<Draft, "kind" | "fields"> = {}, at = this.made.length): Made {
    const content = this.last;
    const [id, sequence] = [sha256(content), draft.sequence ?? at];
    const made = { id, content, envelope, lamport: this.lamport, sequence };
    this.maker.lamports.set(id.toString("hex"), this.lamport);
    this.made.push(made);
    return made;
  }

  last: Buffer = Buffer.alloc(0);
  lamport = 0;

  content(draft: Draft): Buffer {
    const before = this.made.at(-1);
    const { sequence = this.made.length, previous = before?.id ?? null } = draft;
    const parents = (draft.parents ?? []).toSorted((a, b) => Buffer.compare(a, b));
    const cited = previous === null ? parents : [previous, ...parents];
    const known = cited.map((id) => this.maker.lamports.get(Buffer.from(id).toString("hex")) ?? 0);
    this.lamport = draft.lamport ?? 1 + Math.max(0, ...known);
    this.last = writeCbor([
      1,
      draft.mesh ?? this.maker.mesh,
      0,
      draft.author ?? this.key.raw,
      draft.incarnation ?? this.incarnation,
      sequence,
      previous,
      draft.parents === undefined ? [] : parents,
      this.lamport,
      draft.ms ?? 1_800_000_000_000,
      0,
      draft.kind,
      draft.fields,
    ]);
    return this.last;
  }

  /** Signs several events under one signature. */
  batch(drafts: readonly Draft[]): Made[] {
    const first = this.made.length;
    for (const draft of drafts) {
      this.content(draft);
      this.keep(Buffer.alloc(0));
    }
    const made = this.made.slice(first);
    const envelopes = batched(
      this.key,
      made.map(({ content }) => content),
    );
    const signed = made.map((event, at) => ({ ...event, envelope: envelopes[at] as Buffer }));
    this.made.splice(first, signed.length, ...signed);
    return signed;
  }
}

export function batched(key: Key, contents: readonly Buffer[]): Buffer[] {
  const ids = contents.map(sha256);
  const root = merkleRoot(ids);
  const signature = key.sign("plimsoll mesh batch 1\n", root);
  return contents.map((content, at) => writeCbor([content, signature, at, ids.length, root, pathOf(ids, at)]));
}

/** RFC 6962 §2.1.1, by its recursion. */
export function pathOf(entries: readonly Buffer[], at: number): Buffer[] {
  if (entries.length === 1) return [];
  const split = 2 ** Math.ceil(Math.log2(entries.length) - 1);
  const [left, right] = [entries.slice(0, split), entries.slice(split)];
  return at < split ? [...pathOf(left, at), merkleRoot(right)] : [...pathOf(right, at - split), merkleRoot(left)];
}

export const frame = (envelope: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(envelope.length);
  return Buffer.concat([length, envelope]);
};

export const framesOf = (made: readonly Made[]): Buffer => Buffer.concat(made.map(({ envelope }) => frame(envelope)));

/** The fields of a `roster.opened`, approved by some keys. */
export function rosterFields(mesh: Buffer, draft: RosterDraft): CborOutput[] {
  const { epoch = 1, follows = null, members, certificate = null, frontier, lost = [], writtenOff = [], by } = draft;
  const rows = members.map(({ raw }, at) => [raw, `node ${at}`]);
  const fields: CborOutput[] = [epoch, follows, rows, certificate, frontier, lost, writtenOff];
  const proposal = sha256(writeCbor([mesh, ...fields, []]));
  return [...fields, by.map((key) => [key.raw, key.sign("plimsoll mesh roster 1\n", proposal)])];
}

export interface RosterDraft {
  readonly epoch?: number;
  readonly follows?: Uint8Array | null;
  readonly members: readonly Key[];
  readonly certificate?: Uint8Array | null;
  readonly frontier: readonly Buffer[];
  readonly lost?: readonly Buffer[];
  readonly writtenOff?: readonly (readonly Buffer[])[];
  readonly by: readonly Key[];
}
