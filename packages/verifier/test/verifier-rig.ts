import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { openLedger } from "@plimsoll/ledger";
import { afterAll } from "vitest";
import { identity } from "./verifier-rig-identity.ts";

export { identity };

/** Memory where there is some: most tests do not need the disk, and would wait for it thousands of times. */
const BASE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Gives fresh folders and removes them when the file is done. */
export function temporaryFolders(): () => string {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = mkdtempSync(join(BASE, "plimsoll-verified-"));
    folders.push(folder);
    return folder;
  };
}

export type Move = readonly [from: string, to: string, amountMicroCu: number];

/** An entry with transfers of one wallet. */
export const entryOf = (at: number, ...moves: readonly Move[]): CanonicalValue => ({
  at,
  kind: moves.length === 0 ? "test.noted" : "wallet.moved",
  transfers: moves.map(([from, to, amountMicroCu]) => ({ lab: "acme", quarter: "2026Q4", from, to, amountMicroCu })),
});

/** Writes batches of raw texts as a ledger and closes it. */
export function writeTexts(directory: string, batches: readonly (readonly string[])[]): void {
  using ledger = openLedger({ ...identity, directory });
  for (const batch of batches) ledger.append(batch);
}

export const writeEntries = (directory: string, batches: readonly (readonly CanonicalValue[])[]): void =>
  writeTexts(
    directory,
    batches.map((batch) => batch.map(canonicalJson)),
  );

/** A small ledger with a bit of everything in it. */
export function writeSample(directory: string, batches = 12): void {
  const start = [entryOf(1, ["granted", "available", 26_000_000]), entryOf(2, ["available", "reserved", 5_000_000])];
  const notes = Array.from({ length: batches }, (_, at) => [
    entryOf(3 + at),
    entryOf(3 + at, ["reserved", "spent", 10]),
  ]);
  writeEntries(directory, [start, ...notes]);
}

export function copied(directory: string, to: string): string {
  cpSync(directory, to, { recursive: true });
  return to;
}

export function sql(directory: string, statements: string): void {
  using database = new DatabaseSync(join(directory, "ledger.db"));
  database.exec(statements);
}
