import { join } from "node:path";
import { digestOfBytes, writeFileAtomically } from "@plimsoll/foundation/node";
import type { Dossier } from "../../dossier/dossier.ts";
import { withFileFaults } from "../store/file-fault.ts";
import { countLogs, type LogCount } from "./log-counts.ts";
import { shipped } from "../desk/shipped.ts";
import { type DossierFiles, readDossierFolder } from "./read-dossier-folder.ts";
import { LOCK_FILE, runKey, type SourceLock } from "./source-lock.ts";

/** What was given its digest, and what could not be. */
export interface Sealing {
  readonly sources: number;
  readonly logs: number;
  /** What could not be read, and why: it stays unsealed. */
  readonly unread: readonly string[];
  /** Signals in its telemetry that the shipped policy does not know: a slip of the pen counts as a signal that nobody read. */
  readonly unknownSignals: readonly string[];
  /** How the log of each run is counted, or why it cannot be. */
  readonly counts: readonly LogCount[];
}

/**
 * Writes `sources.lock.json`: digest and length of each source and the digest of each log, as they are now. Where a file of
 * the dossier names a digest itself, that one counts. To be run again, and looked at, when a source has changed on purpose.
 *
 * Throws as `readDossierFolder`; `DIRECTORY_NOT_WRITABLE`, `DISK_FULL`.
 */
export function sealSources(folder: string): Sealing {
  const { dossier, files } = readDossierFolder(folder);
  const unread: string[] = [];
  const sources = dossier.sources.flatMap(({ id, file }) => {
    const bytes = bytesOf(files, file, id, unread);
    return bytes === null ? [] : [{ id, digest: digestOfBytes(bytes), bytes: bytes.length }];
  });
  const logs = dossier.evaluations.flatMap(({ id: evaluation, runs }) =>
    runs.flatMap(({ id: run, log }) => {
      const bytes = bytesOf(files, log, runKey(evaluation, run), unread);
      return bytes === null ? [] : [{ evaluation, run, digest: digestOfBytes(bytes) }];
    }),
  );
  writeLock(folder, { format: "plimsoll release sources lock 1", sources, logs });
  const sealed = readDossierFolder(folder);
  return {
    sources: sources.length,
    logs: logs.length,
    unread,
    unknownSignals: unknownSignals(dossier),
    counts: countLogs(sealed.dossier, sealed.files),
  };
}

function unknownSignals({ telemetry }: Dossier): readonly string[] {
  const known = new Set<string>(shipped().policy.stability.signals.map(({ signal }) => signal));
  return [...new Set(telemetry.map(({ signal }) => signal))].filter((signal) => !known.has(signal)).toSorted();
}

function bytesOf(files: DossierFiles, place: string, name: string, unread: string[]): Uint8Array | null {
  const read = files.read(place);
  if (read.ok) return read.bytes;
  unread.push(`${name}: ${place}: ${read.refusal}`);
  return null;
}

/** At once or not at all. */
function writeLock(folder: string, lock: SourceLock): void {
  const path = join(folder, LOCK_FILE);
  withFileFaults(folder, () => {
    writeFileAtomically(path, `${JSON.stringify(lock, null, 2)}\n`);
  });
}
