import { ok, type Result } from "@plimsoll/foundation";
import { type CborValue, decodeCbor, encodeCbor } from "../event/cbor.ts";
import type { EventFault } from "../event/event-fault.ts";
import { bytes, chain, type FieldCodec, id, listOf, record, text, whole } from "../event/field-codec.ts";
import { openEvent } from "../event/open-event.ts";
import type { Cryptography } from "../ports/cryptography.ts";
import type { ChainExtent } from "../set/chain-extent.ts";
import type { EventsMessage, ReplicaMessage } from "./message.ts";
import { DEEPEST_PREFIX, type SetSum } from "./set-digest.ts";

type PlainMessage = Exclude<ReplicaMessage, EventsMessage>;
type Fields<T extends PlainMessage["type"]> = Omit<Extract<PlainMessage, { type: T }>, "type">;

const prefix = checked(text(2), (digits) => /^[0-9a-f]*$/.test(digits), "hexadecimal digits");
/** One that has sixteen parts that are told of. */
const parted = checked(prefix, ({ length }) => length < DEEPEST_PREFIX, "one digit or none");
/** At most 256, for none lies in another: nothing is asked for twice. */
const prefixes = checked(listOf(prefix), areApart, "parts in order, none within another");
const sum = record<SetSum>({ count: whole(), low: whole(), high: whole() });
const extent = record<ChainExtent>({ key: chain, length: whole(), tips: listOf(id) });
const extents = checked(listOf(extent), (all) => areAscending(all.map(({ key }) => key)), "extents in order");
const chains = checked(listOf(chain), areAscending, "chains in order");
const envelopes = listOf(bytes);
const flag: FieldCodec<boolean> = {
  pack: (value) => (value ? 1 : 0),
  unpack: (value) => {
    if (value === 0 || value === 1) return value === 1;
    throw new TypeError("0 or 1");
  },
};

const CODECS: { readonly [T in PlainMessage["type"]]: FieldCodec<Fields<T>> } = {
  sum: record({ pull: whole(), sum }),
  parts: record({ pull: whole(), prefix: parted, parts: sixteen(sum), toPuller: flag }),
  differ: record({ pull: whole(), prefixes }),
  extents: record({ pull: whole(), prefixes, extents }),
  uneven: record({ pull: whole(), chains }),
  chain: record({ pull: whole(), chain, ids: listOf(id) }),
  resume: record({ chain }),
  known: record({ chain, length: whole() }),
  held: record({ chain, length: whole(), tip: id }),
};

const HOW = ["news", "gossip", "pull", "partly"] as const;

/** A message as it travels: `[type, fields]`, or `["events", how, pull, [envelopes]]`. */
export function encodeMessage(message: ReplicaMessage): Uint8Array {
  if (message.type === "events") {
    return encodeCbor(["events", HOW.indexOf(message.as), message.pull, message.events.map((event) => event.bytes)]);
  }
  return encodeCbor([message.type, (CODECS[message.type] as FieldCodec<object>).pack(message)]);
}

export interface OpenedMessage {
  readonly message: ReplicaMessage;
  /** Events that were left out, each for its reason. */
  readonly faults: readonly EventFault[];
}

/** A message of a peer, with its events opened one by one: a false event takes no true one with it. */
export function openMessage(
  envelope: Uint8Array,
  mesh: string,
  crypto: Cryptography,
): Result<OpenedMessage, "MESSAGE_MALFORMED"> {
  const items = decodeCbor(envelope);
  if (!Array.isArray(items)) return { ok: false, error: "MESSAGE_MALFORMED" };
  const [type, ...rest] = items as readonly CborValue[];
  try {
    if (type === "events") return ok(openEvents(rest, mesh, crypto));
    return ok({ message: plainMessage(type, rest), faults: [] });
  } catch (fault) {
    if (fault instanceof TypeError) return { ok: false, error: "MESSAGE_MALFORMED" };
    throw fault;
  }
}

function openEvents(
  [how, number, list, ...rest]: readonly CborValue[],
  mesh: string,
  crypto: Cryptography,
): OpenedMessage {
  const as = HOW[whole().unpack(how ?? null)];
  const pull = whole().unpack(number ?? null);
  if (as === undefined || list === undefined || rest.length > 0) throw new TypeError("how, and envelopes");
  const opened = envelopes.unpack(list).map((envelope) => openEvent(envelope, mesh, crypto));
  const events = opened.flatMap((event) => (event.ok ? [event.value] : []));
  return {
    message: { type: "events", events, as, pull },
    faults: opened.flatMap((event) => (event.ok ? [] : [event.error])),
  };
}

function plainMessage(type: CborValue | undefined, [fields, ...rest]: readonly CborValue[]): PlainMessage {
  const codec =
    typeof type === "string" && Object.hasOwn(CODECS, type) ? CODECS[type as PlainMessage["type"]] : undefined;
  if (codec === undefined || fields === undefined || rest.length > 0)
    throw new TypeError("a known type and its fields");
  return { type, ...(codec as FieldCodec<object>).unpack(fields) } as PlainMessage;
}

function sixteen<T>(codec: FieldCodec<T>): FieldCodec<readonly T[]> {
  return checked(listOf(codec), ({ length }) => length === 16, "sixteen sums");
}

/** As a codec that is stricter about what comes in. */
function checked<T>(codec: FieldCodec<T>, isSo: (value: T) => boolean, expected: string): FieldCodec<T> {
  return {
    pack: (value) => codec.pack(value),
    unpack: (packed) => {
      const value = codec.unpack(packed);
      if (isSo(value)) return value;
      throw new TypeError(`expected ${expected}`);
    },
  };
}

function areAscending(values: readonly string[]): boolean {
  return values.every((value, place) => place === 0 || (values[place - 1] as string) < value);
}

/** In order, so that one that lies in another stands right behind it, or behind others that do. */
function areApart(parts: readonly string[]): boolean {
  return (
    areAscending(parts) && parts.every((part, place) => place === 0 || !part.startsWith(parts[place - 1] as string))
  );
}
