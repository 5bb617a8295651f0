import { rmSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";

/** Where a batch of the log stands. */
export interface BatchPlace {
  readonly firstLeaf: number;
  readonly firstEntry: number;
  readonly offset: number;
}

/** A place from which the log can be gone through without what lies before it. */
export interface Anchor {
  /** The number of leaves and of entries before it. */
  readonly leafCount: number;
  readonly entryCount: number;
  readonly offset: number;
  /** `Frontier.toBytes()` of these leaves. */
  readonly frontier: Uint8Array;
}

/** 256 hashes of one level of the tree, or the first of them at the right edge (C2SP tlog-tiles). */
export interface Tile {
  readonly level: number;
  readonly index: number;
  readonly hashes: Uint8Array;
}

/** What has been learned since the index was written last. */
export interface IndexUpdate {
  readonly batches: readonly BatchPlace[];
  readonly tiles: readonly Tile[];
  readonly anchor: Anchor;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS batch (first_leaf INTEGER PRIMARY KEY, first_entry INTEGER NOT NULL, position INTEGER NOT NULL) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS batch_by_entry ON batch (first_entry, first_leaf);
  CREATE TABLE IF NOT EXISTS tile (level INTEGER, tile_index INTEGER, hashes BLOB NOT NULL, PRIMARY KEY (level, tile_index)) STRICT;
  CREATE TABLE IF NOT EXISTS anchor (leaf_count INTEGER PRIMARY KEY, entry_count INTEGER NOT NULL, position INTEGER NOT NULL, frontier BLOB NOT NULL) STRICT;
`;

/** How much an index holds. */
export interface IndexExtent {
  readonly batches: number;
  /** Bytes of all tiles together. */
  readonly tileBytes: number;
}

/**
 * Where things stand in the log file, and the hashes of its tree: all of it can be worked out from the log again.
 *
 * So nothing here is ever believed: a batch is checked where it is read, and hashes lead to a signed root or are thrown away.
 */
export class LogIndex {
  readonly #path: string;
  #database: DatabaseSync;
  #statements = new Map<string, StatementSync>();

  private constructor(path: string, database: DatabaseSync) {
    this.#path = path;
    this.#database = database;
  }

  /** Opens it, or makes it anew where the file is no index of ours: all of it follows from the log. */
  static open(path: string): LogIndex {
    try {
      return new LogIndex(path, writable(path));
    } catch {
      removeDatabase(path);
      return new LogIndex(path, writable(path));
    }
  }

  /** Throws where the file is no index of ours. */
  static openForReading(path: string): LogIndex {
    const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
    try {
      assertSchema(database);
      return new LogIndex(path, database);
    } catch (cause) {
      database.close();
      throw cause;
    }
  }

  static inMemory(): LogIndex {
    return LogIndex.open(MEMORY);
  }

  /** The newest batch that begins at or before an entry. */
  batchOfEntry(entry: number): BatchPlace | undefined {
    return placeOf(
      this.#one("SELECT * FROM batch WHERE first_entry <= ? ORDER BY first_entry DESC, first_leaf DESC LIMIT 1", entry),
    );
  }

  batchOfLeaf(leaf: number): BatchPlace | undefined {
    return placeOf(this.#one("SELECT * FROM batch WHERE first_leaf <= ? ORDER BY first_leaf DESC LIMIT 1", leaf));
  }

  tile(level: number, index: number): Uint8Array | undefined {
    return this.#one("SELECT hashes FROM tile WHERE level = ? AND tile_index = ?", level, index)?.["hashes"] as
      | Uint8Array
      | undefined;
  }

  /** The newest anchor of at most so many leaves. */
  anchorUpTo(leafCount: number): Anchor | undefined {
    return anchorOf(
      this.#one("SELECT * FROM anchor WHERE leaf_count <= ? ORDER BY leaf_count DESC LIMIT 1", leafCount),
    );
  }

  /**
   * Up to so many batches, in order, from a leaf on. A page at a time: whoever reads all rows in one statement keeps the
   * writer waiting.
   */
  batchesFrom(leaf: number, limit: number): BatchPlace[] {
    const rows = this.#prepared("SELECT * FROM batch WHERE first_leaf >= ? ORDER BY first_leaf LIMIT ?");
    return rows.all(leaf, limit).map((row) => placeOf(row) as BatchPlace);
  }

  /** As `batchesFrom`. */
  anchorsFrom(leafCount: number, limit: number): Anchor[] {
    const rows = this.#prepared("SELECT * FROM anchor WHERE leaf_count >= ? ORDER BY leaf_count LIMIT ?");
    return rows.all(leafCount, limit).map((row) => anchorOf(row) as Anchor);
  }

  extent(): IndexExtent {
    const batches = this.#one("SELECT count(*) AS rows FROM batch");
    const tiles = this.#one("SELECT total(length(hashes)) AS bytes FROM tile");
    return { batches: Number(batches?.["rows"]), tileBytes: Number(tiles?.["bytes"]) };
  }

  /** All of it at once, or nothing. */
  write({ batches, tiles, anchor }: IndexUpdate): void {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      for (const { firstLeaf, firstEntry, offset } of batches)
        this.#run("INSERT OR REPLACE INTO batch VALUES (?, ?, ?)", firstLeaf, firstEntry, offset);
      for (const { level, index, hashes } of tiles)
        this.#run("INSERT OR REPLACE INTO tile VALUES (?, ?, ?)", level, index, hashes);
      const { leafCount, entryCount, offset, frontier } = anchor;
      this.#run("INSERT OR REPLACE INTO anchor VALUES (?, ?, ?, ?)", leafCount, entryCount, offset, frontier);
      this.#database.exec("COMMIT");
    } catch (cause) {
      this.#database.exec("ROLLBACK");
      throw cause;
    }
  }

  /** Forgets everything, also where the database is too damaged to be told so. */
  clear(): void {
    this.#statements = new Map();
    this.#database.close();
    removeDatabase(this.#path);
    this.#database = writable(this.#path);
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #one(sql: string, ...values: number[]) {
    return this.#prepared(sql).get(...values);
  }

  #run(sql: string, ...values: (number | Uint8Array)[]): void {
    this.#prepared(sql).run(...values);
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }
}

const MEMORY = ":memory:";

function writable(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5_000 });
  try {
    if (schemaOf(database) !== "") assertSchema(database);
    // What a power cut takes from it is worked out again; what it leaves is whole.
    database.exec(`PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = NORMAL; ${SCHEMA}`);
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}

/** A view in place of a table could answer without end, a trigger change what is written. */
function assertSchema(database: DatabaseSync): void {
  if (schemaOf(database) !== ownSchema()) throw new Error("a database with other tables than an index has");
}

const schemaOf = (database: DatabaseSync): string =>
  database
    .prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY name")
    .all()
    .map(({ type, name, sql }) => `${String(type)} ${String(name)} ${String(sql)}`)
    .join("\n");

function ownSchema(): string {
  using database = new DatabaseSync(MEMORY);
  database.exec(SCHEMA);
  return schemaOf(database);
}

function removeDatabase(path: string): void {
  if (path === MEMORY) return;
  for (const file of [path, `${path}-journal`, `${path}-wal`, `${path}-shm`]) rmSync(file, { force: true });
}

const placeOf = (row: Record<string, unknown> | undefined): BatchPlace | undefined =>
  row && {
    firstLeaf: Number(row["first_leaf"]),
    firstEntry: Number(row["first_entry"]),
    offset: Number(row["position"]),
  };

const anchorOf = (row: Record<string, unknown> | undefined): Anchor | undefined =>
  row && {
    leafCount: Number(row["leaf_count"]),
    entryCount: Number(row["entry_count"]),
    offset: Number(row["position"]),
    frontier: row["frontier"] as Uint8Array,
  };
