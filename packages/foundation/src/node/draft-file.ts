import { randomBytes } from "node:crypto";
import { readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { systemClock } from "./system-clock.ts";

/** What a draft is named after its file: the process that writes it, and chance. */
const DRAFT = /\.(\d+)-[0-9a-f]{12}\.tmp$/;

/** A process of another container has a number of its own, which says nothing here: what is fresh is left alone. */
const LEFT_AGE_MS = 60_000;

const sweptFolders = new Set<string>();

/**
 * The name of a new draft beside a file, to be written and then renamed: no other process, and no other call, has the same.
 * Readers of folders leave names that end in `.tmp` alone. The first draft in a folder takes away what dead processes left there.
 */
export function draftOf(file: string): string {
  sweepOnce(resolve(dirname(file)));
  return `${file}.${process.pid}-${randomBytes(6).toString("hex")}.tmp`;
}

/** Once in a process: a folder may hold many files, and each of them is written by a draft. */
function sweepOnce(folder: string): void {
  if (sweptFolders.has(folder)) return;
  sweptFolders.add(folder);
  for (const name of attempt(() => readdirSync(folder), [])) {
    const pid = DRAFT.exec(name)?.[1];
    if (pid !== undefined && isLeft(join(folder, name), Number(pid)))
      attempt(() => rmSync(join(folder, name), { force: true }), undefined);
  }
}

const isLeft = (draft: string, pid: number): boolean =>
  !isRunning(pid) && attempt(() => systemClock.wallMs() - statSync(draft).mtimeMs > LEFT_AGE_MS, false);

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // Somebody else's process may not be asked, and runs.
    return (cause as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Tidying up is never worth a fault. */
function attempt<T>(act: () => T, otherwise: T): T {
  try {
    return act();
  } catch {
    return otherwise;
  }
}
