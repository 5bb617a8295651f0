import { leafHash, nodeHash } from "@plimsoll/ledger";
import { encode } from "cborg";
import { BATCH_MAX, batchPlaces } from "../../../src/event/batch-tree.ts";
import { type CborValue, encodeCbor } from "../../../src/event/cbor.ts";
import { decodeEnvelope, encodeEnvelope, type Envelope } from "../../../src/event/envelope.ts";
import { batchMessage, EVENT_BYTES_MAX, singleMessage } from "../../../src/event/open-event.ts";
import { crypto, testGenesis, TestAuthor } from "../../kit/index.ts";

/** The bytes of one envelope, and the code by which it is refused; null where it opens. */
export interface EventCase {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly code: string | null;
}

const beat = { kind: "clock.beat", beats: 3 } as const;
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));

/** Envelopes that open, and one for each way in which one does not, of the mesh of `testGenesis(1)`. */
export function eventCases(): { readonly mesh: string; readonly cases: readonly EventCase[] } {
  const { mesh, authors } = testGenesis(1);
  const [author] = authors as [TestAuthor];
  const opened = author.open();
  const single = author.write(beat);
  const batch = author.writeBatch([beat, beat, beat]);
  const last = batch.at(-1)?.bytes as Uint8Array;
  const raw = rawWriter(author);
  const malformed = Object.entries(malformedContents(raw.fields)).map(([name, content]) => ({
    name,
    bytes: raw.signed(content),
    code: "EVENT_MALFORMED",
  }));
  const stranger = new TestAuthor("ab".repeat(32), "node 0").open();
  const cases: EventCase[] = [
    { name: "the first event of a chain", bytes: opened.bytes, code: null },
    { name: "an event with a signature of its own", bytes: single.bytes, code: null },
    ...batch.map(({ bytes }, place) => ({ name: `event ${place} of a batch of 3`, bytes, code: null })),
    {
      name: "a kind of a later version",
      bytes: raw.signed(encodeCbor(raw.fields({ 11: "later", 12: [] }))),
      code: null,
    },
    ...malformed,
    ...malformedEnvelopes(single.bytes),
    { name: "of another mesh", bytes: stranger.bytes, code: "EVENT_OF_OTHER_MESH" },
    { name: "one bit of the signature turned", bytes: altered(single.bytes, turned), code: "EVENT_SIGNATURE_FALSE" },
    { name: "a signature of 63 bytes", bytes: altered(single.bytes, shortened), code: "EVENT_SIGNATURE_FALSE" },
    { name: "a batch's signature without its place", bytes: altered(last, alone), code: "EVENT_SIGNATURE_FALSE" },
    { name: "a single signature with a place", bytes: altered(single.bytes, inBatch), code: "EVENT_SIGNATURE_FALSE" },
    { name: "another place in the batch", bytes: altered(last, moved), code: "EVENT_SIGNATURE_FALSE" },
    { name: "a batch of 65", bytes: altered(single.bytes, ofMany(author)), code: "EVENT_SIGNATURE_FALSE" },
  ];
  return { mesh, cases };
}

/** The code of bytes too many to be written out: so many bytes 0. */
export const TOO_LARGE = { length: EVENT_BYTES_MAX + 1, code: "EVENT_TOO_LARGE" };

type Fields = (changes?: Readonly<Record<number, CborValue>>) => CborValue[];

function rawWriter(author: TestAuthor) {
  const { mesh, key, incarnation, head } = author;
  const previous = head as NonNullable<typeof head>;
  const plain = [
    ...[1, bytesOf(mesh), 0, bytesOf(key), bytesOf(incarnation), previous.sequence + 1, bytesOf(previous.id), []],
    ...[previous.lamport + 1, 0, 0, "clock.beat", [3]],
  ] as CborValue[];
  return {
    fields: (changes: Readonly<Record<number, CborValue>> = {}) => plain.map((value, place) => changes[place] ?? value),
    signed: (content: Uint8Array) => {
      const signature = author.signer.sign(singleMessage(crypto.sha256Bytes(content)));
      return encodeEnvelope({ content, signature, batch: null });
    },
  };
}

/** Contents with a true signature that are not what `encodeContent` makes of any event. */
function malformedContents(fields: Fields): Record<string, Uint8Array> {
  const [one, two] = [bytesOf("11".repeat(32)), bytesOf("22".repeat(32))];
  const first = { 5: 0, 11: "incarnation.opened", 12: ["node 0"] };
  return {
    "no CBOR": bytesOf("ff"),
    "a map": encode(new Map([["kind", 1]])),
    "one field too few": encodeCbor(fields().slice(0, 12)),
    "one field too many": encodeCbor([...fields(), 0]),
    "another format": encodeCbor(fields({ 0: 2 })),
    "a byte after the end": Buffer.concat([encodeCbor(fields()), Buffer.of(0)]),
    "a number that is not in its shortest form": longForm(encodeCbor(fields())),
    "an array of no stated length": Buffer.concat([Buffer.of(0x9f), encodeCbor(fields()).subarray(1), Buffer.of(0xff)]),
    "a negative epoch": encode(fields({ 2: -1 })),
    "a float": encode(fields({ 2: 0.5 })),
    "an epoch of 2^53": encode(fields().map((value, place) => (place === 2 ? 2n ** 53n : value))),
    "a truth value": encode(fields().map((value, place) => (place === 6 ? false : value))),
    "an author of 31 bytes": encodeCbor(fields({ 3: new Uint8Array(31) })),
    "an incarnation of 17 bytes": encodeCbor(fields({ 4: new Uint8Array(17) })),
    "a Lamport number of 0": encodeCbor(fields({ 8: 0 })),
    "parents out of order": encodeCbor(fields({ 7: [two, one] })),
    "a parent twice": encodeCbor(fields({ 7: [one, one] })),
    "its predecessor among the parents": encodeCbor(fields({ 7: [fields()[6] as CborValue] })),
    "a first event with a predecessor": encodeCbor(fields(first)),
    "a later event without one": encodeCbor(fields().map((value, place) => (place === 6 ? null : value))),
    "a first event of another kind": encodeCbor(fields({ 5: 0 }).map((value, place) => (place === 6 ? null : value))),
    "a chain opened twice": encodeCbor(fields({ 11: "incarnation.opened", 12: ["node 0"] })),
    "a known kind with a field too many": encodeCbor(fields({ 12: [3, 4] })),
    "a known kind with a field of another type": encodeCbor(fields({ 12: ["three"] })),
    "beats of 0": encodeCbor(fields({ 12: [0] })),
  };
}

/** The first field, 1, as a byte 1 after its head. */
const longForm = (content: Uint8Array): Uint8Array =>
  Buffer.concat([content.subarray(0, 1), Buffer.of(0x18, 0x01), content.subarray(2)]);

function malformedEnvelopes(bytes: Uint8Array): EventCase[] {
  const { content, signature } = decodeEnvelope(bytes) as Envelope;
  const envelopes = {
    "no bytes": new Uint8Array(),
    "an envelope without a signature": encodeCbor([content]),
    "an envelope with half a place": encodeCbor([content, signature, 0, 1]),
    "a signature that is a text": encodeCbor([content, "signature"]),
    "an envelope with a byte after the end": Buffer.concat([bytes, Buffer.of(0)]),
  };
  return Object.entries(envelopes).map(([name, bytes]) => ({ name, bytes, code: "EVENT_MALFORMED" }));
}

const altered = (bytes: Uint8Array, change: (envelope: Envelope) => Envelope): Uint8Array =>
  encodeEnvelope(change(decodeEnvelope(bytes) as Envelope));

const turned = (envelope: Envelope): Envelope => {
  const signature = Uint8Array.from(envelope.signature);
  signature[5] = (signature[5] as number) ^ 1;
  return { ...envelope, signature };
};

const shortened = (envelope: Envelope): Envelope => ({ ...envelope, signature: envelope.signature.subarray(0, 63) });
const alone = (envelope: Envelope): Envelope => ({ ...envelope, batch: null });

const inBatch = (envelope: Envelope): Envelope => {
  const [place] = batchPlaces([crypto.sha256Bytes(envelope.content)]);
  return { ...envelope, batch: place ?? null };
};

const moved = (envelope: Envelope): Envelope =>
  envelope.batch === null ? envelope : { ...envelope, batch: { ...envelope.batch, index: envelope.batch.index - 1 } };

/** A true place and signature in a batch of one event too many: it is the last, beside 64 others. */
const ofMany =
  ({ signer }: TestAuthor) =>
  ({ content }: Envelope): Envelope => {
    const others = crypto.sha256Bytes(Uint8Array.of(0));
    const root = nodeHash(others, leafHash(crypto.sha256Bytes(content)));
    const batch = { index: BATCH_MAX, size: BATCH_MAX + 1, root, path: [others] };
    return { content, signature: signer.sign(batchMessage(root)), batch };
  };
