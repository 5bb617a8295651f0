import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

interface Named {
  readonly pid: number;
}

interface Journal {
  readonly warden: Named;
  readonly deadman: Named;
  readonly root: Named | null;
}

export const ROLES = ["controller", "warden", "learner", "prober", "deadman"] as const;
export type Role = (typeof ROLES)[number];

/** The number of a guard or a job of a run, from the journals in its data folder; null while there is none. */
export function pidOf(role: Exclude<Role, "controller">, dataFolder: string, run: string): number | null {
  const journal = newestJournal(join(dataFolder, "journals"), role === "prober" ? `${run}.probe-` : `${run}.`);
  if (journal === null) return null;
  if (role === "warden" || role === "deadman") return journal[role].pid;
  return journal.root?.pid ?? null;
}

/** Every launch has a journal of its own, named by the run, a word for probes, and eight digits. */
function newestJournal(folder: string, begin: string): Journal | null {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const ours = files.filter((file) => file.replace(/[0-9a-f]{8}\.json$/, "") === begin);
  const newest = ours
    .toSorted((left, right) => modifiedMs(join(folder, left)) - modifiedMs(join(folder, right)))
    .at(-1);
  return newest === undefined ? null : readJournal(join(folder, newest));
}

/** A journal may be taken away while it is looked at. */
const modifiedMs = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function readJournal(file: string): Journal | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Journal;
  } catch {
    return null;
  }
}
