import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { integer, list, matching, object } from "@plimsoll/foundation";
import type { ContactNote } from "../../site/contact.ts";

const noteShape = object({
  heard: list(object({ witness: matching("a key", /^[0-9a-f]{64}$/), atMs: integer() }), 4096),
  seenMs: integer(),
});

/** Null where there is none, or none that can be read: then nothing was heard, and there is no authority. */
export function readContactNote(file: string): ContactNote | null {
  if (!existsSync(file)) return null;
  try {
    const note = noteShape.parse(JSON.parse(readFileSync(file, "utf8")));
    return note.ok ? note.value : null;
  } catch (fault) {
    if (fault instanceof SyntaxError) return null;
    throw fault;
  }
}

/**
 * All of it or the one before. A note that lags behind leaves less authority after a restart, so that nobody waits for the disk,
 * and one that is full ends nothing.
 */
export function keepContactNote(file: string, note: ContactNote): void {
  const draft = `${file}.draft`;
  try {
    writeFileSync(draft, `${JSON.stringify(note)}\n`, { mode: 0o600 });
    renameSync(draft, file);
  } catch (fault) {
    if (!(fault instanceof Error && "errno" in fault)) throw fault;
  }
}
