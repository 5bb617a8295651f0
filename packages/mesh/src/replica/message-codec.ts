import { ok, type Result } from "@plimsoll/foundation";
import { type CborValue, decodeCbor, encodeCbor } from "../event/cbor.ts";
import type { EventFault } from "../event/event-fault.ts";
import { bytes, chain, type FieldCodec, id, listOf, record, text, whole } from "../event/field-codec.ts";
import { openEvent } from "../event/open-event.ts";
import type { Cryptography } from "../ports/cryptography.ts";
import type { ChainExtent } from "../set/frontier.ts";
import type { EventsMessage, ReplicaMessage } from "./message.ts";
import type { SetSum } from "./set-digest.ts";

type PlainMessage = Exclude<ReplicaMessage, EventsMessage>;
type Fields<T extends PlainMessage["type"]> = Omit<Extract<PlainMessage, { type: T }>, "type">;

const prefix = text(2);
const prefixes = listOf(prefix);
const sum = record<SetSum>({ count: whole(), low: whole(), high: whole() });
const extent = record<ChainExtent>({ key: chain, length: whole(), tips: listOf(id) });
const flag: FieldCodec<boolean> = {
  pack: (value) => (value ? 1 : 0),
  unpack: (value) => {
    if (value === 0 || value === 1) return value === 1;
    throw new TypeError("0 or 1");
  },
};

const CODECS: { readonly [T in PlainMessage["type"]]: FieldCodec<Fields<T>> } = {
  sum: record({ pull: whole(), sum }),
  parts: record({ pull: whole(), prefix, parts: sixteen(sum), toPuller: flag }),
  differ: record({ pull: whole(), prefixes }),
  extents: record({ pull: whole(), prefixes, extents: listOf(extent) }),
  uneven: record({ pull: whole(), chains: listOf(chain) }),
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
  const as = HOW[how as number];
  const pull = whole().unpack(number ?? null);
  if (as === undefined || list === undefined || rest.length > 0) throw new TypeError("how, and envelopes");
  const opened = listOf(bytes)
    .unpack(list)
    .map((envelope) => openEvent(envelope, mesh, crypto));
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
  const list = listOf(codec);
  return {
    pack: (values) => list.pack(values),
    unpack: (value) => {
      const values = list.unpack(value);
      if (values.length === 16) return values;
      throw new TypeError("sixteen sums");
    },
  };
}
