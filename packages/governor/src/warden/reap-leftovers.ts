import { readdirSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "@plimsoll/foundation/node";
import { type ProcessRecord, sameProcess } from "../process-table/process-record.ts";
import type { ProcessTable } from "../process-table/process-table.ts";
import { procFilesystem } from "../process-table/proc-filesystem.ts";
import { type Journal, readJournal, removeJournal } from "./journal.ts";
import { reapRun, type ReapPorts } from "./reap-run.ts";
import { systemTimers } from "./timers.ts";

/** What was found of an earlier run. */
export type Leftover = {
  readonly run: string;
  readonly journalFile: string;
  /** Processes that were still alive. */
  readonly processesKilled: number;
} & (
  | {
      /** Confirmed dead, cgroups and journal removed; both are left where the system does not give a cgroup back. */
      readonly outcome: "reaped";
    }
  | {
      /** Its warden lives, nothing was done. */
      readonly outcome: "guarded";
      /** The parent of its warden: its controller, or who inherits orphans where that died. */
      readonly controllerPid: number;
    }
);

/** What reaping needs of this machine; who takes long to die is not told of. */
export const systemReapPorts = (): ReapPorts => ({
  clock: systemClock,
  timers: systemTimers,
  processTable: procFilesystem(),
  ownPid: process.pid,
  onUnconfirmed: () => {},
});

/**
 * Kills what wardens that are gone have left behind, one journal (`*.json`) after the other. Resolves when all of it is
 * confirmed dead. A directory without journals gives an empty list.
 * Throws `JOURNAL_MALFORMED`, after it has dealt with all the others.
 */
export async function reapLeftovers(
  journalDirectory: string,
  ports: ReapPorts = systemReapPorts(),
): Promise<Leftover[]> {
  const files = readdirSync(journalDirectory)
    .filter((name) => name.endsWith(".json"))
    .sort();
  const leftovers: Leftover[] = [];
  const faults: unknown[] = [];
  for (const name of files) {
    try {
      leftovers.push(await reapJournal(join(journalDirectory, name), ports));
    } catch (fault) {
      // A deadman that was at work removes the journal when it has confirmed the death.
      if (!isGone(fault)) faults.push(fault);
    }
  }
  if (faults.length > 0) throw faults[0];
  return leftovers;
}

async function reapJournal(journalFile: string, ports: ReapPorts): Promise<Leftover> {
  const journal = readJournal(journalFile);
  const { run } = journal;
  const warden = livingWarden(journal, ports.processTable);
  if (warden !== null)
    return { run, journalFile, outcome: "guarded", processesKilled: 0, controllerPid: warden.parentPid };
  const { found, isClean } = await reapRun(journal, [], ports);
  if (isClean) removeJournal(journalFile);
  return { run, journalFile, outcome: "reaped", processesKilled: found };
}

const isGone = (fault: unknown): boolean => (fault as NodeJS.ErrnoException).code === "ENOENT";

/** The warden that a journal names, if it lives. */
export function livingWarden({ warden, bootId }: Journal, processTable: ProcessTable): ProcessRecord | null {
  if (bootId !== processTable.bootId()) return null;
  const now = processTable.read(warden.pid);
  return now !== null && now.state !== "Z" && sameProcess(now, warden) ? now : null;
}
