import type { RandomStream } from "@plimsoll/foundation";
import { signCertificate } from "../../src/certificate/certificate-signature.ts";
import { encodeUnverifiedCertificate } from "../../src/certificate/signed-certificate.ts";
import { type CborValue, decodeCbor, encodeCbor } from "../../src/event/cbor.ts";
import { decodeEnvelope, encodeEnvelope } from "../../src/event/envelope.ts";
import type { NodeKey } from "../../src/event/event.ts";
import { singleMessage } from "../../src/event/open-event.ts";
import type { Genesis } from "../../src/event/genesis.ts";
import { encodeMemberMessage } from "../../src/member/member-codec.ts";
import type { Signer } from "../../src/ports/cryptography.ts";
import { crypto } from "../kit/index.ts";
import { LabNode } from "../member/lab.ts";

/** A message as one member sent it. */
export interface Heard {
  readonly from: NodeKey;
  readonly bytes: Uint8Array;
}

/** What the first four members of a mesh tell each other while they write, spend, fork, lose messages and certify. */
export function realMessages(genesis: Genesis, random: RandomStream): readonly Heard[] {
  const nodes = [0, 1, 2, 3].map((place) => new LabNode(genesis, place, { certifier: { everyMs: 500 } }));
  const heard: Heard[] = [];
  for (let round = 0; round < 120; round += 1) {
    for (const node of nodes) {
      node.pass(50);
      node.sync();
    }
    if (round % 3 === 0) speak(nodes, round, random);
    carryAndTap(nodes, random, heard);
  }
  return heard;
}

function speak(nodes: readonly LabNode[], round: number, random: RandomStream): void {
  const [first] = nodes as [LabNode];
  const node = nodes[random.below(nodes.length)] as LabNode;
  if (round === 30) first.member.write([{ kind: "budget.issued", account: "a", quantity: 1_000 }]);
  node.member.write([
    { kind: "field.set", entity: "e", field: `f${round % 5}`, value: Buffer.from("v"), resolves: [] },
  ]);
  node.member.spend("a", 1 + random.below(50), "some");
  const angles = new Uint8Array(8);
  node.member.write([{ kind: "thought", intent: null, encoder: "e", weight: 3, angles, answer: new Uint8Array(2) }]);
  const intent = { lane: "fast", prompt: Buffer.from("p"), enough: 1, softDeadlineMs: 400, ownerLeaseMs: 500 };
  node.member.openIntent({ request: `r${round}`, ...intent });
}

function carryAndTap(nodes: readonly LabNode[], random: RandomStream, heard: Heard[]): void {
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const sent = nodes.flatMap((node) => node.sent.splice(0).map((each) => ({ from: node.key, ...each })));
  for (const { from, to, message } of sent) {
    heard.push({ from, bytes: encodeMemberMessage(message) });
    if (!random.chance(1, 10)) byKey.get(to)?.hear(from, message);
  }
}

type Mutation = (bytes: Uint8Array, random: RandomStream) => Uint8Array;

const flipped: Mutation = (bytes, random) => {
  const turned = Uint8Array.from(bytes);
  for (let bits = 1 + random.below(4); bits > 0; bits -= 1) {
    const place = random.below(turned.length);
    turned[place] = (turned[place] ?? 0) ^ (1 << random.below(8));
  }
  return turned;
};

const truncated: Mutation = (bytes, random) => bytes.slice(0, random.below(bytes.length));

const lengthened: Mutation = (bytes, random) => Buffer.concat([bytes, bytes.slice(random.below(bytes.length))]);

/** Still the canonical bytes of something: one or two of its values are others. */
const altered: Mutation = (bytes, random) => {
  let value = decodeCbor(bytes);
  if (value === undefined) return bytes;
  for (let times = 1 + random.below(2); times > 0; times -= 1) value = alteredIn(value, random);
  return encodeCbor(value);
};

function alteredIn(value: CborValue, random: RandomStream): CborValue {
  if (!Array.isArray(value) || value.length === 0 || random.chance(1, 8)) return otherThan(value, random);
  const items = [...(value as readonly CborValue[])];
  const place = random.below(items.length);
  items[place] = alteredIn(items[place] as CborValue, random);
  return items;
}

const NUMBERS = [0, 1, 2, 255, 65_536, 2 ** 31, 2 ** 32, 2 ** 48, Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER];

function otherThan(value: CborValue, random: RandomStream): CborValue {
  const any: readonly (() => CborValue)[] = [
    () => NUMBERS[random.below(NUMBERS.length)] ?? 0,
    () => new Uint8Array([0, 16, 32, 64][random.below(4)] ?? 0).fill(random.below(256)),
    () => ["", "0", "ff", "zz", "events", "x".repeat(300)][random.below(6)] ?? "",
    () => null,
    () => [],
    () => [value, value],
    () => (Array.isArray(value) ? [...(value as readonly CborValue[])].toReversed() : value),
    () => (Array.isArray(value) ? value.slice(1) : value),
  ];
  // Mostly of its own kind: others are told apart at once.
  if (typeof value === "number" && random.chance(3, 4)) return (any[0] as () => CborValue)();
  if (value instanceof Uint8Array && random.chance(1, 2)) return value.length === 0 ? value : flipped(value, random);
  return (any[random.below(any.length)] as () => CborValue)();
}

/** A liar among the members signs what it altered. */
function lyingEvent(heard: Uint8Array, liar: Signer, random: RandomStream): Uint8Array {
  const [, , , envelopes] = decodeCbor(heard) as [string, number, number, readonly Uint8Array[]];
  const lies = envelopes.slice(0, 1 + random.below(3)).flatMap((envelope) => {
    const content = decodeEnvelope(envelope)?.content;
    if (content === undefined) return [];
    const fields = [...(decodeCbor(content) as readonly CborValue[])];
    fields[3] = Buffer.from(liar.key, "hex");
    // Mostly what it says, at a place that it has: a fork, as a rule.
    const place = random.chance(2, 3) ? fields.length - 1 : 4 + random.below(fields.length - 4);
    fields[place] = alteredIn(fields[place] as CborValue, random);
    const bytes = encodeCbor(fields);
    return [
      encodeEnvelope({ content: bytes, signature: liar.sign(singleMessage(crypto.sha256Bytes(bytes))), batch: null }),
    ];
  });
  return encodeCbor(["events", random.below(4), random.below(4), lies]);
}

function lyingCertificate(heard: Uint8Array, liar: Signer, random: RandomStream): Uint8Array {
  const [, signed] = decodeCbor(heard) as [string, Uint8Array];
  const [bytes] = decodeCbor(signed) as [Uint8Array];
  const lie = altered(bytes, random);
  const signatures = [signCertificate(crypto.sha256(lie), liar)];
  return encodeCbor(["certificate", encodeUnverifiedCertificate({ bytes: lie, signatures })]);
}

const typeOf = (bytes: Uint8Array): unknown => (decodeCbor(bytes) as readonly CborValue[])[0];

/** Whether the first event in it is by this author. */
function isBy(heard: Uint8Array, author: NodeKey): boolean {
  const [, , , [envelope]] = decodeCbor(heard) as [string, number, number, readonly Uint8Array[]];
  const content = envelope && decodeEnvelope(envelope)?.content;
  const [, , , by] = (content === undefined ? [] : decodeCbor(content)) as [number, Uint8Array, number, Uint8Array];
  return by !== undefined && Buffer.from(by).toString("hex") === author;
}

/** Makes hostile messages of real ones: as a line or a stranger would (bits, ends), and as a member who lies would (signed again). */
export function hostileFrom(real: readonly Heard[], liar: Signer, random: RandomStream): () => Heard {
  const [events, certificates] = ["events", "certificate"].map((type) =>
    real.filter(({ bytes }) => typeOf(bytes) === type),
  );
  const own = events?.filter(({ bytes }) => isBy(bytes, liar.key));
  const types = [...new Set(real.map(({ bytes }) => typeOf(bytes)))];
  const ofType = new Map(types.map((type) => [type, real.filter(({ bytes }) => typeOf(bytes) === type)]));
  const pick = (from: readonly Heard[] = []): Heard => from[random.below(from.length)] as Heard;
  const mutations: readonly Mutation[] = [flipped, truncated, lengthened, altered, altered, altered];
  return () => {
    if (random.chance(1, 5)) {
      const { bytes } = pick(random.chance(3, 4) ? own : events);
      return { from: liar.key, bytes: lyingEvent(bytes, liar, random) };
    }
    if (random.chance(1, 12))
      return { from: liar.key, bytes: lyingCertificate(pick(certificates).bytes, liar, random) };
    const { from, bytes } = pick(ofType.get(types[random.below(types.length)]));
    return { from, bytes: (mutations[random.below(mutations.length)] as Mutation)(bytes, random) };
  };
}
