import { closeSync, existsSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from "node:fs";
import { draftOf } from "@plimsoll/foundation/node";
import { exportStatements, type LedgerReader } from "@plimsoll/ledger";
import { fileExists } from "./kept-file.ts";
import type { LogSignature } from "./site-ledger-key.ts";
import { WatchedReader } from "./watched-reader.ts";
import { WorkProgress } from "../output/work-progress.ts";

/** Lines written at once. */
const CHUNK_LINES = 256;
const COMPARED_BYTES = 1 << 20;

export interface StatementsExport {
  readonly entries: number;
  readonly statements: number;
}

/**
 * Writes the statements of a ledger, a DSSE envelope in JSON to each line. The same ledger gives the same lines, so a file
 * that is there must be the beginning of the new one, as that of a shorter ledger is; else `FILE_EXISTS`, unless `force`.
 */
export function exportLogStatements(
  ledger: LedgerReader,
  signature: LogSignature,
  out: string,
  force: boolean,
): StatementsExport {
  const draft = draftOf(out);
  try {
    const exported = writtenTo(draft, ledger, signature);
    if (!force && existsSync(out) && !isBeginningOf(out, draft)) throw fileExists(out);
    renameSync(draft, out);
    return exported;
  } finally {
    rmSync(draft, { force: true });
  }
}

function writtenTo(path: string, ledger: LedgerReader, signature: LogSignature): StatementsExport {
  using progress = new WorkProgress("entries");
  let [entries, statements] = [0, 0];
  const watched = new WatchedReader(ledger, (index) => {
    entries = index + 1;
    progress.show(entries);
  });
  const descriptor = openSync(path, "w");
  try {
    let lines: string[] = [];
    for (const envelope of exportStatements(watched.entries(), signature)) {
      lines.push(`${JSON.stringify(envelope)}\n`);
      statements += 1;
      if (lines.length === CHUNK_LINES) lines = written(descriptor, lines);
    }
    written(descriptor, lines);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return { entries, statements };
}

/** Answers with nothing left to write. */
function written(descriptor: number, lines: readonly string[]): string[] {
  const bytes = Buffer.from(lines.join(""));
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
  return [];
}

function isBeginningOf(shorter: string, longer: string): boolean {
  const descriptors = [openSync(shorter, "r"), openSync(longer, "r")] as const;
  try {
    const [left, right] = [Buffer.alloc(COMPARED_BYTES), Buffer.alloc(COMPARED_BYTES)];
    for (;;) {
      const length = readSync(descriptors[0], left);
      if (length === 0) return true;
      if (readSync(descriptors[1], right, 0, length, null) < length) return false;
      if (!left.subarray(0, length).equals(right.subarray(0, length))) return false;
    }
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
  }
}
