import type { Cryptography, Signer } from "../ports/cryptography.ts";
import { batchPlaces } from "./batch-tree.ts";
import { encodeContent } from "./content-codec.ts";
import { encodeEnvelope } from "./envelope.ts";
import type { EventContent, MeshEvent } from "./event.ts";
import { batchMessage, eventOf, singleMessage } from "./open-event.ts";

/** What an envelope has beside the content, at most: heads, a signature, and in a batch index, size, root and a path of six. */
export const ENVELOPE_BYTES_MAX = 5 + 66 + 4 + 34 + 6 * 34 + 2;

/** An event whose id is known and whose signature is still to come, so that the next one can name it. */
export interface EventDraft {
  readonly content: EventContent;
  readonly bytes: Uint8Array;
  readonly id: Uint8Array;
}

export function draftOf(content: EventContent, crypto: Cryptography): EventDraft {
  const bytes = encodeContent(content);
  return { content, bytes, id: crypto.sha256Bytes(bytes) };
}

/** Signs events: one by itself, 2 to 64 under one signature over their Merkle root. */
export function signDrafts(drafts: readonly EventDraft[], signer: Signer): MeshEvent[] {
  const [first] = drafts;
  if (first === undefined) return [];
  const places = drafts.length === 1 ? [null] : batchPlaces(drafts.map(({ id }) => id));
  const [place = null] = places;
  const signature = signer.sign(place === null ? singleMessage(first.id) : batchMessage(place.root));
  return drafts.map(({ content, bytes, id }, index) =>
    eventOf(
      content,
      Buffer.from(id).toString("hex"),
      encodeEnvelope({ content: bytes, signature, batch: places[index] ?? null }),
    ),
  );
}

/** Signs contents as events, each with an id of its own. */
export const signEvents = (contents: readonly EventContent[], signer: Signer, crypto: Cryptography): MeshEvent[] =>
  signDrafts(
    contents.map((content) => draftOf(content, crypto)),
    signer,
  );
