import { writeCbor } from "../../src/mesh/cbor.ts";
import { type MeshVerdict, verifyMesh } from "../../src/mesh/index.ts";
import { type Author, framesOf, type Key, type Made, Maker, sha256 } from "./maker.ts";

export interface Sample {
  readonly maker: Maker;
  readonly authors: readonly Author[];
  readonly made: readonly Made[];
}

export const angles = (...turns: number[]): Buffer => {
  const bytes = Buffer.alloc(2 * turns.length);
  turns.forEach((turn, at) => bytes.writeUInt16BE(turn, 2 * at));
  return bytes;
};

/** Three authors, every kind of event but rosters, a batch, and parents across chains. */
export function sampleMesh(): Sample {
  const maker = new Maker({ members: 3 });
  const [a, b, c] = [maker.author(0), maker.author(1), maker.author(2)];
  const intent = a.say("intent.opened", ["fast", Buffer.from("why?"), 1, 3_000, 10_000]);
  const cited = { parents: [intent.id] };
  b.say("intent.claimed", [intent.id, 100, 300], cited);
  b.say("intent.renewed", [intent.id, b.tip]);
  const thought = b.say("thought", [intent.id, "enc", 2, angles(0, 16_384, 8_192), Buffer.from("yes")]);
  const decision = a.say("intent.decided", [intent.id, [thought.id], Buffer.from("yes")], { parents: [thought.id] });
  const late = c.say("thought", [intent.id, "enc", 5, angles(1, 2, 3), Buffer.from("no")], { parents: [decision.id] });
  a.say("intent.amended", [intent.id, decision.id, [late.id], Buffer.from("both")], { parents: [late.id] });
  const set = c.say("field.set", ["entity", "field", Buffer.from("1"), []]);
  c.say("field.set", ["entity", "field", Buffer.from("2"), [set.id]]);
  c.batch([
    { kind: "clock.beat", fields: [40] },
    { kind: "kernel.entries", fields: ["site", 7, [Buffer.from("{}")], [["cu", 3, 1]]] },
    { kind: "kernel.entries", fields: ["site", 8, [Buffer.from("[]")], []] },
  ]);
  a.say("budget.issued", ["cu", 1_000]);
  a.say("budget.given", ["cu", b.chain, 600]);
  b.say("budget.spent", ["cu", 50, "work"], { parents: [a.tip] });
  b.say("budget.returned", ["cu", 20, "work"]);
  const authors = [a, b, c];
  return { maker, authors, made: authors.flatMap(({ made }) => made) };
}

export interface Extras {
  readonly certificate?: Buffer;
  readonly root?: string;
  readonly anchor?: string;
}

export const judge = (maker: Pick<Maker, "genesis">, events: Buffer, extras: Extras = {}): MeshVerdict =>
  verifyMesh({ genesis: maker.genesis, events: [{ name: "events", bytes: events }], ...extras });

export const judgeMade = (maker: Pick<Maker, "genesis">, made: readonly Made[], extras: Extras = {}): MeshVerdict =>
  judge(maker, framesOf(made), extras);

/** Codes that are not notes. */
export const codesOf = ({ findings }: MeshVerdict): string[] =>
  findings.flatMap(({ weight, code }) => (weight === "note" ? [] : [code]));

/** A true certificate over the tips of some chains, by the letter of ME-41. */
export interface CertificateDraft {
  readonly chains: readonly Author[];
  readonly of: MeshVerdict;
  readonly by: readonly Key[];
  readonly roster?: Uint8Array | null;
  readonly mesh?: Buffer;
  readonly number?: number;
  readonly count?: number;
  readonly root?: string;
  readonly state?: string;
  readonly budget?: string;
  readonly length?: number;
}

export function certificateOf(maker: Maker, draft: CertificateDraft): Buffer {
  const { of, by, roster = null } = draft;
  const rows = draft.chains
    .map(({ chain, made, tip }) => [chain, draft.length ?? made.length, [tip]] as const)
    .toSorted(([a], [b]) => Buffer.compare(Buffer.concat(a), Buffer.concat(b)));
  const hex = (digits: string) => Buffer.from(digits, "hex");
  const bytes = writeCbor([
    "plimsoll mesh certificate 1",
    draft.mesh ?? maker.mesh,
    roster,
    draft.number ?? 1,
    null,
    draft.count ?? of.events,
    hex(draft.root ?? of.eventRoot),
    hex(draft.state ?? of.stateHash),
    hex(draft.budget ?? of.budgetHash),
    rows,
  ]);
  return signedBy(bytes, by);
}

export function signedBy(bytes: Buffer, by: readonly Key[]): Buffer {
  const rows = by.map((key) => [key.raw, key.sign("plimsoll mesh certificate 1\n", sha256(bytes))] as const);
  return writeCbor([bytes, rows.toSorted(([a], [b]) => Buffer.compare(a, b))]);
}
