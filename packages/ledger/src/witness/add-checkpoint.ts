import { err, ok, PlimsollError, type Result } from "@plimsoll/foundation";
import { isTreeHash, type TreeHash } from "../merkle/tree-hash.ts";
import { base64, bytesOfBase64 } from "../note/base64.ts";
import { type Checkpoint, parseCheckpointText } from "../note/checkpoint.ts";
import { parseNote, type UnverifiedNote } from "../note/signed-note.ts";

/** The body of `POST add-checkpoint` (C2SP tlog-witness v1.0.0). */
export interface AddCheckpoint {
  /** The size of the latest checkpoint that the witness cosigned, as the log believes; 0 for none. */
  readonly oldSize: number;
  /** From the old size to that of the checkpoint (RFC 6962 §2.1.2), at most 63 hashes. */
  readonly consistencyProof: readonly TreeHash[];
  /** The signed note, verbatim. */
  readonly note: string;
}

/** A request as the witness reads it: the note taken apart, no signature checked. */
export interface UnverifiedAddCheckpoint extends AddCheckpoint {
  readonly unverifiedNote: UnverifiedNote;
  readonly checkpoint: Checkpoint;
}

/** A client MUST NOT send more than 63 hashes (C2SP tlog-witness). */
const HEAD = /^old (\d{1,16})\n((?:[A-Za-z0-9+/=]{44}\n){0,63})\n/;

/** Writes a request. Throws `REQUEST_MALFORMED` for what `parseAddCheckpoint` would not read back. */
export function encodeAddCheckpoint(request: AddCheckpoint): string {
  const body = written(request);
  const read = parseAddCheckpoint(body);
  if (read.ok) return body;
  throw read.error;
}

/** Reads a request; `REQUEST_MALFORMED` (HTTP 400) unless it is exactly the one spelling that `encodeAddCheckpoint` writes. */
export function parseAddCheckpoint(body: string): Result<UnverifiedAddCheckpoint, PlimsollError> {
  const [head, size, lines] = HEAD.exec(body) ?? [];
  if (head === undefined) return err(requestMalformed("`old <size>`, at most 63 hashes and a blank line"));
  const note = body.slice(head.length);
  const request: AddCheckpoint = { oldSize: Number(size), consistencyProof: hashesOf(lines ?? ""), note };
  const fault = faultOf(request, body);
  if (fault !== undefined) return err(requestMalformed(fault));
  const unverifiedNote = parseNote(note);
  const checkpoint = unverifiedNote && parseCheckpointText(unverifiedNote.text);
  if (unverifiedNote === undefined || checkpoint === undefined) return err(requestMalformed("a checkpoint"));
  return ok({ ...request, unverifiedNote, checkpoint });
}

function faultOf(request: AddCheckpoint, body: string): string | undefined {
  if (!Number.isSafeInteger(request.oldSize)) return "an old size below 2^53";
  if (!request.consistencyProof.every(isTreeHash)) return "hashes of 32 bytes in base64";
  return written(request) === body ? undefined : "one spelling of every number and hash";
}

const written = ({ oldSize, consistencyProof, note }: AddCheckpoint): string =>
  [`old ${oldSize}`, ...consistencyProof.map(base64), "", note].join("\n");

const hashesOf = (lines: string): TreeHash[] =>
  lines
    .split("\n")
    .slice(0, -1)
    .map((line) => bytesOfBase64(line) ?? new Uint8Array(0));

const requestMalformed = (expected: string): PlimsollError =>
  new PlimsollError({
    code: "REQUEST_MALFORMED",
    expected: `${expected} (C2SP tlog-witness)`,
    received: "another body",
    fix: "send what the specification describes",
  });
