import { join } from "node:path";
import { batchesOf } from "../log/batches-of.ts";
import { openDiskFile } from "../log/disk-file.ts";
import { LOG_FILE, logExists } from "./disk-folder.ts";

/**
 * The name that the log of a folder was begun under, as its first checkpoint says; null before there is one. Nothing is verified: who opens
 * the ledger by that name and its key does.
 */
export function logNameIn(directory: string): string | null {
  if (!logExists(directory)) return null;
  const file = openDiskFile(join(directory, LOG_FILE), "read");
  try {
    const first = batchesOf(file, 0).next();
    return first.done === true ? null : (first.value.checkpoint.split("\n", 1)[0] ?? null);
  } finally {
    file.close();
  }
}
