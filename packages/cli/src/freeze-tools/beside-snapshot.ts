import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** What lies beside a frozen snapshot. */
export interface BesideSnapshot {
  readonly manifest: string;
  readonly signature: string;
}

/** A folder of checkpoints keeps its notes in here; anything else in it would be taken for a checkpoint. */
const NOTES = ".plimsoll";

/**
 * The manifest and the signature of a snapshot: in the folder that is named, else next to the snapshot, in a folder of checkpoints among
 * its notes. Never in the snapshot: that is locked.
 */
export function besideSnapshot(path: string, out: string | undefined): BesideSnapshot {
  const whole = resolve(path);
  const folder = out ?? folderBeside(dirname(whole));
  const name = basename(whole);
  return { manifest: join(folder, `${name}.manifest.json`), signature: join(folder, `${name}.sig`) };
}

/** What is written after the lock must not be a part of what was locked. */
export const isInside = (path: string, out: string | undefined): boolean =>
  out !== undefined && `${resolve(out)}/`.startsWith(`${resolve(path)}/`);

function folderBeside(parent: string): string {
  const notes = join(parent, NOTES);
  // A site's data folder has the same name, and a ledger in it.
  const isOfCheckpoints = existsSync(notes) && statSync(notes).isDirectory() && !existsSync(join(notes, "ledger"));
  return isOfCheckpoints ? notes : parent;
}
