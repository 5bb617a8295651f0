import { Fault, type FaultCode } from "./fault.ts";

/** What a ledger was proven to hold. */
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
  /** How many of the witnesses asked about have cosigned the newest checkpoint that any of them cosigned. */
  readonly witnesses: number;
  /** Law L4, recomputed. A ledger that breaks it does not verify. */
  readonly conservation: true;
  /** The key believed: the caller's, or the folder's own, which proves only that the folder agrees with itself. */
  readonly key: "given" | "folder";
}

/** What a verification found wrong first. */
export interface Refuted {
  readonly ok: false;
  readonly code: FaultCode;
  /** Names the entry index where one is at fault. */
  readonly message: string;
  readonly conservation?: false;
}

/** Whatever went wrong is an answer, and the answer is no (law L1). */
export function refuted(cause: unknown): Refuted {
  const message = cause instanceof Error ? cause.message : String(cause);
  // A failure of the file system carries `syscall`; any other that is not ours comes from reading damaged bytes.
  const foreign = cause instanceof Error && "syscall" in cause ? "LEDGER_UNREADABLE" : "LEDGER_DAMAGED";
  const code = cause instanceof Fault ? cause.code : foreign;
  return { ok: false, code, message, ...(code === "CONSERVATION_BROKEN" && { conservation: false }) };
}
