import { renameSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Replaces a file durably without holding anybody up: all of it or nothing, by a rename.
 *
 * @param isWanted asked in the same instant as the rename
 * @returns whether it was replaced
 */
export async function replaceFile(file: string, text: string, isWanted: () => boolean): Promise<boolean> {
  const draft = `${file}.beside.tmp`;
  await synced(await open(draft, "w"), async (handle) => await handle.writeFile(text));
  if (!isWanted()) return false;
  renameSync(draft, file);
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
