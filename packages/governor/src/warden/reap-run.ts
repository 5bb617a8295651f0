import { pidsUnder, removeCgroup } from "../actuator/cgroup/cgroup-files.ts";
import { strikeCgroup } from "../actuator/cgroup/strike-cgroup.ts";
import { stopAll } from "../actuator/stop-and-kill.ts";
import type { ProcessIdentity } from "../process-table/process-record.ts";
import type { ProcessTable } from "../process-table/process-table.ts";
import { RunRoster } from "../process-table/run-roster.ts";
import { type Journal, originIn, sinceTicksOf } from "./journal.ts";
import { killUntilDead, type KillPorts } from "./kill-until-dead.ts";

export interface ReapPorts extends KillPorts {
  readonly processTable: ProcessTable;
  /** The number of the process that reaps. */
  readonly ownPid: number;
}

/**
 * Kills what is left of a run of which only the journal tells, and removes its cgroups. `known` are processes that a
 * warden saw belong. A journal of another boot leaves nothing to kill.
 */
export async function reapRun(journal: Journal, known: readonly ProcessIdentity[], ports: ReapPorts): Promise<Reaped> {
  if (journal.bootId !== ports.processTable.bootId()) return { found: 0, isClean: true };
  const found = await strikeRun(journal, known, ports);
  return { found, isClean: journal.cgroupDirectories.map(removeCgroup).every(Boolean) };
}

export interface Reaped {
  /** How many were found alive. */
  readonly found: number;
  /** False where a cgroup could not be removed. Its journal is to be kept then, so that the next start tries again. */
  readonly isClean: boolean;
}

/** As `reapRun`, of a journal of this boot, but leaves the cgroups to whoever guards the run. */
export async function strikeRun(
  journal: Journal,
  known: readonly ProcessIdentity[],
  ports: ReapPorts,
): Promise<number> {
  const roster = rosterOf(journal, ports);
  roster.admit(journal.root === null ? known : [journal.root, ...known]);
  const found = stopAndCount(roster);
  await killUntilDead(
    { strike: () => strikeCgroup(journal.cgroupDirectories, roster), survivors: () => roster.survivors() },
    ports,
  );
  return found;
}

/** How many live, once those who are known have been stopped; none where that cannot be told, which keeps nobody from being killed. */
function stopAndCount(roster: RunRoster): number {
  try {
    stopAll(roster, () => roster.follow());
    return roster.scan().length;
  } catch {
    return 0;
  }
}

/** Kills whoever carries the name of a run of which no journal tells, and of `known` whoever lives. */
export async function strikeNamed(run: string, known: readonly ProcessIdentity[], ports: ReapPorts): Promise<void> {
  const { processTable, clock, ownPid } = ports;
  const roster = new RunRoster({ processTable, clock, run, sinceTicks: 0, exempt: [ownPid], cgroupPids: () => [] });
  roster.admit(known);
  await killUntilDead({ strike: () => strikeCgroup([], roster), survivors: () => roster.survivors() }, ports);
}

/** Finds the processes of a run by its journal alone. */
export const rosterOf = (
  journal: Journal,
  { processTable, clock, ownPid }: Pick<ReapPorts, "processTable" | "clock" | "ownPid">,
): RunRoster =>
  new RunRoster({
    processTable,
    clock,
    run: journal.run,
    sinceTicks: sinceTicksOf(journal),
    adopted: originIn(journal),
    exempt: [ownPid, journal.warden.pid, journal.deadman.pid],
    cgroupPids: () => journal.cgroupDirectories.flatMap(pidsUnder),
  });
