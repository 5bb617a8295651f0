import { readdirSync, readFileSync } from "node:fs";

/** What a tree of the drill cannot shed, wherever it went. */
export interface DrillTraces {
  /** Unguessable: stands in the environment and in the command line. */
  readonly token: string;
  /** Last part of the path of the run's cgroup. */
  readonly cgroupName: string;
}

/**
 * Numbers of living processes with one of the traces. It reads `/proc` anew and in its own, simplest way: neither the
 * marker nor the code by which the warden found the tree may be the judge of it.
 */
export const leftAlive = (traces: DrillTraces): readonly number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => isOf(pid, traces) && isAlive(pid))
    .map(Number);

const isOf = (pid: string, { token, cgroupName }: DrillTraces): boolean =>
  contentOf(pid, "cmdline").includes(token) ||
  contentOf(pid, "cgroup").includes(`/${cgroupName}`) ||
  // Of a process whose first thread has ended only the other threads still show an environment.
  [pid, ...threadsOf(pid)].some((thread) => contentOf(`${pid}/task/${thread}`, "environ").includes(token));

function threadsOf(pid: string): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`).filter((thread) => thread !== pid);
  } catch {
    return [];
  }
}

/** A zombie with one thread runs nothing any more. */
function isAlive(pid: string): boolean {
  const status = contentOf(pid, "status");
  const threads = Number(/^Threads:\s+(\d+)$/m.exec(status)?.[1] ?? 0);
  return status !== "" && !/^State:\s+X/m.test(status) && (!/^State:\s+Z/m.test(status) || threads > 1);
}

function contentOf(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return "";
  }
}
