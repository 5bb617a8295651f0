import { readFileSync, readlinkSync, statSync } from "node:fs";

/** What a process is, besides its line in the process table. */
export interface ProcessFacts {
  /** The process that a thread is of; the same number for a process. */
  readonly threadGroup: number;
  /** Effective user id. */
  readonly user: number;
  /** A thread of the kernel itself: it computes for nobody and cannot be signalled. */
  readonly isKernelThread: boolean;
  /** What it runs, by the file itself and not its name; null where that is not readable. */
  readonly executable: Executable | null;
  /** Paths of its cgroups, one for each hierarchy. */
  readonly cgroups: readonly string[];
  /** The run whose marker it was started with, or null. */
  readonly run: string | null;
}

export interface Executable {
  /** For people: a name is no identity. */
  readonly path: string;
  readonly device: number;
  readonly inode: number;
}

/** Null if the process is gone. */
export type ReadProcessFacts = (pid: number) => ProcessFacts | null;

/** Reads `proc_pid_status(5)`, `proc_pid_stat(5)`, `proc_pid_exe(5)`, `proc_pid_cgroup(5)` and `proc_pid_environ(5)`. */
export const processFacts: ReadProcessFacts = (pid) => {
  const status = textOf(pid, "status");
  if (status === "") return null;
  return {
    threadGroup: Number(/^Tgid:\s+(\d+)$/m.exec(status)?.[1] ?? pid),
    user: Number(/^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1] ?? 0),
    isKernelThread: (flagsOf(pid) & PF_KTHREAD) !== 0,
    executable: executableOf(pid),
    cgroups: textOf(pid, "cgroup")
      .split("\n")
      .flatMap((line) => /^\d+:[^:]*:(\/.*)$/.exec(line)?.[1] ?? []),
    run: markerIn(textOf(pid, "environ")),
  };
};

/** `include/linux/sched.h`: the flag that tells the kernel's own threads. */
const PF_KTHREAD = 0x0020_0000;

/** Field 9 of `proc_pid_stat(5)`, behind the command, which may hold anything. */
function flagsOf(pid: number): number {
  const stat = textOf(pid, "stat");
  return Number(stat.slice(stat.lastIndexOf(") ") + 2).split(" ")[6] ?? 0);
}

function executableOf(pid: number): Executable | null {
  try {
    const link = `/proc/${pid}/exe`;
    const { dev: device, ino: inode } = statSync(link);
    return { path: readlinkSync(link), device, inode };
  } catch {
    return null; // Gone, another user's, or the kernel's: no entry of an allow list fits it.
  }
}

const MARKER = "PLIMSOLL_RUN=";

const markerIn = (environment: string): string | null =>
  environment
    .split("\0")
    .find((variable) => variable.startsWith(MARKER))
    ?.slice(MARKER.length) ?? null;

function textOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return "";
  }
}
