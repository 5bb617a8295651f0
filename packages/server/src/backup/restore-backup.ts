import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { draftOf } from "@plimsoll/foundation/node";
import { parseCheckpointText, parseNote } from "@plimsoll/ledger";
import { checkRelease } from "@plimsoll/release/node";
import { assertReadableFormat } from "../data-format/data-format.ts";
import { releaseStoreIn } from "../release/release-folder.ts";
import { backupFault, syncFolder } from "./backup-fault.ts";
import { extractArchive, syncFolders } from "./extract-archive.ts";
import { type Manifest, MANIFEST_NAME, RELEASE_REQUIREMENT } from "./manifest.ts";

/** What is put back, and where. */
export interface RestoreAsked {
  readonly file: string;
  /** The data folder to make; nothing is written over. */
  readonly data: string;
}

/** What the separate verifier says of a ledger's folder. */
export type LedgerProof =
  | { readonly ok: true; readonly size: number; readonly leaves: number; readonly checkpoint: string }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** What was put back. */
export interface RestoreReport {
  readonly data: string;
  readonly files: number;
  /** When the backup was made, ms since 1970. */
  readonly madeAt: number;
  readonly entries: number;
  readonly leaves: number;
  /** Root of the checkpoint that the ledger ends with, in base64. */
  readonly root: string;
  readonly checkpoint: string;
  readonly withKeys: boolean;
  /** Nothing runs and nothing is served on the restored site without a Green decision. */
  readonly releaseRequired: boolean;
}

/**
 * Makes a data folder of a backup: extracted beside its place, held against the manifest, the ledger recomputed by the separate
 * verifier, the release store gone through; only then has the folder its name. What fails leaves nothing behind.
 *
 * Throws `DATA_EXISTS`, `ARCHIVE_NOT_FOUND`, `ARCHIVE_MALFORMED`, `ARCHIVE_DAMAGED`, `RESTORE_REFUSED`, `DATA_TOO_NEW`, `DISK_FULL`,
 * `BACKUP_FAILED`.
 */
export async function restoreBackup(
  { file, data }: RestoreAsked,
  verify: (ledgerFolder: string) => LedgerProof,
): Promise<RestoreReport> {
  const folder = resolve(data);
  try {
    assertNew(folder);
    assertFile(file);
    mkdirSync(dirname(folder), { recursive: true });
    const draft = draftOf(folder);
    try {
      mkdirSync(draft, { mode: 0o700 });
      const manifest = await extractArchive(file, draft);
      const report = reportOf(proven(draft, manifest, verify), manifest, data);
      settle(draft, folder, manifest);
      return report;
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  } catch (cause) {
    throw backupFault(cause, data);
  }
}

/** The proof of the ledger, which is the one that the manifest tells of. */
function proven(
  draft: string,
  manifest: Manifest,
  verify: (folder: string) => LedgerProof,
): LedgerProof & { ok: true } {
  assertReadableFormat(draft);
  const proof = verify(join(draft, "ledger"));
  if (!proof.ok) throw refused(`the ledger: ${proof.code}: ${proof.message}`);
  const { entries, leaves, checkpoint } = manifest.ledger;
  if (proof.size !== entries || proof.leaves !== leaves || proof.checkpoint !== checkpoint)
    throw refused("a ledger that ends elsewhere than the manifest says");
  assertRelease(draft, manifest);
  return proof;
}

/** A release store is gone through whether the manifest tells of it or not: it would be served. */
function assertRelease(draft: string, { release }: Manifest): void {
  const store = releaseStoreIn(draft);
  if (!existsSync(store)) {
    if (release !== null) throw refused("no release store, though the manifest tells of one");
    return;
  }
  const fault = releaseFault(store);
  if (fault !== null) throw refused(`the release store: ${fault}`);
  if (readFileSync(join(store, "log", "checkpoint"), "utf8") !== release?.checkpoint)
    throw refused("a release log that ends elsewhere than the manifest says");
}

function releaseFault(store: string): string | null {
  try {
    return checkRelease(store)[0] ?? null;
  } catch (cause) {
    if (cause instanceof PlimsollError) return `${cause.code}: ${cause.message}`;
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return "a file of it is missing";
    throw cause;
  }
}

const reportOf = (proof: LedgerProof & { ok: true }, manifest: Manifest, data: string): RestoreReport => ({
  data,
  files: manifest.files.length,
  madeAt: manifest.madeAt,
  entries: proof.size,
  leaves: proof.leaves,
  root: Buffer.from(parseCheckpointText(parseNote(proof.checkpoint)?.text ?? "")?.root ?? []).toString("base64"),
  checkpoint: proof.checkpoint,
  withKeys: manifest.withKeys,
  releaseRequired: manifest.files.some(({ path }) => path === RELEASE_REQUIREMENT),
});

/** The folder appears under its name when all of it is durable. */
function settle(draft: string, folder: string, { files }: Manifest): void {
  rmSync(join(draft, MANIFEST_NAME));
  syncFolders(
    draft,
    files.map(({ path }) => path),
  );
  assertNew(folder);
  renameSync(draft, folder);
  syncFolder(dirname(folder));
}

function assertNew(data: string): void {
  if (lstatSync(data, { throwIfNoEntry: false }) === undefined) return;
  throw new PlimsollError({
    code: "DATA_EXISTS",
    expected: "a name that nothing has yet",
    received: `"${data}"`,
    fix: "name another folder with --data: nothing is ever restored over a folder",
  });
}

function assertFile(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === true) return;
  throw new PlimsollError({
    code: "ARCHIVE_NOT_FOUND",
    expected: "an archive of plimsoll backup",
    received: `"${file}"`,
    fix: "name the file that plimsoll backup wrote",
  });
}

const refused = (received: string): PlimsollError =>
  new PlimsollError({
    code: "RESTORE_REFUSED",
    expected: "a backup whose logs verify",
    received,
    fix: "restore another backup, and find out who altered this one",
  });
