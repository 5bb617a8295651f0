import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import type { Timers } from "../../run/ports.ts";

const LOOK_EVERY_MS = 100;

export interface WatchedFileParts {
  readonly path: string;
  readonly bytesMax: number;
  readonly timers: Timers;
  /** Told at once and after every change: the text, or `null` where there is no file, or none that can be read. */
  readonly onText: (text: string | null) => void;
}

/**
 * Follows a file that somebody replaces by renaming. It is looked at ten times a second rather than by notices of the file system: those are
 * lost on network folders and across renames.
 */
export function watchFile({ path, bytesMax, timers, onText }: WatchedFileParts): { stop(): void } {
  let seen: string | null = null;
  const look = (): void => {
    const now = fingerprint(path);
    if (now === seen) return;
    const text = now === ABSENT ? null : readText(path, bytesMax);
    // What could not be read is tried again.
    seen = text === null ? ABSENT : now;
    onText(text);
  };
  look();
  return timers.every(LOOK_EVERY_MS, look);
}

const ABSENT = "absent";

/** A replaced file has another number, a rewritten one another time or size. */
function fingerprint(path: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return `${ino}/${size}/${mtimeNs}/${ctimeNs}`;
  } catch {
    return ABSENT;
  }
}

function readText(path: string, bytesMax: number): string | null {
  try {
    const file = openSync(path, "r");
    try {
      const { size } = fstatSync(file);
      if (size > bytesMax) return null;
      const bytes = Buffer.alloc(size);
      return bytes.toString("utf8", 0, readSync(file, bytes, 0, size, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}
