import { readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename } from "node:path";

/** A process that has a file locked. */
export interface LockHolder {
  readonly pid: number;
  /** As `plimsoll run`: of what it was started with nothing more is told, there may be names and keys in it. */
  readonly program: string;
}

/** Who has a lock on a file, as Linux tells it (proc_locks(5)). Undefined where it does not: of a process of another user, or elsewhere. */
export function lockHolder(file: string): LockHolder | undefined {
  try {
    const path = realpathSync(file);
    const pid = pidsOnInode(readFileSync("/proc/locks", "utf8"), statSync(path).ino).find((each) => has(each, path));
    return pid === undefined ? undefined : { pid, program: programIn(readFileSync(`/proc/${pid}/cmdline`, "utf8")) };
  } catch {
    // A help for people, never the reason of a decision.
    return undefined;
  }
}

/** Numbers of inodes are those of one file system: that it is this file, the process itself shows. */
export const pidsOnInode = (locks: string, inode: number): readonly number[] =>
  locks
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((words) => words[1] !== "->" && words[5]?.split(":")[2] === String(inode))
    .map((words) => Number(words[4]))
    .filter((pid) => pid > 0);

const has = (pid: number, path: string): boolean =>
  readdirSync(`/proc/${pid}/fd`).some((descriptor) => linkOf(`/proc/${pid}/fd/${descriptor}`) === path);

function linkOf(link: string): string | null {
  try {
    return readlinkSync(link);
  } catch {
    return null;
  }
}

const PROGRAM = /(?:^|\/)plimsoll(?:\.js)?$/;

/** @param commandLine words that each end with a NUL */
export function programIn(commandLine: string): string {
  const words = commandLine.split("\0").slice(0, -1);
  const place = words.findIndex((word) => PROGRAM.test(word));
  const command = /^[a-z][a-z-]*$/.exec(words[place + 1] ?? "")?.[0];
  if (place === -1) return basename(words[0] ?? "");
  return command === undefined ? "plimsoll" : `plimsoll ${command}`;
}
