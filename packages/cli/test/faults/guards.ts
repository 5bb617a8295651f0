import { readFileSync } from "node:fs";
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
  const journal = readJournal(join(dataFolder, "journals", `${role === "prober" ? `${run}-probe` : run}.json`));
  if (journal === null) return null;
  if (role === "warden" || role === "deadman") return journal[role].pid;
  return journal.root?.pid ?? null;
}

function readJournal(file: string): Journal | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Journal;
  } catch {
    return null;
  }
}
