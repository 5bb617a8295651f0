import { packBody, unpackBody } from "./body-codec.ts";
import { type CborValue, decodeCbor, encodeCbor } from "./cbor.ts";
import type { EventContent } from "./event.ts";
import { hexadecimal, id, listOf, orNull, text, whole } from "./field-codec.ts";

const FORMAT = 1;

/** No honest event comes near: each Lamport number is one more than one that is held, and greater than the sequence (ME-560). */
export const LAMPORT_MAX = 2 ** 48;

/** Values in a content or an envelope, arrays counted (ME-564). The longest roster has two thirds of it. */
export const EVENT_VALUES_MAX = 2 ** 16;

const incarnation = hexadecimal(16);
const parents = listOf(id);
const previous = orNull(id);
const kind = text(64);
const place = whole();

/** The bytes that an event's id is the SHA-256 of (spec/mesh.md, ME-2). */
export function encodeContent(content: EventContent & { readonly body: { readonly kind: string } }): Uint8Array {
  const { body } = content;
  if (body.kind === "unknown") throw new TypeError("an event of an unknown kind cannot be made");
  return encodeCbor([
    FORMAT,
    id.pack(content.mesh),
    place.pack(content.epoch),
    id.pack(content.author),
    incarnation.pack(content.incarnation),
    place.pack(content.sequence),
    previous.pack(content.previous),
    parents.pack(content.parents),
    place.pack(content.lamport),
    place.pack(content.hlc.ms),
    place.pack(content.hlc.counter),
    body.kind,
    packBody(body),
  ]);
}

/** Undefined for bytes that `encodeContent` would not have made. */
export function decodeContent(bytes: Uint8Array): EventContent | undefined {
  const items = decodeCbor(bytes, EVENT_VALUES_MAX);
  if (!Array.isArray(items) || items.length !== 13 || items[0] !== FORMAT) return undefined;
  try {
    return contentOf(items as readonly CborValue[]);
  } catch (fault) {
    if (fault instanceof TypeError) return undefined;
    throw fault;
  }
}

function contentOf(items: readonly CborValue[]): EventContent {
  const at = (index: number): CborValue => items[index] as CborValue;
  const content: EventContent = {
    mesh: id.unpack(at(1)),
    epoch: place.unpack(at(2)),
    author: id.unpack(at(3)),
    incarnation: incarnation.unpack(at(4)),
    sequence: place.unpack(at(5)),
    previous: previous.unpack(at(6)),
    parents: parents.unpack(at(7)),
    lamport: whole(1).unpack(at(8)),
    hlc: { ms: place.unpack(at(9)), counter: place.unpack(at(10)) },
    body: unpackBody(kind.unpack(at(11)), at(12)),
  };
  if (!isWellFormed(content))
    throw new TypeError("a chain that begins at 0, parents in order, and numbers that may be");
  return content;
}

/** Parents sorted and without repetition, a predecessor exactly where there must be one, and numbers that may be. */
function isWellFormed({ sequence, previous: before, parents: cited, lamport, body }: EventContent): boolean {
  const isSorted = cited.every((parent, index) => index === 0 || (cited[index - 1] as string) < parent);
  const opens = body.kind === "incarnation.opened";
  return (
    sequence < LAMPORT_MAX &&
    lamport <= LAMPORT_MAX &&
    isSorted &&
    (sequence === 0) === (before === null) &&
    (sequence === 0) === opens &&
    !cited.includes(before ?? "")
  );
}
