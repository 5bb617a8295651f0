import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLOutputValue, type StatementSync } from "node:sqlite";
import type { LedgerReadStore, LedgerStore, PublishedFile, StoredCheckpoint, StoredEntry } from "./ledger-store.ts";
import { readPublished, replacePublished } from "./published-files.ts";
import { ledgerDamaged, ledgerRolledBack, storageFault } from "./storage-fault.ts";

export const DATABASE_FILE = "ledger.db";

/** "Plim" in ASCII, so that `file ledger.db` and SQLite's own tools tell it from other databases. */
const APPLICATION_ID = 0x50_6c_69_6d;
const SCHEMA_VERSION = 1;

/**
 * The whole schema (rule LG-10). No index, view or trigger: a row is reached through its key alone, so what the verifier
 * reads is all there is.
 */
const SCHEMA = [
  "CREATE TABLE entry (entry_index INTEGER PRIMARY KEY, leaf_hash BLOB NOT NULL, entry BLOB NOT NULL) STRICT",
  "CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note TEXT NOT NULL, frontier BLOB) STRICT",
];

/** Entries read at once. A statement is never left open between them: it would hold up the write-ahead log for as long. */
const PAGE_ENTRIES = 256;

/** How long a reader waits for a writer that is just recovering the write-ahead log. */
const READ_TIMEOUT_MS = 5_000;

const CHECKPOINT_COLUMNS = "SELECT size, note, frontier FROM checkpoint";

export function openSqliteReadStore(directory: string): LedgerReadStore {
  return withStorageFaults(directory, () => {
    const database = openDatabase(directory, true);
    return closedOnFailure(database, () => {
      assertSchema(database);
      return new SqliteReadStore(directory, database);
    });
  });
}

/**
 * Opens the database of a folder, or creates it where no checkpoint was ever published.
 * Throws `LEDGER_DAMAGED` for a file that is something else, `LEDGER_ROLLED_BACK` when only the checkpoint is left.
 */
export function openSqliteStore(directory: string): LedgerStore {
  return withStorageFaults(directory, () => {
    const wasPublished = readPublished(directory, "checkpoint") !== undefined;
    if (wasPublished && !databaseExists(directory)) throw ledgerRolledBack("a published checkpoint and no database");
    assertWholePages(directory);
    const database = openDatabase(directory, false);
    return closedOnFailure(database, () => {
      prepare(database, wasPublished);
      return new SqliteStore(directory, database);
    });
  });
}

export const databaseExists = (directory: string): boolean => existsSync(join(directory, DATABASE_FILE));

class SqliteReadStore implements LedgerReadStore {
  protected readonly directory: string;
  protected readonly database: DatabaseSync;
  readonly #entryCount: StatementSync;
  readonly #entries: StatementSync;
  readonly #lastCheckpoint: StatementSync;
  readonly #checkpointAt: StatementSync;
  readonly #anchorAt: StatementSync;
  readonly #checkpointsAfter: StatementSync;

  constructor(directory: string, database: DatabaseSync) {
    this.directory = directory;
    this.database = database;
    this.#entryCount = database.prepare("SELECT coalesce(max(entry_index), -1) + 1 AS count FROM entry");
    this.#entries = database.prepare(
      `SELECT entry_index, leaf_hash, entry FROM entry WHERE entry_index >= ? AND entry_index < ? ORDER BY entry_index LIMIT ${PAGE_ENTRIES}`,
    );
    this.#lastCheckpoint = database.prepare(`${CHECKPOINT_COLUMNS} ORDER BY size DESC LIMIT 1`);
    this.#checkpointAt = database.prepare(`${CHECKPOINT_COLUMNS} WHERE size = ?`);
    this.#anchorAt = database.prepare(
      `${CHECKPOINT_COLUMNS} WHERE size <= ? AND frontier IS NOT NULL ORDER BY size DESC LIMIT 1`,
    );
    this.#checkpointsAfter = database.prepare(
      `${CHECKPOINT_COLUMNS} WHERE size > ? ORDER BY size LIMIT ${PAGE_ENTRIES}`,
    );
  }

  entryCount(): number {
    return this.run(() => Number(this.#entryCount.get()?.["count"]));
  }

  *entries(from: number, to: number): Iterable<StoredEntry> {
    for (let next = from; next < to;) {
      const page = this.run(() => this.#entries.all(next, to)).map(toEntry);
      yield* page;
      const last = page.at(-1);
      if (last === undefined) return;
      next = last.index + 1;
    }
  }

  lastCheckpoint(): StoredCheckpoint | undefined {
    return toCheckpoint(this.run(() => this.#lastCheckpoint.get()));
  }

  checkpointAt(size: number): StoredCheckpoint | undefined {
    return toCheckpoint(this.run(() => this.#checkpointAt.get(size)));
  }

  anchorAt(sizeMax: number): StoredCheckpoint | undefined {
    return toCheckpoint(this.run(() => this.#anchorAt.get(sizeMax)));
  }

  *checkpoints(): Iterable<StoredCheckpoint> {
    for (let after = -1; ;) {
      const page = this.run(() => this.#checkpointsAfter.all(after)).map(
        (row) => toCheckpoint(row) as StoredCheckpoint,
      );
      yield* page;
      const last = page.at(-1);
      if (last === undefined) return;
      after = last.size;
    }
  }

  published(file: PublishedFile): Uint8Array | undefined {
    return this.run(() => readPublished(this.directory, file));
  }

  close(): void {
    if (this.database.isOpen) this.database.close();
  }

  protected run<T>(action: () => T): T {
    return withStorageFaults(this.directory, action);
  }
}

class SqliteStore extends SqliteReadStore implements LedgerStore {
  readonly #insertEntry: StatementSync;
  readonly #insertCheckpoint: StatementSync;

  constructor(directory: string, database: DatabaseSync) {
    super(directory, database);
    this.#insertEntry = database.prepare("INSERT INTO entry (entry_index, leaf_hash, entry) VALUES (?, ?, ?)");
    this.#insertCheckpoint = database.prepare("INSERT INTO checkpoint (size, note, frontier) VALUES (?, ?, ?)");
  }

  begin(): void {
    this.run(() => this.database.exec("BEGIN IMMEDIATE"));
  }

  insertEntry({ index, leafHash, bytes }: StoredEntry): void {
    this.run(() => this.#insertEntry.run(index, leafHash, bytes));
  }

  insertCheckpoint({ size, note, frontier }: StoredCheckpoint): void {
    this.run(() => this.#insertCheckpoint.run(size, note, frontier ?? null));
  }

  commit(): void {
    this.run(() => this.database.exec("COMMIT"));
  }

  rollback(): void {
    // SQLite rolls back by itself after some errors, a full disk among them.
    if (this.database.isTransaction) this.run(() => this.database.exec("ROLLBACK"));
  }

  publish(file: PublishedFile, content: Uint8Array): void {
    this.run(() => replacePublished(this.directory, file, content));
  }
}

const openDatabase = (directory: string, readOnly: boolean): DatabaseSync =>
  new DatabaseSync(join(directory, DATABASE_FILE), { readOnly, timeout: readOnly ? READ_TIMEOUT_MS : 0 });

/**
 * SQLite reads a last page that was cut as if it were whole, with zeros. Only a power cut while the write-ahead log is
 * being copied back leaves such a page in good faith, and then the log is still there to mend it.
 */
function assertWholePages(directory: string): void {
  const size = fileSize(join(directory, DATABASE_FILE));
  if (size % PAGE_BYTES !== 0 && fileSize(join(directory, `${DATABASE_FILE}-wal`)) === 0)
    throw ledgerDamaged(`a database cut in the middle of a page, at ${size} bytes`);
}

const PAGE_BYTES = 4_096;

const fileSize = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Looks before it writes: a file that is not ours must stay as it is. */
function prepare(database: DatabaseSync, wasPublished: boolean): void {
  const isEmpty = tableCount(database) === 0;
  if (isEmpty && wasPublished) throw ledgerRolledBack("a published checkpoint and an empty database");
  if (!isEmpty) assertSchema(database);
  makeDurable(database);
  if (isEmpty) createSchema(database);
}

/** Durable on commit (law L5): in WAL mode only FULL syncs the log at every commit (sqlite.org/pragma.html). */
function makeDurable(database: DatabaseSync): void {
  const mode = database.prepare("PRAGMA journal_mode = WAL").get()?.["journal_mode"];
  if (mode !== "wal")
    throw new Error(`expected a file system with shared memory for WAL mode, got mode "${String(mode)}"`);
  database.exec("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON");
}

function createSchema(database: DatabaseSync): void {
  database.exec(
    `BEGIN IMMEDIATE; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; ${SCHEMA.join("; ")}; COMMIT`,
  );
}

const tableCount = (database: DatabaseSync): number =>
  Number(database.prepare("SELECT count(*) AS count FROM sqlite_schema").get()?.["count"]);

function assertSchema(database: DatabaseSync): void {
  const found = database.prepare("SELECT sql FROM sqlite_schema ORDER BY rootpage").all();
  const isOurs = found.length === SCHEMA.length && found.every(({ sql }, position) => sql === SCHEMA[position]);
  if (!isOurs) throw ledgerDamaged(`a database with another schema than version ${SCHEMA_VERSION}`);
}

function toEntry(row: Record<string, SQLOutputValue>): StoredEntry {
  return {
    index: row["entry_index"] as number,
    leafHash: row["leaf_hash"] as Uint8Array,
    bytes: row["entry"] as Uint8Array,
  };
}

function toCheckpoint(row: Record<string, SQLOutputValue> | undefined): StoredCheckpoint | undefined {
  if (row === undefined) return undefined;
  const frontier = row["frontier"] as Uint8Array | null;
  return { size: row["size"] as number, note: row["note"] as string, frontier: frontier ?? undefined };
}

function closedOnFailure<T>(database: DatabaseSync, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    database.close();
    throw cause;
  }
}

function withStorageFaults<T>(directory: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw storageFault(directory, cause);
  }
}
