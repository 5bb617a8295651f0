import type { KeyObject } from "node:crypto";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { type Checkpoint, readPublicKey, verifyCheckpoint } from "./checkpoint.ts";
import { EntryReader } from "./entry-reader.ts";
import { Fault, type FaultCode } from "./fault.ts";
import { openSnapshot, readText, type Snapshot } from "./snapshot.ts";

export interface Verified {
  readonly ok: true;
  readonly origin: string;
  readonly size: number;
  /** Merkle root over all entries, in hexadecimal. */
  readonly root: string;
  /** The newest signed note. */
  readonly checkpoint: string;
  readonly checkpointCount: number;
  /** Size of the published checkpoint; `null` when there is no such file. */
  readonly publishedSize: number | null;
  readonly entriesByKind: Readonly<Record<string, number>>;
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

/** The whole schema. Anything else, a view or a trigger, could show us other rows than it shows others. */
const SCHEMA = [
  "CREATE TABLE entry (entry_index INTEGER PRIMARY KEY, leaf_hash BLOB NOT NULL, entry BLOB NOT NULL) STRICT",
  "CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note TEXT NOT NULL, frontier BLOB) STRICT",
].join();

/**
 * Recomputes everything that a ledger folder claims, from its bytes and a public key (default: its `ledger.pub.pem`).
 * Never throws, never writes there. `onCheckpoint` gets each checkpoint once its signature and its root are proven.
 */
export function verifyLedger(directory: string, keyPem?: string, onCheckpoint?: OnCheckpoint): Verified | Refuted {
  try {
    using snapshot = openSnapshot(directory);
    assertSchema(snapshot);
    const key = readPublicKey(keyPem ?? readText(join(directory, "ledger.pub.pem")) ?? "");
    const proven = verifySnapshot(snapshot, key, onCheckpoint);
    return { ok: true, ...proven, conservation: true, key: keyPem === undefined ? "folder" : "given" };
  } catch (cause) {
    return refuted(cause);
  }
}

function verifySnapshot({ database, published }: Snapshot, key: KeyObject, onCheckpoint?: OnCheckpoint) {
  const promised = published === undefined ? undefined : verifyCheckpoint(published, key, "the published checkpoint");
  const entries = new EntryReader(database);
  let newest: Checkpoint | undefined;
  let checkpointCount = 0;
  let isPromiseKept = promised === undefined;
  for (const checkpoint of signedCheckpoints(database, key)) {
    entries.readUpTo(checkpoint.size);
    assertRoot(entries.tree.root(), checkpoint);
    if (newest !== undefined && newest.origin !== checkpoint.origin)
      throw new Fault("LEDGER_KEY_MISMATCH", "two origins");
    isPromiseKept ||= promised?.size === checkpoint.size && promised.root.equals(checkpoint.root);
    onCheckpoint?.(checkpoint);
    newest = checkpoint;
    checkpointCount += 1;
  }
  entries.assertEnd();
  if (!isPromiseKept)
    throw new Fault("LEDGER_ROLLED_BACK", `it lacks the published checkpoint of size ${promised?.size}`);
  if (newest === undefined) throw new Fault("LEDGER_NOT_FOUND", "the database holds no checkpoint");
  const { origin, size, root, note: checkpoint } = newest;
  const publishedSize = promised?.size ?? null;
  const entriesByKind = Object.fromEntries(entries.countByKind);
  return { origin, size, root: root.toString("hex"), checkpoint, checkpointCount, publishedSize, entriesByKind };
}

function* signedCheckpoints(database: DatabaseSync, key: KeyObject): Generator<Checkpoint, void, void> {
  for (const { size, note } of database.prepare("SELECT size, note FROM checkpoint ORDER BY size").iterate()) {
    const checkpoint = verifyCheckpoint(String(note), key, `the checkpoint of size ${String(size)}`);
    if (checkpoint.size !== size) throw new Fault("LEDGER_DAMAGED", `size ${checkpoint.size} is filed elsewhere`);
    yield checkpoint;
  }
}

function assertSchema({ database, published }: Snapshot): void {
  const found = database.prepare("SELECT sql FROM sqlite_schema ORDER BY rootpage").all();
  if (found.map(({ sql }) => sql).join() === SCHEMA) return;
  if (found.length > 0) throw new Fault("LEDGER_DAMAGED", "the database has not exactly the tables of a ledger");
  throw new Fault(published === undefined ? "LEDGER_NOT_FOUND" : "LEDGER_ROLLED_BACK", "the database is empty");
}

function assertRoot(recomputed: Buffer, { size, root }: Checkpoint): void {
  if (!recomputed.equals(root)) throw new Fault("LEDGER_DAMAGED", `entries 0 to ${size - 1} have not the root signed`);
}

/** Whatever went wrong is an answer, and the answer is no (law L1). */
function refuted(cause: unknown): Refuted {
  const message = cause instanceof Error ? cause.message : String(cause);
  // A failure of the file system carries `syscall`; any other that is not ours comes from reading a damaged database.
  const foreign = cause instanceof Error && "syscall" in cause ? "LEDGER_UNREADABLE" : "LEDGER_DAMAGED";
  const code = cause instanceof Fault ? cause.code : foreign;
  return { ok: false, code, message, ...(code === "CONSERVATION_BROKEN" && { conservation: false }) };
}
