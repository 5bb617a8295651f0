import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Fault } from "./fault.ts";

const DATABASE = "ledger.db";
const FILES = [DATABASE, "ledger.db-wal"];
const SQLITE_BUSY = 5;

/** A view of a folder that stays the same while it is read, and leaves the folder as it was. */
export interface Snapshot extends Disposable {
  readonly database: DatabaseSync;
  /** The signed note in the file `checkpoint`, read before the database: read later, it could be ahead of it. */
  readonly published: string | undefined;
}

/**
 * Under a live writer we read in place, inside SQLite's own snapshot. In the writer's process that is also the only safe
 * way, since closing any other handle of the file would drop the locks on it. Without a writer we read a copy: a
 * write-ahead log that a dead writer left has to be recovered first, which writes.
 */
export function openSnapshot(directory: string): Snapshot {
  if (!existsSync(join(directory, DATABASE))) throw new Fault("LEDGER_NOT_FOUND", `no ${DATABASE} in "${directory}"`);
  const published = readText(join(directory, "checkpoint"));
  const copy = hasLiveWriter(directory) ? undefined : copyOf(directory);
  const database = new DatabaseSync(join(copy ?? directory, DATABASE), { readOnly: true, timeout: 5_000 });
  database.exec("BEGIN");
  const dispose = (): void => {
    database.close();
    if (copy !== undefined) rmSync(copy, { recursive: true });
  };
  return { database, published, [Symbol.dispose]: dispose };
}

export const readText = (path: string): string | undefined =>
  existsSync(path) ? readFileSync(path, "utf8") : undefined;

function copyOf(directory: string): string {
  const copy = mkdtempSync(join(tmpdir(), "plimsoll-verify-"));
  try {
    const files = FILES.filter((file) => existsSync(join(directory, file)));
    for (const file of files) copyFileSync(join(directory, file), join(copy, file));
    if (!hasLiveWriter(directory)) return copy;
    throw new Fault("DATA_IN_USE", "a writer came while the folder was copied");
  } catch (cause) {
    rmSync(copy, { recursive: true });
    throw cause;
  }
}

/** A writer holds `ledger.lock`, an empty SQLite database, exclusively for as long as it lives. */
function hasLiveWriter(directory: string): boolean {
  if (!existsSync(join(directory, "ledger.lock"))) return false;
  using lock = new DatabaseSync(join(directory, "ledger.lock"), { readOnly: true });
  try {
    lock.exec("SELECT count(*) FROM sqlite_schema");
    return false;
  } catch (cause) {
    return (cause as { errcode?: unknown }).errcode === SQLITE_BUSY;
  }
}
