import type { Machine, Task } from "./machine.ts";
import { FileFault, readOnly, type SimulatedFiles } from "./simulated-files.ts";

/** `/proc` of the simulated machine, in the letters that `proc(5)` gives. */
export const processFiles = (machine: Machine, cgroupRoot: string): SimulatedFiles => ({
  ...readOnly,
  read: (path) => contentOf(path, machine, cgroupRoot) ?? notThere(path),
  exists: (path) => contentOf(path, machine, cgroupRoot) !== null,
  list: (path) => listed(path, machine).map((name) => ({ name, isDirectory: true })),
});

function listed(path: string, machine: Machine): string[] {
  if (path === "/proc") return ["self", ...[...machine.tasks.keys()].map(String)];
  const task = machine.tasks.get(Number(path.split("/")[2]));
  return task === undefined ? notThere(path) : [String(task.pid)];
}

function contentOf(path: string, machine: Machine, cgroupRoot: string): string | null {
  if (path === "/proc/loadavg") return `0.00 0.00 0.00 1/1 ${machine.newestPid}\n`;
  if (path === "/proc/sys/kernel/random/boot_id") return `${machine.bootId}\n`;
  if (path === "/proc/self/mountinfo") return `30 23 0:26 / ${cgroupRoot} rw - cgroup2 cgroup2 rw\n`;
  if (path === "/proc/self/cgroup") return "0::/\n";
  const [, , pid, ...rest] = path.split("/");
  const task = machine.tasks.get(Number(pid));
  if (task === undefined) return null;
  const file = rest.at(-1);
  if (file === "stat") return statOf(task, machine);
  if (file === "environ") return task.marker === null || task.life === "zombie" ? "" : `PATH=/bin\0${task.marker}\0`;
  return file === "children" ? childrenOf(task, machine) : null;
}

const childrenOf = ({ pid }: Task, machine: Machine): string =>
  [...machine.tasks.values()]
    .filter(({ parentPid }) => parentPid === pid)
    .map((child) => `${child.pid} `)
    .join("");

function statOf(task: Task, machine: Machine): string {
  const ticks = (ms: number): number => Math.floor(ms / 10);
  const fields = Array.from({ length: 52 }, () => "0");
  const set = (field: number, value: number | string): void => {
    fields[field - 1] = String(value);
  };
  set(1, task.pid);
  set(2, "(a) R 1 (b)");
  set(3, letterOf(task, machine));
  set(4, task.parentPid);
  set(5, task.processGroup);
  set(6, task.session);
  set(14, ticks(task.ownMs));
  set(16, ticks(task.reapedMs));
  set(20, 1);
  set(22, task.startTicks);
  return `${fields.join(" ")}\n`;
}

function letterOf(task: Task, machine: Machine): string {
  if (task.life === "zombie") return "Z";
  if (task.heldUntilMs > machine.nowMs) return "D";
  if (task.life === "stopped") return "T";
  return task.demand > 0 ? "R" : "S";
}

function notThere(path: string): never {
  throw new FileFault("ENOENT", path);
}
