import { readFileSync } from "node:fs";
import { tableIncomplete } from "./process-table.ts";

/** What of us decides whether a `/proc` that hides processes hides them from us. */
export interface Looker {
  /** Effective user id. */
  readonly user: number;
  readonly groups: readonly number[];
}

/**
 * The mount options of `/proc` by which it hides other users' processes from `looker` (`proc(5)`, hidepid), or null. What a job becomes
 * by a program of another user would then be nowhere to be seen, dead or alive.
 */
export function hidingOptions(mountinfo: string, looker: Looker): string | null {
  const options = optionsOfProc(mountinfo);
  const hides = options.some((option) => /^hidepid=(?!0$|off$)/.test(option));
  const exempted = options.flatMap((option) => /^gid=(\d+)$/.exec(option)?.[1] ?? []).map(Number);
  const sees = looker.user === 0 || exempted.some((group) => looker.groups.includes(group));
  return hides && !sees ? options.join(",") : null;
}

/** Of the mount that is on top, as `proc_pid_mountinfo(5)` tells it. */
function optionsOfProc(mountinfo: string): readonly string[] {
  const mounts = mountinfo.split("\n").flatMap((line) => {
    const [head = "", tail = ""] = line.split(" - ");
    const [type, , options = ""] = tail.split(" ");
    return head.split(" ")[4] === "/proc" && type === "proc" ? [options.split(",")] : [];
  });
  return mounts.at(-1) ?? [];
}

/** Throws `PROCESS_TABLE_INCOMPLETE` where this process does not see everybody. */
export function assertSeesEverybody(): void {
  const looker = { user: process.geteuid?.() ?? -1, groups: process.getgroups?.() ?? [] };
  const hiding = hidingOptions(readFileSync("/proc/self/mountinfo", "utf8"), looker);
  if (hiding !== null) throw tableIncomplete(`a /proc mounted with ${hiding}`);
}
