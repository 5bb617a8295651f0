import type { CborValue } from "./cbor.ts";

type Shape = (value: CborValue) => boolean;

const bytes: Shape = (value) => Buffer.isBuffer(value);
const bytesOf =
  (length: number): Shape =>
  (value) =>
    Buffer.isBuffer(value) && value.length === length;
/** UTF-16 units at most. */
const text =
  (longest: number): Shape =>
  (value) =>
    typeof value === "string" && value.length <= longest;
const whole =
  (least = 0, most = Number.MAX_SAFE_INTEGER): Shape =>
  (value) =>
    typeof value === "number" && value >= least && value <= most;
const orNull =
  (shape: Shape): Shape =>
  (value) =>
    value === null || shape(value);
const listOf =
  (shape: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(shape);
const row =
  (...shapes: Shape[]): Shape =>
  (value) =>
    Array.isArray(value) && value.length === shapes.length && shapes.every((shape, at) => shape(value[at]));

const [id, name, quantity] = [bytesOf(32), text(200), whole(1)];
const chain = row(id, bytesOf(16));

/** The fields of each kind, in their order on the wire (spec/mesh.md, ME-1). */
const FIELDS = new Map<string, Shape>([
  ["incarnation.opened", row(name)],
  ["thought", row(orNull(id), name, quantity, bytes, bytes)],
  ["intent.opened", row(name, bytes, quantity, whole(), quantity)],
  ["intent.claimed", row(id, whole(), quantity)],
  ["intent.renewed", row(id, id)],
  ["intent.decided", row(id, listOf(id), bytes)],
  ["intent.amended", row(id, id, listOf(id), bytes)],
  ["field.set", row(name, name, bytes, listOf(id))],
  ["clock.beat", row(quantity)],
  ["budget.issued", row(name, quantity)],
  ["budget.given", row(name, chain, quantity)],
  ["budget.spent", row(name, quantity, name)],
  ["budget.returned", row(name, quantity, name)],
  ["kernel.entries", row(name, whole(), listOf(bytes), listOf(row(name, whole(), whole())))],
  [
    "roster.opened",
    row(
      quantity,
      orNull(id),
      listOf(row(id, name)),
      orNull(id),
      listOf(id),
      listOf(id),
      listOf(chain),
      listOf(row(id, bytesOf(64))),
    ),
  ],
  ["fork.proven", row(bytes, bytes)],
]);

export const isKnownKind = (kind: string): boolean => FIELDS.has(kind);

/** Of a kind that is not known only that its fields are an array (ME-10). */
export const areFieldsOf = (kind: string, fields: CborValue): fields is readonly CborValue[] =>
  (FIELDS.get(kind) ?? Array.isArray)(fields);

const CONTENT = row(
  (format) => format === 1,
  id,
  whole(),
  id,
  bytesOf(16),
  whole(),
  orNull(id),
  listOf(id),
  quantity,
  whole(),
  whole(),
  text(64),
  Array.isArray,
);
const GENESIS = row(
  (format) => format === "plimsoll mesh genesis 1",
  row(name, listOf(row(id, name)), listOf(id), quantity, whole(), quantity),
);
const isAscending = (all: readonly Buffer[]): boolean =>
  all.every((bytes, at) => at === 0 || Buffer.compare(all[at - 1] as Buffer, bytes) < 0);

const tips: Shape = (value) => listOf(id)(value) && isAscending(value as readonly Buffer[]);
const EXTENT = row(chain, whole(1), (value) => tips(value) && (value as readonly Buffer[]).length > 0);
const EXTENTS: Shape = (value) =>
  listOf(EXTENT)(value) &&
  isAscending((value as unknown as readonly ExtentItems[]).map(([parts]) => Buffer.concat(parts)));
const CERTIFICATE = row(
  (format) => format === "plimsoll mesh certificate 1",
  id,
  orNull(id),
  whole(1, 2 ** 48),
  orNull(id),
  whole(),
  id,
  id,
  id,
  EXTENTS,
);

/** Format, mesh, epoch, author, incarnation, sequence, previous, parents, Lamport, ms, counter, kind, fields. */
export type ContentItems = readonly [
  1,
  Buffer,
  number,
  Buffer,
  Buffer,
  number,
  Buffer | null,
  readonly Buffer[],
  number,
  number,
  number,
  string,
  readonly CborValue[],
];
export const isContent = (value: CborValue): value is ContentItems & CborValue => CONTENT(value);

/** Format, and name, members, issuers, survivors, witnesses of a spend, dimensions. */
export type GenesisItems = readonly [
  string,
  readonly [string, readonly (readonly [Buffer, string])[], readonly Buffer[], number, number, number],
];
export const isGenesis = (value: CborValue): value is GenesisItems & CborValue => GENESIS(value);

/** Chain, length, tips. */
export type ExtentItems = readonly [readonly [Buffer, Buffer], number, readonly Buffer[]];

/** Format, mesh, roster, number, digest before, events, event root, state hash, budget hash, extents. */
export type CertificateItems = readonly [
  string,
  Buffer,
  Buffer | null,
  number,
  Buffer | null,
  number,
  Buffer,
  Buffer,
  Buffer,
  readonly ExtentItems[],
];
export const isCertificate = (value: CborValue): value is CertificateItems & CborValue => CERTIFICATE(value);

const SIGNATURES: Shape = (value) =>
  listOf(row(id, bytesOf(64)))(value) &&
  isAscending((value as readonly (readonly [Buffer, Buffer])[]).map(([key]) => key));
const SIGNED = row(bytes, SIGNATURES);
/** The bytes of a certificate, and who signed them. */
export type SignedItems = readonly [Buffer, readonly (readonly [Buffer, Buffer])[]];
export const isSigned = (value: CborValue): value is SignedItems & CborValue => SIGNED(value);

const ENVELOPE = row(bytes, bytes);
const BATCHED = row(bytes, bytes, whole(), whole(), bytes, listOf(bytes));
/** Content and signature; of an event in a batch also its index, the batch's size and root, and the path to it. */
export type EnvelopeItems =
  | readonly [Buffer, Buffer]
  | readonly [Buffer, Buffer, number, number, Buffer, readonly Buffer[]];
export const isEnvelope = (value: CborValue): value is EnvelopeItems & CborValue => ENVELOPE(value) || BATCHED(value);
