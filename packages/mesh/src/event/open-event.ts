import { ok, type Result, utf8 } from "@plimsoll/foundation";
import { leafHash, verifyInclusion } from "@plimsoll/ledger";
import type { Cryptography } from "../ports/cryptography.ts";
import { BATCH_MAX } from "./batch-tree.ts";
import { CompactEvent } from "./compact-event.ts";
import { decodeContent } from "./content-codec.ts";
import { decodeEnvelope, type Envelope, signedBytes } from "./envelope.ts";
import { type ChainKey, chainKey, type EventContent, type MeshEvent } from "./event.ts";
import { type EventFault, eventFault } from "./event-fault.ts";
import { interned } from "./interned.ts";

/** Longest envelope in bytes: it must fit into one message of every transport. */
export const EVENT_BYTES_MAX = 512 * 1024;

const SINGLE_DOMAIN = utf8("plimsoll mesh event 1\n");
const BATCH_DOMAIN = utf8("plimsoll mesh batch 1\n");

/** What the author's key signs for one event, and for a batch: no signature of one kind passes for another. */
export const singleMessage = (id: Uint8Array): Uint8Array => Buffer.concat([SINGLE_DOMAIN, id]);
export const batchMessage = (root: Uint8Array): Uint8Array => Buffer.concat([BATCH_DOMAIN, root]);

/**
 * Reads an event off the wire: canonical, of this mesh and signed by its author, or a fault that says which of these
 * fails (spec/mesh.md, ME-2 to ME-5). Its place among other events is judged when it is admitted.
 */
export function openEvent(bytes: Uint8Array, mesh: string, crypto: Cryptography): Result<MeshEvent, EventFault> {
  if (bytes.length > EVENT_BYTES_MAX) return eventFault("EVENT_TOO_LARGE", `${bytes.length} bytes`);
  const envelope = decodeEnvelope(bytes);
  const content = envelope && decodeContent(envelope.content);
  if (!envelope || !content) return eventFault("EVENT_MALFORMED", "not the canonical bytes of an event");
  if (content.mesh !== mesh) return eventFault("EVENT_OF_OTHER_MESH", `of mesh ${content.mesh}`);
  // Text, because a native hash makes that without a buffer of its own for each.
  const id = crypto.sha256(envelope.content);
  if (!isVouched(Buffer.from(id, "hex"), content, envelope, crypto))
    return eventFault("EVENT_SIGNATURE_FALSE", `by ${content.author}`);
  return ok(eventOf(content, id, bytes));
}

/** Reads an event that `openEvent` let through before it was written to one's own disk, whose checksums vouch for it since. */
export function readEvent(bytes: Uint8Array, crypto: Cryptography): MeshEvent | undefined {
  const signed = signedBytes(bytes);
  const content = signed && decodeContent(signed);
  return content && eventOf(content, crypto.sha256(signed), bytes);
}

/** `id`: 64 hexadecimal digits. */
export const eventOf = (content: EventContent, id: string, bytes: Uint8Array): MeshEvent =>
  new CompactEvent(content, interned(id), interned(chainKey(content.author, content.incarnation)) as ChainKey, bytes);

function isVouched(id: Uint8Array, { author }: EventContent, envelope: Envelope, crypto: Cryptography): boolean {
  const { batch, signature } = envelope;
  if (batch === null) return crypto.verify(author, singleMessage(id), signature);
  const isInBatch =
    batch.size > 1 && batch.size <= BATCH_MAX && verifyInclusion({ ...batch, leafHash: leafHash(id) }, batch.path);
  return isInBatch && crypto.verify(author, batchMessage(batch.root), signature);
}
