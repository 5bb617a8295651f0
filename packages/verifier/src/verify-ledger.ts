import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Checkpoint, readPublicKey, verifyCheckpoint } from "./checkpoint.ts";
import { EntryJudge } from "./entry-judge.ts";
import { Fault, type FaultCode } from "./fault.ts";
import { LogFile } from "./log-file.ts";
import { leafHash } from "./merkle-tree.ts";

export interface Verified {
  readonly ok: true;
  readonly origin: string;
  /** The number of entries. */
  readonly size: number;
  /** The number of leaves: what a checkpoint counts. */
  readonly leaves: number;
  /** Merkle root over all leaves, in hexadecimal. */
  readonly root: string;
  /** The newest signed note. */
  readonly checkpoint: string;
  readonly checkpointCount: number;
  /** Size of the published checkpoint, in leaves; `null` when there is no such file. */
  readonly publishedSize: number | null;
  readonly entriesByKind: Readonly<Record<string, number>>;
  /** Bytes of a last write that a crash cut off. They were never acknowledged, and are no part of the ledger. */
  readonly tornBytes: number;
  /** Law L4, recomputed. A ledger that breaks it does not verify. */
  readonly conservation: true;
  /** The key believed: the caller's, or the folder's own, which proves only that the folder agrees with itself. */
  readonly key: "given" | "folder";
}

export interface Refuted {
  readonly ok: false;
  readonly code: FaultCode;
  /** Names the entry index where one is at fault. */
  readonly message: string;
  readonly conservation?: false;
}

export type OnCheckpoint = (checkpoint: Checkpoint) => void;

/**
 * Recomputes everything that a ledger folder claims, from its bytes and a public key (default: its `ledger.pub.pem`).
 * Never throws, never writes there. `onCheckpoint` gets each checkpoint once its signature and its root are proven.
 */
export function verifyLedger(directory: string, keyPem?: string, onCheckpoint?: OnCheckpoint): Verified | Refuted {
  try {
    // Read before the log: read later, it could be ahead of it.
    const note = readText(join(directory, "checkpoint"));
    using log = openLog(directory, note !== undefined);
    const key = readPublicKey(keyPem ?? readText(join(directory, "ledger.pub.pem")) ?? "");
    const published = note === undefined ? undefined : verifyCheckpoint(note, key, "the published checkpoint");
    const proven = verifyBatches(log, key, published, onCheckpoint);
    return { ok: true, ...proven, conservation: true, key: keyPem === undefined ? "folder" : "given" };
  } catch (cause) {
    return refuted(cause);
  }
}

export const readText = (path: string): string | undefined =>
  existsSync(path) ? readFileSync(path, "utf8") : undefined;

function openLog(directory: string, wasPublished: boolean): LogFile {
  const path = join(directory, "ledger.log");
  if (wasPublished && !existsSync(path)) throw new Fault("LEDGER_ROLLED_BACK", "a published checkpoint and no log");
  return new LogFile(path);
}

function verifyBatches(
  log: LogFile,
  key: ReturnType<typeof readPublicKey>,
  published: Checkpoint | undefined,
  onCheckpoint?: OnCheckpoint,
) {
  const judge = new EntryJudge();
  let newest: Checkpoint | undefined;
  let checkpointCount = 0;
  let isPromiseKept = published === undefined;
  for (const { leaves, note, firstLeaf } of log.batches()) {
    const isFirst = newest === undefined;
    if (isFirst !== (leaves.length === 0)) throw new Fault("LEDGER_DAMAGED", "a checkpoint of size 0 must come first");
    if (firstLeaf !== judge.tree.size) throw new Fault("LEDGER_DAMAGED", `entry ${judge.size} is missing`);
    for (const leaf of leaves) judge.tree.append(leafHash(leaf));
    const checkpoint = verifyCheckpoint(note, key, `the checkpoint behind entry ${judge.size}`);
    assertRoot(judge, checkpoint);
    for (const leaf of leaves) judge.read(leaf);
    if (newest !== undefined && newest.origin !== checkpoint.origin)
      throw new Fault("LEDGER_KEY_MISMATCH", "two origins");
    isPromiseKept ||= published?.size === checkpoint.size && published.root.equals(checkpoint.root);
    onCheckpoint?.(checkpoint);
    newest = checkpoint;
    checkpointCount += 1;
  }
  if (!isPromiseKept)
    throw new Fault("LEDGER_ROLLED_BACK", `it lacks the published checkpoint of size ${published?.size}`);
  if (newest === undefined) throw new Fault("LEDGER_NOT_FOUND", "the log holds no checkpoint");
  const { origin, size: leaves, root, note: checkpoint } = newest;
  return {
    origin,
    size: judge.size,
    leaves,
    root: root.toString("hex"),
    checkpoint,
    checkpointCount,
    publishedSize: published?.size ?? null,
    entriesByKind: Object.fromEntries(judge.countByKind),
    tornBytes: log.tornBytes,
  };
}

function assertRoot({ tree, size: entries }: EntryJudge, { size, root }: Checkpoint): void {
  if (tree.size === size && tree.root().equals(root)) return;
  throw new Fault("LEDGER_DAMAGED", `the batch from entry ${entries} on has not the root signed`);
}

/** Whatever went wrong is an answer, and the answer is no (law L1). */
function refuted(cause: unknown): Refuted {
  const message = cause instanceof Error ? cause.message : String(cause);
  // A failure of the file system carries `syscall`; any other that is not ours comes from reading damaged bytes.
  const foreign = cause instanceof Error && "syscall" in cause ? "LEDGER_UNREADABLE" : "LEDGER_DAMAGED";
  const code = cause instanceof Fault ? cause.code : foreign;
  return { ok: false, code, message, ...(code === "CONSERVATION_BROKEN" && { conservation: false }) };
}
