import { hash } from "node:crypto";
import { type CborValue, readCbor } from "./cbor.ts";
import { type Finding, type FindingCode, invalid } from "./finding.ts";
import { rootByPath } from "./merkle.ts";
import { areFieldsOf, type ContentItems, type EnvelopeItems, isContent, isEnvelope } from "./shapes.ts";
import type { Signatures } from "./signatures.ts";

/** An event whose bytes are canonical and whose signature holds. Ids and keys in hexadecimal. */
export interface MeshEvent {
  readonly id: string;
  readonly author: string;
  readonly incarnation: string;
  /** `author/incarnation`. */
  readonly chain: string;
  readonly sequence: number;
  readonly previous: string | null;
  readonly parents: readonly string[];
  readonly lamport: number;
  readonly kind: string;
  /** Of the shape of its kind, where that is known. */
  readonly fields: readonly CborValue[];
}

const EVENT_BYTES_MAX = 512 * 1024;
/** In an envelope, and in a content (ME-564). */
const EVENT_VALUES_MAX = 65_536;
const LAMPORT_MAX = 2 ** 48;
const BATCH_MAX = 64;

/** Judges one envelope by itself (ME-1 to ME-5); `where` names it in a finding. */
export function openEvent(bytes: Buffer, where: string, mesh: string, signatures: Signatures): MeshEvent | Finding {
  const refuse = (code: FindingCode, why: string): Finding => invalid(code, `${where}: ${why}`);
  if (bytes.length > EVENT_BYTES_MAX) return refuse("EVENT_TOO_LARGE", `${bytes.length} bytes`);
  const envelope = readCbor(bytes, EVENT_VALUES_MAX);
  if (envelope === undefined) return refuse("EVENT_NOT_CANONICAL", "its envelope is no canonical CBOR");
  if (!isEnvelope(envelope)) return refuse("EVENT_MALFORMED", "no envelope of an event");
  const content = readCbor(envelope[0], EVENT_VALUES_MAX);
  if (content === undefined) return refuse("EVENT_NOT_CANONICAL", "its content is no canonical CBOR");
  if (!isContent(content)) return refuse("EVENT_MALFORMED", "no content of an event");
  if (content[1].toString("hex") !== mesh) return refuse("EVENT_OF_OTHER_MESH", content[1].toString("hex"));
  const fault = faultOf(content);
  if (fault !== undefined) return refuse("EVENT_MALFORMED", fault);
  const id = hash("sha256", envelope[0], "buffer");
  const author = content[3].toString("hex");
  if (!isInBatch(id, envelope))
    return refuse("EVENT_BATCH_FALSE", `no path leads from ${id.toString("hex")} to its root`);
  if (!isSigned(id, author, envelope, signatures)) return refuse("EVENT_SIGNATURE_FALSE", `not signed by ${author}`);
  return eventOf(content, id.toString("hex"), author);
}

function faultOf([, , , , , sequence, previous, parents, lamport, , , kind, fields]: ContentItems): string | undefined {
  if (lamport > LAMPORT_MAX || sequence >= LAMPORT_MAX) return `Lamport ${lamport} at place ${sequence}`;
  if (!areFieldsOf(kind, fields)) return `not the fields of "${kind}"`;
  if ((sequence === 0) !== (previous === null)) return "a predecessor belongs to every sequence but 0, and to no other";
  if ((sequence === 0) !== (kind === "incarnation.opened")) return "a chain opens with its incarnation, and only there";
  if (parents.some((parent, at) => at > 0 && Buffer.compare(parents[at - 1] as Buffer, parent) >= 0))
    return "its parents are not in order";
  return previous !== null && parents.some((parent) => parent.equals(previous))
    ? "its predecessor is a parent too"
    : undefined;
}

function isInBatch(id: Buffer, [, , ...place]: EnvelopeItems): boolean {
  if (place.length === 0) return true;
  const [index, size, root, path] = place;
  const areHashes = path.every(({ length }) => length === 32);
  return areHashes && size >= 2 && size <= BATCH_MAX && rootByPath(id, index, size, path)?.equals(root) === true;
}

function isSigned(id: Buffer, author: string, envelope: EnvelopeItems, signatures: Signatures): boolean {
  const [, signature, , , root] = envelope;
  return root === undefined
    ? signatures.holds(author, "plimsoll mesh event 1\n", id, signature)
    : signatures.batchHolds(author, "plimsoll mesh batch 1\n", root, signature);
}

function eventOf(content: ContentItems, id: string, author: string): MeshEvent {
  const [, , , , incarnationBytes, sequence, previous, parents, lamport, , , kind, fields] = content;
  const incarnation = incarnationBytes.toString("hex");
  return {
    id,
    author,
    incarnation,
    chain: `${author}/${incarnation}`,
    sequence,
    previous: previous === null ? null : previous.toString("hex"),
    parents: parents.map((parent) => parent.toString("hex")),
    lamport,
    kind,
    fields,
  };
}
