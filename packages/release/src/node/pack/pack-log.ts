import { type Digest, digestOf, hex, PlimsollError, utf8 } from "@plimsoll/foundation";
import { type PublicKey, publicKeyFromPem } from "@plimsoll/foundation/node";
import {
  type Checkpoint,
  checkpointText,
  encodeTlogProof,
  Frontier,
  inclusionProof,
  isSignedBy,
  leafHash,
  nodeHash,
  openLedgerReader,
  parseCheckpointText,
  parseNote,
  type PlacedLeaf,
  type TreeHash,
  verifierKeyOf,
} from "@plimsoll/ledger";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readRecordLine } from "../../record/record-line.ts";
import type { ReleaseRecord } from "../../record/record.ts";

/** Files of a log that a pack carries. */
export const LOG_FILES = ["ledger.log", "checkpoint", "ledger.pub.pem", "ledger.vkey"] as const;

/** A release log, read once and whole. */
export interface PackLog {
  readonly bytes: Uint8Array;
  /** The newest signed note. */
  readonly note: string;
  readonly checkpoint: Checkpoint;
  readonly publicKey: PublicKey;
  readonly records: readonly ReleaseRecord[];
  /** Tree hash after each number of leaves: `roots[0]` is of none. */
  readonly roots: readonly TreeHash[];
  /** That a record is in the log, as a file (C2SP tlog-proof). */
  proofOf(sequence: number): string;
}

/**
 * Reads a log from its folder. Records at its end that only say that a pack was built are left off: else no second pack could
 * ever be the same.
 *
 * @throws {PlimsollError} `PACK_LOG_UNSIGNED` where the key beside it did not sign it, or its leaves lead to another root;
 * what `openLedgerReader` and `readRecordLine` throw.
 */
export function readPackLog(folder: string): PackLog {
  const publicKey = publicKeyFromPem(readFileSync(join(folder, "ledger.pub.pem"), "utf8"));
  using reader = openLedgerReader({ directory: folder });
  const newest = reader.checkpoint;
  const file = readFileSync(join(folder, "ledger.log"));
  const { origin, size } = signedCheckpoint(newest, publicKey);
  const leaves = [...reader.leaves()].slice(0, size);
  const records = [...reader.entries()].map(({ index, text }) => readRecordLine(text, index));
  const hashes = leaves.map(({ bytes }) => leafHash(bytes));
  const roots = rootsOf(hashes);
  const shorter = leavesWithoutPacks(leaves, records);
  const note = noteAt(file, { origin, size: shorter, root: roots[shorter] ?? new Uint8Array(32) }) ?? newest;
  const checkpoint = signedCheckpoint(note, publicKey);
  const recordCount = entriesIn(leaves, checkpoint.size);
  if (!isSame(roots[checkpoint.size], checkpoint.root)) throw unsigned("leaves that lead to the signed root", "others");
  return {
    bytes: upToNote(file, note),
    note,
    checkpoint,
    publicKey,
    records: records.slice(0, recordCount),
    roots: roots.slice(0, checkpoint.size + 1),
    proofOf: (sequence) => provenIn(hashes, leaves, note, checkpoint, sequence),
  };
}

/** How many leaves hold everything but the packs that were built last. */
function leavesWithoutPacks(leaves: readonly PlacedLeaf[], records: readonly ReleaseRecord[]): number {
  const kept = 1 + records.findLastIndex(({ kind }) => kind !== "pack.built");
  return leaves.filter(({ firstIndex, entryCount }) => firstIndex + entryCount <= kept).length;
}

const entriesIn = (leaves: readonly PlacedLeaf[], size: number): number => {
  const last = leaves[size - 1];
  return last === undefined ? 0 : last.firstIndex + last.entryCount;
};

/** The note over so many leaves, as its batch ends with it; undefined where no write ended there. */
function noteAt(file: Buffer, checkpoint: Checkpoint): string | undefined {
  const text = checkpointText(checkpoint);
  const at = file.indexOf(`\n${text}\n`) + 1;
  const end = file.indexOf("\n\n", at + text.length + 1);
  return at === 0 || end < 0 ? undefined : file.subarray(at, end + 1).toString("utf8");
}

/** The log as it stood at a note: what a writer has begun behind it is not in the pack. */
function upToNote(bytes: Buffer, note: string): Uint8Array {
  const at = bytes.lastIndexOf(note);
  return bytes.subarray(0, at + Buffer.byteLength(note) + 1);
}

function signedCheckpoint(note: string, key: PublicKey): Checkpoint {
  const parsed = parseNote(note);
  const checkpoint = parsed && parseCheckpointText(parsed.text);
  if (parsed === undefined || checkpoint === undefined) throw unsigned("a checkpoint", "another text");
  if (isSignedBy(parsed, checkpoint.origin, key)) return checkpoint;
  throw unsigned("a checkpoint that the key beside it signed", `one that key ${key.keyId} did not sign`);
}

function rootsOf(hashes: readonly TreeHash[]): readonly TreeHash[] {
  const frontier = Frontier.empty();
  const roots = [frontier.root()];
  for (const hash of hashes) {
    frontier.append(hash);
    roots.push(frontier.root());
  }
  return roots;
}

const isSame = (one: Uint8Array | undefined, other: Uint8Array): boolean =>
  one !== undefined && Buffer.compare(one, other) === 0;

function provenIn(
  hashes: readonly TreeHash[],
  leaves: readonly PlacedLeaf[],
  note: string,
  { size }: Checkpoint,
  sequence: number,
): string {
  // A header is far below the size of a leaf: one leaf holds it.
  const index = leaves.findIndex(({ firstIndex, entryCount }) => sequence < firstIndex + entryCount);
  const proof = inclusionProof({ subtreeHash: (level, at) => perfectHash(hashes, level, at) }, index, size);
  return encodeTlogProof({ index, inclusionProof: proof, checkpoint: note, extra: null });
}

/** Root of the perfect subtree of a height at a place (RFC 6962 §2.1). */
const perfectHash = (hashes: readonly TreeHash[], level: number, at: number): TreeHash =>
  level === 0
    ? (hashes[at] as TreeHash)
    : nodeHash(perfectHash(hashes, level - 1, 2 * at), perfectHash(hashes, level - 1, 2 * at + 1));

export const rootDigest = (root: TreeHash): Digest => `sha256:${hex(root)}`;

export const noteDigest = (note: string): Digest => digestOf(utf8(note));

/** The four files of the log as they stand in every pack of it, whoever built it. */
export const logFilesOf = ({ bytes, note, checkpoint, publicKey }: PackLog): ReadonlyMap<string, Uint8Array> =>
  new Map<string, Uint8Array>([
    ["log/ledger.log", bytes],
    ["log/checkpoint", utf8(note)],
    ["log/ledger.pub.pem", utf8(publicKey.toPem())],
    ["log/ledger.vkey", utf8(`${verifierKeyOf(checkpoint.origin, publicKey.raw)}\n`)],
  ]);

const unsigned = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "PACK_LOG_UNSIGNED",
    expected,
    received,
    fix: "fetch the log again from whoever keeps it",
  });
