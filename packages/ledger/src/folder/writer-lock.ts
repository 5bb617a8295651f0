import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import sqlite, { type DatabaseSync } from "node:sqlite";
import { storageFault } from "./storage-fault.ts";

/** The right to write a folder. */
export interface WriterLock {
  close(): void;
}

/**
 * Makes this process the only writer of a folder until it closes the lock or dies.
 *
 * A lock file with a process id would outlive a kill -9 and name a process that is another by now. Node has no `flock`,
 * but SQLite locks its file through the operating system, which lets go when the process ends. The ledger's own database
 * cannot serve: an exclusive lock there would keep readers out. So the lock is an empty database of its own.
 *
 * Throws `DATA_IN_USE` when another handle holds it, in this process or another, for longer than `waitMs`. Meanwhile this thread stands still.
 */
export function takeWriterLock(directory: string, waitMs = 0): WriterLock {
  try {
    return lockedDatabase(join(directory, "ledger.lock"), waitMs);
  } catch (cause) {
    throw storageFault(directory, cause);
  }
}

function lockedDatabase(path: string, waitMs: number): DatabaseSync {
  const database = new sqlite.DatabaseSync(path, { timeout: waitMs });
  try {
    // No journal file: nothing is ever written here.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    // On a file that it may only read, SQLite turns BEGIN EXCLUSIVE into a read, and the lock would hold nobody out.
    accessSync(path, constants.W_OK);
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}
