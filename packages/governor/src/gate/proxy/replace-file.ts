import { renameSync, rmSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { draftOf } from "@plimsoll/foundation/node";

/**
 * Replaces a file durably without holding anybody up: all of it or nothing, by a rename.
 *
 * @param isWanted asked in the same instant as the rename
 * @returns whether it was replaced
 */
export async function replaceFile(file: string, text: string, isWanted: () => boolean): Promise<boolean> {
  const draft = draftOf(file);
  try {
    await synced(await open(draft, "wx"), async (handle) => await handle.writeFile(text));
    if (!isWanted()) return false;
    renameSync(draft, file);
  } finally {
    // Nothing is there any more once it was renamed.
    rmSync(draft, { force: true });
  }
  await synced(await open(dirname(file), "r"), async () => {});
  return true;
}

async function synced(handle: FileHandle, work: (handle: FileHandle) => Promise<void>): Promise<void> {
  try {
    await work(handle);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
