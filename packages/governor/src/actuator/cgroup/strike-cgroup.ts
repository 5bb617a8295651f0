import type { RunRoster } from "../../process-table/run-roster.ts";
import { stopAndKill } from "../stop-and-kill.ts";
import { killAtOnce } from "./cgroup-leaf.ts";
import { type Freezer, freezerIn } from "./freezer.ts";

/**
 * One round of killing everyone in a run's cgroups, and then whoever the process table shows besides.
 *
 * Version 2 kills a cgroup atomically. Version 1 cannot: there the cgroup is frozen so that nobody forks, everyone is
 * sent SIGKILL, and the thaw lets them die of it before they run another instruction.
 */
export function strikeCgroup(directories: readonly string[], roster: RunRoster): void {
  const freezers = directories
    .flatMap((directory) => freezerIn(directory) ?? [])
    .filter(({ killsFrozen }) => !killsFrozen);
  if (!attempt(() => killAtOnce(directories))) freezers.forEach((freezer) => setIfThere(freezer, true));
  try {
    stopAndKill(roster);
  } finally {
    // Whoever is frozen dies of a signal only when it thaws.
    freezers.forEach((freezer) => setIfThere(freezer, false));
  }
}

const setIfThere = (freezer: Freezer, frozen: boolean): boolean =>
  attempt(() => {
    freezer.set(frozen);
    return true;
  });

/** A cgroup that vanished, or refuses, must not keep the signals from being sent. */
function attempt(act: () => boolean): boolean {
  try {
    return act();
  } catch {
    return false;
  }
}
