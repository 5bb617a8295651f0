import { rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** The full-text index of SQLite (FTS5), without positions and without the text itself. Offsets are 32-bit integers of the machine. */
export const INDEX_SCHEMA = `
  CREATE VIRTUAL TABLE passage USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii');
  CREATE TABLE indexed (key TEXT PRIMARY KEY, first INTEGER NOT NULL, offsets BLOB NOT NULL) STRICT;
`;
/** The index is worked on in a copy and never where it lies: it needs no journal and no lock. */
const PRAGMAS =
  "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; PRAGMA trusted_schema = OFF;";

/** An index that was kept, in a copy of its own; null where there is none, or none of this shape. */
export function openedIndex(copy: string, body: Uint8Array | null): DatabaseSync | null {
  if (body === null) return null;
  writeFileSync(copy, body);
  const database = new DatabaseSync(copy);
  try {
    database.exec(PRAGMAS);
    if (schemaOf(database) === ownSchema()) return database;
  } catch {
    // Not a database, which is no fault: it is made anew.
  }
  database.close();
  return null;
}

export function newIndex(copy: string): DatabaseSync {
  rmSync(copy, { force: true });
  const database = new DatabaseSync(copy);
  database.exec(PRAGMAS + INDEX_SCHEMA);
  return database;
}

/** A view in place of a table could answer without end. */
const schemaOf = (database: DatabaseSync): string =>
  database
    .prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY name")
    .all()
    .map(({ type, name, sql }) => `${String(type)} ${String(name)} ${String(sql)}`)
    .join("\n");

function ownSchema(): string {
  using database = new DatabaseSync(":memory:");
  database.exec(INDEX_SCHEMA);
  return schemaOf(database);
}
