import { identityKey, type ProcessIdentity, type ProcessRecord } from "../process-table/process-record.ts";
import type { RunRoster } from "../process-table/run-roster.ts";

/** A tree that still grows after so many rounds is struck as it is; the caller strikes again until nobody is left. */
const STOP_ROUNDS_MAX = 16;

/**
 * Stops a tree completely: a stopped process forks no more, so rounds of "find, stop" end when a scan finds no
 * newcomer. `look` finds the members, by default in the whole process table. Whole process groups first, since the system signals a group atomically and no fork slips through.
 */
export function stopAll(roster: RunRoster, look: () => ProcessRecord[] = () => roster.scan()): ProcessRecord[] {
  const stopped = new Set<string>();
  let members = look();
  for (let round = 0; round < STOP_ROUNDS_MAX; round += 1) {
    const newcomers = members.filter((member) => !stopped.has(identityKey(member)));
    if (newcomers.length === 0) break;
    roster.signalGroups("SIGSTOP");
    signalEach(roster, newcomers, "SIGSTOP");
    newcomers.forEach((member) => stopped.add(identityKey(member)));
    members = look();
  }
  return members;
}

/**
 * Kills everyone found after stopping everyone: SIGKILL ends stopped processes too. Those who are known stop before the whole table is
 * looked at, which may take long while they fork, and die even where it cannot be read.
 */
export function stopAndKill(roster: RunRoster): void {
  let members: readonly ProcessIdentity[] = roster.known();
  try {
    members = stopAll(roster, () => roster.follow());
    members = stopAll(roster);
  } finally {
    roster.signalGroups("SIGKILL");
    signalEach(roster, members, "SIGKILL");
  }
}

export function signalEach(
  roster: RunRoster,
  members: readonly ProcessIdentity[],
  signal: "SIGSTOP" | "SIGCONT" | "SIGKILL",
): void {
  for (const member of members) roster.processTable.signal(member, signal);
}
