import { err, ok, PlimsollError, type Result } from "@plimsoll/foundation";
import { isTreeHash, type TreeHash } from "../merkle/tree-hash.ts";
import { base64, bytesOfBase64 } from "../note/base64.ts";
import { parseCheckpointText } from "../note/checkpoint.ts";
import { parseNote } from "../note/signed-note.ts";

/** An offline proof that an entry stands in a log (C2SP tlog-proof), unverified. Files end in `.tlog-proof`. */
export interface TlogProof {
  /** From 0. */
  readonly index: number;
  /** RFC 6962 §2.1.1: from the leaf's sibling to the child of the root, at most 63. */
  readonly inclusionProof: readonly TreeHash[];
  /** The signed note of the log, with its cosignatures, verbatim. */
  readonly checkpoint: string;
  /** Opaque and authenticated by nothing; `null` for none. Never empty. */
  readonly extra: Uint8Array | null;
}

const HEADER = "c2sp.org/tlog-proof@v1";
/** No tree has more than 63 levels. The bounds keep the search short in a text of any length. */
const HEAD = /^c2sp\.org\/tlog-proof@v1\n(?:extra (.+)\n)?index (\d{1,16})\n((?:[A-Za-z0-9+/=]{44}\n){0,63})\n/;

/** Writes a proof. Throws `PROOF_MALFORMED` for what `parseTlogProof` would not read back. */
export function encodeTlogProof(proof: TlogProof): string {
  const text = written(proof);
  const read = parseTlogProof(text);
  if (read.ok) return text;
  throw read.error;
}

/** Reads a proof; `PROOF_MALFORMED` unless it is exactly the one spelling that `encodeTlogProof` writes. Checks no signature. */
export function parseTlogProof(text: string): Result<TlogProof, PlimsollError> {
  const [head, extra, index, lines] = HEAD.exec(text) ?? [];
  if (head === undefined) return err(proofMalformed("a header, `index`, at most 63 hashes and a blank line"));
  const proof: TlogProof = {
    index: Number(index),
    inclusionProof: hashesOf(lines ?? ""),
    checkpoint: text.slice(head.length),
    extra: extra === undefined ? null : (bytesOfBase64(extra) ?? null),
  };
  const fault = faultOf(proof, text);
  return fault === undefined ? ok(proof) : err(proofMalformed(fault));
}

function faultOf(proof: TlogProof, text: string): string | undefined {
  if (!Number.isSafeInteger(proof.index)) return "an index below 2^53";
  if (!proof.inclusionProof.every(isTreeHash)) return "hashes of 32 bytes in base64";
  if (!isCheckpoint(proof.checkpoint)) return "a checkpoint after the blank line";
  return written(proof) === text ? undefined : "one spelling of every number and hash";
}

const written = ({ index, inclusionProof, checkpoint, extra }: TlogProof): string =>
  [
    HEADER,
    ...(extra === null ? [] : [`extra ${base64(extra)}`]),
    `index ${index}`,
    ...inclusionProof.map(base64),
    "",
    checkpoint,
  ].join("\n");

const hashesOf = (lines: string): TreeHash[] =>
  lines
    .split("\n")
    .slice(0, -1)
    .map((line) => bytesOfBase64(line) ?? new Uint8Array(0));

function isCheckpoint(note: string): boolean {
  const parsed = parseNote(note);
  return parsed !== undefined && parseCheckpointText(parsed.text) !== undefined;
}

const proofMalformed = (expected: string): PlimsollError =>
  new PlimsollError({
    code: "PROOF_MALFORMED",
    expected: `${expected} (C2SP tlog-proof)`,
    received: "another text",
    fix: "fetch the proof again from the log",
  });
