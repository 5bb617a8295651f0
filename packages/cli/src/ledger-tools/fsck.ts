import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { publicKeyFromPem } from "@plimsoll/foundation/node";
import { checkFolder, type FolderCheck, type Recovery, repairLedger } from "@plimsoll/ledger";
import { type Verified, verifyLedger } from "@plimsoll/verifier";

export interface LedgerToCheck {
  readonly directory: string;
  /** PEM; default: the folder's own. */
  readonly keyPem: string | null;
  /** The log that the key is of, where the key says so. */
  readonly keyOrigin: string | null;
  readonly witnesses: readonly string[];
  /** Older signed checkpoints that the log must begin with. */
  readonly against: readonly string[];
  /** Lines of the file with them that are none; told, for a write that was cut off looks like a line that somebody altered. */
  readonly linesPassedOver?: readonly number[];
  readonly repair: boolean;
  /** Gets the leaves gone over so far, in each of the passes. */
  readonly onProgress: (leafCount: number) => void;
}

/** What is worth telling of a part; not all of it is a fault. */
export interface FsckFinding {
  readonly part: "index" | "snapshot" | "torn" | "against";
  readonly what: string;
}

export interface FsckReport {
  readonly ok: boolean;
  /** Why not. */
  readonly fault: { readonly code: string; readonly message: string } | null;
  /** `null` for a log that does not verify. */
  readonly verified: Verified | null;
  /** `null` where the log could not be gone through. */
  readonly index: "fits" | "behind" | "rebuilt" | "wrong" | "missing" | null;
  readonly tornBytes: number;
  /** Snapshots that fit the log; `null` where it could not be gone through. */
  readonly snapshots: number | null;
  readonly findings: readonly FsckFinding[];
}

/** Faults of the ledger are the answer; those of the disk, and a folder in use, are not. */
const ANSWERS: ReadonlySet<string> = new Set([
  "LEDGER_NOT_FOUND",
  "LEDGER_DAMAGED",
  "LEDGER_ROLLED_BACK",
  "LEDGER_KEY_MISMATCH",
  "KEY_MALFORMED",
  "KEY_MISMATCH",
  "SIGNATURE_INVALID",
  "CHECKPOINT_MALFORMED",
]);

/**
 * Checks all of a ledger's folder: the log by the separate verifier, then what lies beside it against the log. With `repair`
 * the index is made anew and a torn end cut aside first, as opening does, after the log was proven.
 */
export function fsck(ledger: LedgerToCheck): FsckReport {
  const report = checkedOf(ledger);
  return { ...report, findings: [...report.findings, ...(ledger.linesPassedOver ?? []).map(passedOver)] };
}

const passedOver = (line: number): FsckFinding => ({
  part: "against",
  what: `line ${line} of the file is no checkpoint and was passed over: a write that was cut off, or a line that was altered`,
});

function checkedOf(ledger: LedgerToCheck): FsckReport {
  try {
    const recovery = ledger.repair ? repairLedger(ledger.directory, publicKeyFromPem(pemFor(ledger))) : null;
    return reportOf(ledger, recovery);
  } catch (cause) {
    if (cause instanceof PlimsollError && ANSWERS.has(cause.code)) return refuted(ledger, cause);
    throw cause;
  }
}

function reportOf(ledger: LedgerToCheck, recovery: Recovery | null): FsckReport {
  const { directory, keyPem, witnesses, onProgress } = ledger;
  const onCheckpoint = ({ size }: { readonly size: number }): void => onProgress(size);
  const verdict = verifyLedger(directory, { keyPem: keyPem ?? undefined, witnesses, onCheckpoint });
  if (!verdict.ok) return refuted(ledger, verdict);
  if (ledger.keyOrigin !== null && ledger.keyOrigin !== verdict.origin)
    return refused({ code: "LEDGER_KEY_MISMATCH", message: `the key is of "${ledger.keyOrigin}", the log is another` });
  const check = checkFolder({
    directory,
    publicKey: publicKeyFromPem(pemFor(ledger)),
    against: ledger.against,
    onProgress,
  });
  const fault = faultOf(check);
  return {
    ok: fault === null,
    fault,
    verified: verdict,
    index: ledger.repair && check.index.standing === "fits" ? "rebuilt" : check.index.standing,
    tornBytes: recovery?.tornBytes ?? check.tornBytes,
    snapshots: check.snapshots.filter((snapshot) => snapshot.fault === null).length,
    findings: findingsOf(check, recovery),
  };
}

function faultOf({ index, snapshots }: FolderCheck): FsckReport["fault"] {
  const wrong = snapshots.find((snapshot) => snapshot.fault !== null);
  if (index.standing === "wrong")
    return {
      code: "INDEX_DAMAGED",
      message: `the index does not fit the log: ${index.what}; make it anew with --repair`,
    };
  if (wrong !== undefined)
    return {
      code: "SNAPSHOT_DAMAGED",
      message: `snapshot-${wrong.leafCount}: ${wrong.fault}; the log is whole: find out who altered it, then remove it`,
    };
  return null;
}

function findingsOf({ index, snapshots, tornBytes }: FolderCheck, recovery: Recovery | null): FsckFinding[] {
  return [
    ...(index.standing === "fits" ? [] : [{ part: "index" as const, what: index.what }]),
    ...snapshots.flatMap(({ leafCount, fault }) =>
      fault === null ? [] : [{ part: "snapshot" as const, what: `snapshot-${leafCount}: ${fault}` }],
    ),
    ...(tornBytes === 0
      ? []
      : [{ part: "torn" as const, what: `${tornBytes} bytes of a last write, never acknowledged` }]),
    ...(recovery === null
      ? []
      : [{ part: "torn" as const, what: `${recovery.tornBytes} bytes cut off, kept in torn-${recovery.offset}` }]),
  ];
}

/** A last write that a power cut took pages of looks altered to the verifier; opening knows it for what it is. */
function refuted(ledger: LedgerToCheck, { code, message }: Told): FsckReport {
  const tornBytes = tornBytesOf(ledger);
  return { ...refused({ code, message: tornBytes === 0 ? message : message + tornHint(code, tornBytes) }), tornBytes };
}

/** What was published was acknowledged: cutting it aside would make a loss of it final. */
const tornHint = (code: string, tornBytes: number): string =>
  code === "LEDGER_ROLLED_BACK"
    ? `; its last ${tornBytes} bytes are of what was published: --repair cuts none of it, a copy from elsewhere brings it back`
    : `; its last ${tornBytes} bytes look like a write that never reached the disk as a whole: --repair cuts it aside`;

function tornBytesOf({ directory, keyPem, onProgress }: LedgerToCheck): number {
  try {
    const publicKey = publicKeyFromPem(pemFor({ directory, keyPem }));
    return checkFolder({ directory, publicKey, against: [], onProgress }).tornBytes;
  } catch {
    return 0;
  }
}

/** What cannot be read is left to the verifier to refuse. */
function pemFor({ directory, keyPem }: Pick<LedgerToCheck, "directory" | "keyPem">): string {
  const file = join(directory, "ledger.pub.pem");
  return keyPem ?? (existsSync(file) ? readFileSync(file, "utf8") : "");
}

/** What somebody else found. */
interface Told {
  readonly code: string;
  readonly message: string;
}

const refused = ({ code, message }: Told): FsckReport => ({
  ok: false,
  fault: { code, message },
  verified: null,
  index: null,
  tornBytes: 0,
  snapshots: null,
  findings: [],
});
