import { err, ok, PlimsollError, type Result } from "@plimsoll/foundation";
import {
  encodeAddCheckpoint,
  type NoteSignature,
  type NoteVerifier,
  openNote,
  parseCheckpointText,
  parseNote,
  parseWitnessResponse,
  type UnverifiedNote,
  type WitnessResponse,
} from "@plimsoll/ledger";
import { boundedFetch, fetchFailure } from "./bounded-fetch.ts";

/** A witness to ask, and the keys under which its answer is believed. */
export interface AskedWitness {
  /** The prefix of the witness's submissions, to which `/add-checkpoint` is added. */
  readonly url: string;
  /** At least one. */
  readonly keys: readonly NoteVerifier[];
}

/** What a witness is asked to cosign. */
export interface CosignatureRequest {
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: string;
  /** That the log of so many leaves begins with the older one (`LedgerReader.proveConsistency`). */
  readonly proveConsistency: (oldSize: number, newSize: number) => readonly Uint8Array[];
  /** The size that the witness is believed to have cosigned last. Default 0: it says what it has. */
  readonly oldSize?: number;
  /** For each exchange, ms. A witness that has much to decide again takes its time. */
  readonly timeoutMs: number;
}

/** Log lines of cosignatures are some kilobytes each. */
const ANSWER_BYTES_MAX = 256 * 1024;
/** The witness may have moved on between two exchanges, but not for ever. */
const EXCHANGES_MAX = 4;

/**
 * Asks a witness to cosign a checkpoint: the cosignatures of its keys, each verified. A conflict (409) is answered with a proof from
 * the witness's size.
 *
 * Refusals: `CHECKPOINT_MALFORMED`; `WITNESS_UNAVAILABLE` (no answer, or 5xx: ask again later); `WITNESS_CONFLICT` (it has cosigned
 * more than this log has, or another history of the same size: this log was rolled back or forked); `WITNESS_REFUSED` with its
 * reason; `WITNESS_UNTRUSTED` (an answer that is malformed, or not by its keys). Throws what `proveConsistency` throws.
 */
export async function requestCosignatures(
  witness: AskedWitness,
  request: CosignatureRequest,
): Promise<Result<readonly NoteSignature[], PlimsollError>> {
  const note = parseNote(request.checkpoint);
  const checkpoint = note && parseCheckpointText(note.text);
  if (note === undefined || checkpoint === undefined) return err(checkpointMalformed());
  let oldSize = request.oldSize ?? 0;
  for (let exchange = 1; exchange <= EXCHANGES_MAX; exchange += 1) {
    const answer = await exchanged(witness, request, oldSize, checkpoint.size);
    if (!answer.ok) return answer;
    if (answer.value.status === 200) return believed(witness, note, answer.value.cosignatures);
    if (answer.value.status !== 409) return err(refused(witness, answer.value.status, answer.value.reason));
    const { size } = answer.value;
    if (size > checkpoint.size || size === oldSize) return err(conflict(witness, size, checkpoint.size));
    oldSize = size;
  }
  return err(unavailable(witness, "another size with every answer"));
}

async function exchanged(
  witness: AskedWitness,
  { checkpoint, proveConsistency, timeoutMs }: CosignatureRequest,
  oldSize: number,
  newSize: number,
): Promise<Result<WitnessResponse, PlimsollError>> {
  const consistencyProof = oldSize > newSize ? [] : proveConsistency(oldSize, newSize);
  const body = encodeAddCheckpoint({ oldSize, consistencyProof, note: checkpoint });
  try {
    const url = `${witness.url.replace(/\/+$/, "")}/add-checkpoint`;
    const answer = await boundedFetch(url, { timeoutMs, bytesMax: ANSWER_BYTES_MAX, body });
    const text = Buffer.from(answer.body).toString("utf8");
    if (answer.status >= 500) return err(unavailable(witness, `status ${answer.status}: ${text.slice(0, 200).trim()}`));
    const response = parseWitnessResponse({ ...answer, body: text });
    return response.ok ? response : err(untrusted(witness, response.error.message));
  } catch (cause) {
    return err(unavailable(witness, fetchFailure(cause)));
  }
}

/** Of the lines that came, those of the known keys; a bad one of a known key spoils all. */
function believed(
  witness: AskedWitness,
  { text }: UnverifiedNote,
  cosignatures: readonly NoteSignature[],
): Result<readonly NoteSignature[], PlimsollError> {
  const opened = openNote({ text, signatures: cosignatures }, witness.keys);
  if (typeof opened === "string") return err(untrusted(witness, `cosignatures with the fault "${opened}"`));
  const isStated = opened.signatures.every(({ timestampSeconds }) => (timestampSeconds ?? 0) > 0);
  if (!isStated) return err(untrusted(witness, "a cosignature without a time"));
  return ok(cosignatures.filter((line) => witness.keys.some((key) => isOf(line, key))));
}

const isOf = (line: NoteSignature, key: NoteVerifier): boolean =>
  line.name === key.name && Buffer.compare(line.keyId, key.keyId) === 0;

const checkpointMalformed = (): PlimsollError =>
  new PlimsollError({
    code: "CHECKPOINT_MALFORMED",
    expected: "a signed checkpoint (C2SP tlog-checkpoint)",
    received: "another text",
    fix: "give the file `checkpoint` of the ledger",
  });

const unavailable = ({ url }: AskedWitness, received: string): PlimsollError =>
  new PlimsollError({
    code: "WITNESS_UNAVAILABLE",
    expected: `an answer of the witness at ${url}`,
    received,
    fix: "ask again later; other witnesses may make the quorum",
  });

const conflict = ({ url }: AskedWitness, witnessed: number, size: number): PlimsollError =>
  new PlimsollError({
    code: "WITNESS_CONFLICT",
    expected: `a witness at ${url} that cosigned no more than this log of ${size} leaves, and no other history`,
    received: `one that cosigned ${witnessed} leaves`,
    fix: "find out who rolled this log back or forked it: compare with a mirror or a backup",
  });

const refused = ({ url }: AskedWitness, status: number, reason: string): PlimsollError =>
  new PlimsollError({
    code: "WITNESS_REFUSED",
    expected: `the witness at ${url} to cosign`,
    received: `${status}: ${reason.slice(0, 1000)}`,
    fix: "see the reason: the log is not what the witness watches, or it holds what the kernel did not decide",
  });

const untrusted = ({ url }: AskedWitness, received: string): PlimsollError =>
  new PlimsollError({
    code: "WITNESS_UNTRUSTED",
    expected: `cosignatures of the known keys of the witness at ${url}`,
    received,
    fix: "leave this witness out; ask its operator for its keys",
  });
