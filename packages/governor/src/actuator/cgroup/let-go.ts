import { dirname } from "node:path";
import { pidsUnder, removeCgroup, writeControl } from "./cgroup-files.ts";
import { freezerIn } from "./freezer.ts";

/**
 * Undoes a move that the kernel did not allow in full: thaws the cgroups of a run, gives whoever is in them back to the cgroup that
 * each was made in, and removes them. What cannot be undone stays, held as it is; nothing is thrown.
 */
export function letGo(directories: readonly string[]): void {
  for (const directory of directories) {
    attempt(() => freezerIn(directory)?.set(false));
    attempt(() => pidsUnder(directory).forEach((pid) => moveUp(directory, pid)));
    attempt(() => removeCgroup(directory));
  }
}

const moveUp = (directory: string, pid: number): void => writeControl(dirname(directory), "cgroup.procs", String(pid));

function attempt(act: () => unknown): void {
  try {
    act();
  } catch {
    // The next step is tried all the same.
  }
}
