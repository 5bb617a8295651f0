import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { generateSigningKey } from "@plimsoll/foundation/node";
import { openLedger } from "../src/index.ts";

/** Something that makes entries durable, one call a commit. */
export interface Committer {
  readonly name: string;
  commit(entries: readonly string[]): void;
  close(): void;
}

/** One decision a commit, or as many decisions as entries, in one group. */
export function ledgerCommitter(folder: string, as: "one decision" | "a group"): Committer {
  const directory = join(folder, `ledger ${as}`);
  const ledger = openLedger({ directory, origin: "bench", signingKey: generateSigningKey() });
  const commit = (entries: readonly string[]): void => {
    if (as === "one decision") ledger.append(entries);
    else ledger.appendAll(entries.map((entry) => ({ cause: null, entries: [entry] })));
  };
  return { name: `ledger, ${as}`, commit, close: () => ledger.close() };
}

/** Rows in a table, a transaction a commit: no hash, no signature. */
export function sqliteCommitter(folder: string): Committer {
  const database = new DatabaseSync(join(folder, "bare.db"));
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE entry (id INTEGER PRIMARY KEY, entry TEXT)",
  );
  const insert = database.prepare("INSERT INTO entry (entry) VALUES (?)");
  const commit = (entries: readonly string[]): void => {
    database.exec("BEGIN");
    for (const entry of entries) insert.run(entry);
    database.exec("COMMIT");
  };
  return { name: "SQLite, bare inserts", commit, close: () => database.close() };
}

/** The limit: the same bytes appended to a file and synced. They are made before the clock starts. */
export function diskCommitter(folder: string): Committer & { prepare(entries: readonly string[]): void } {
  const descriptor = openSync(join(folder, "bare.log"), "a");
  let bytes = Buffer.alloc(0);
  const prepare = (entries: readonly string[]): void => {
    bytes = Buffer.from(entries.join("\n"));
  };
  const commit = (): void => {
    writeSync(descriptor, bytes);
    fdatasyncSync(descriptor);
  };
  return { name: "disk: write + fdatasync", prepare, commit, close: () => closeSync(descriptor) };
}

/**
 * Durations of each commit in µs, by committer. They take turns, so that a busy neighbour on the machine slows them all alike.
 */
export function timeCommits(committers: readonly Committer[], commits: number, entries: readonly string[]): number[][] {
  const durations = committers.map((): number[] => []);
  for (let turn = 0; turn < commits; turn += 1) {
    for (const [place, committer] of committers.entries()) {
      const start = performance.now();
      committer.commit(entries);
      durations[place]?.push((performance.now() - start) * 1_000);
    }
  }
  return durations;
}
