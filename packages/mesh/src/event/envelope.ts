import type { BatchPlace } from "./batch-tree.ts";
import { type CborValue, decodeCbor, encodeCbor, firstItem } from "./cbor.ts";
import { EVENT_VALUES_MAX } from "./content-codec.ts";

/** An event as it travels: its bytes and what vouches for them. */
export interface Envelope {
  readonly content: Uint8Array;
  readonly signature: Uint8Array;
  /** Null when the signature covers this event alone. */
  readonly batch: BatchPlace | null;
}

export function encodeEnvelope({ content, signature, batch }: Envelope): Uint8Array {
  const alone: CborValue[] = [content, signature];
  return encodeCbor(batch === null ? alone : [...alone, batch.index, batch.size, batch.root, batch.path]);
}

/** Undefined for bytes that `encodeEnvelope` would not have made. */
export function decodeEnvelope(bytes: Uint8Array): Envelope | undefined {
  const items = decodeCbor(bytes, EVENT_VALUES_MAX);
  if (!Array.isArray(items)) return undefined;
  const [content, signature, ...place] = items as readonly CborValue[];
  if (!(content instanceof Uint8Array) || !(signature instanceof Uint8Array)) return undefined;
  if (place.length === 0) return { content, signature, batch: null };
  const batch = placeOf(place);
  return batch && { content, signature, batch };
}

/** The bytes of an event's content, without a look at what vouches for them. Undefined for bytes that do not begin as an envelope does. */
export function signedBytes(bytes: Uint8Array): Uint8Array | undefined {
  const first = firstItem(bytes);
  return first instanceof Uint8Array ? first : undefined;
}

function placeOf([index, size, root, path, ...rest]: readonly CborValue[]): BatchPlace | undefined {
  const isPlace =
    typeof index === "number" && typeof size === "number" && root instanceof Uint8Array && Array.isArray(path);
  if (!isPlace || rest.length > 0 || !(path as readonly CborValue[]).every((hash) => hash instanceof Uint8Array)) {
    return undefined;
  }
  return { index, size, root, path: path as readonly Uint8Array[] };
}
