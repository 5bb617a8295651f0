import type { CborValue } from "./cbor.ts";
import type { BodyFields, BodyKind, EventBody } from "./body.ts";
import {
  bytes,
  chain,
  type FieldCodec,
  type FieldTable,
  hexadecimal,
  id,
  listOf,
  orNull,
  record,
  text,
  whole,
} from "./field-codec.ts";

const name = text(200);
const account = text(200);
const quantity = whole(1);

/** The order of the fields of each kind: the wire format, as data. */
const TABLES: { readonly [K in BodyKind]: FieldTable<BodyFields[K]> } = {
  "incarnation.opened": { name },
  thought: { intent: orNull(id), encoder: text(200), weight: whole(1), angles: bytes, answer: bytes },
  "intent.opened": { lane: name, prompt: bytes, enough: whole(1), softDeadlineMs: whole(), ownerLeaseMs: whole(1) },
  "intent.claimed": { intent: id, announcedMs: whole(), leaseMs: whole(1) },
  "intent.renewed": { intent: id, claim: id },
  "intent.decided": { intent: id, thoughts: listOf(id), answer: bytes },
  "intent.amended": { intent: id, decision: id, thoughts: listOf(id), answer: bytes },
  "field.set": { entity: name, field: name, value: bytes, resolves: listOf(id) },
  "clock.beat": { beats: whole(1) },
  "budget.issued": { account, quantity },
  "budget.given": { account, to: chain, quantity },
  "budget.spent": { account, quantity, purpose: name },
  "budget.returned": { account, quantity, purpose: name },
  "kernel.entries": {
    site: name,
    first: whole(),
    entries: listOf(bytes),
    movements: listOf(record({ account, spent: whole(), returned: whole() })),
  },
  "roster.opened": {
    epoch: whole(1),
    follows: orNull(id),
    members: listOf(record({ key: id, name })),
    certificate: orNull(id),
    frontier: listOf(id),
    lost: listOf(id),
    writtenOff: listOf(chain),
    approvals: listOf(record({ key: id, signature: hexadecimalBytes(64) })),
  },
  "fork.proven": { first: bytes, second: bytes },
};

const CODECS = new Map<string, FieldCodec<object>>(
  Object.entries(TABLES).map(([kind, table]) => [kind, record(table as unknown as FieldTable<object>)]),
);

export const packBody = (body: Exclude<EventBody, { kind: "unknown" }>): CborValue =>
  (CODECS.get(body.kind) as FieldCodec<object>).pack(body);

/** Throws a `TypeError` for fields that a known kind has not; a kind of a later version stays unread. */
export function unpackBody(kind: string, fields: CborValue): EventBody {
  const codec = CODECS.get(kind);
  if (codec !== undefined) return Object.assign({ kind }, codec.unpack(fields)) as EventBody;
  if (Array.isArray(fields)) return { kind: "unknown", name: kind };
  throw new TypeError("an array of fields");
}

function hexadecimalBytes(length: number): FieldCodec<Uint8Array> {
  const digits = hexadecimal(length);
  return { pack: (value) => value, unpack: (value) => Buffer.from(digits.unpack(value), "hex") };
}
