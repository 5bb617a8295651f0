import type { ControlGroup, Machine } from "./machine.ts";
import { FileFault, type SimulatedFiles } from "./simulated-files.ts";

/** cgroup version 2 as a file system (`Documentation/admin-guide/cgroup-v2.rst` of Linux): what production writes takes effect. */
export class ControlGroupFiles implements SimulatedFiles {
  readonly #machine: Machine;
  readonly #root: string;

  constructor(machine: Machine, root: string) {
    this.#machine = machine;
    this.#root = root;
  }

  read(path: string): string {
    const { group, file } = this.#place(path);
    if (file === "cgroup.procs")
      return this.#machine
        .membersOf(group)
        .map(({ pid }) => `${pid}\n`)
        .join("");
    if (file === "cgroup.freeze") return group.freezing ? "1\n" : "0\n";
    if (file === "cgroup.events")
      return `populated ${this.#machine.membersOf(group).length > 0 ? 1 : 0}\nfrozen ${group.frozen ? 1 : 0}\n`;
    if (file === "cpu.stat") return `usage_usec ${Math.floor(group.usedMs * 1_000)}\n`;
    if (file === "cpu.max")
      return group.quota === null ? "max 100000\n" : `${group.quota.quotaUs} ${group.quota.periodUs}\n`;
    throw new FileFault("ENOENT", path);
  }

  write(path: string, text: string): void {
    if (path === `${this.#root}/cgroup.subtree_control`) return;
    const { group, file } = this.#place(path);
    if (file === "cgroup.procs") this.#move(Number(text), group, path);
    else if (file === "cgroup.freeze") this.#machine.freeze(group, text === "1");
    else if (file === "cgroup.kill")
      for (const { pid } of this.#machine.membersOf(group)) this.#machine.signal(pid, "SIGKILL");
    else if (file === "cpu.max") this.#limit(group, text);
    else throw new FileFault("ENOENT", path);
  }

  list(path: string): { name: string; isDirectory: boolean }[] {
    if (path === this.#root) return [...this.#machine.groups.keys()].map((name) => ({ name, isDirectory: true }));
    return FILES.map((name) => ({ name, isDirectory: false }));
  }

  exists(path: string): boolean {
    const [name = "", file] = this.#names(path);
    if (name === "" || name === "cgroup.subtree_control") return true;
    return this.#machine.groups.has(name) && (file === undefined || FILES.includes(file));
  }

  makeDirectory(path: string): void {
    const [name = ""] = this.#names(path);
    if (this.#machine.groups.has(name)) throw new FileFault("EEXIST", path);
    this.#machine.makeGroup(name);
  }

  removeDirectory(path: string): void {
    const [name = ""] = this.#names(path);
    const group = this.#machine.groups.get(name);
    if (group === undefined) throw new FileFault("ENOENT", path);
    if (this.#machine.membersOf(group).length > 0) throw new FileFault("EBUSY", path);
    this.#machine.groups.delete(name);
  }

  remove(path: string): void {
    throw new FileFault("EPERM", path);
  }

  rename(path: string): void {
    throw new FileFault("EPERM", path);
  }

  version(): number {
    return 0;
  }

  sync(): void {}

  #names(path: string): string[] {
    return path.slice(this.#root.length + 1).split("/");
  }

  #place(path: string): { group: ControlGroup; file: string } {
    const [name = "", file = ""] = this.#names(path);
    const group = this.#machine.groups.get(name);
    if (group === undefined) throw new FileFault("ENOENT", path);
    return { group, file };
  }

  #move(pid: number, group: ControlGroup, path: string): void {
    const task = this.#machine.tasks.get(pid);
    if (task === undefined || task.life === "zombie") throw new FileFault("ESRCH", path);
    task.cgroup = group;
  }

  #limit(group: ControlGroup, text: string): void {
    const [quotaUs, periodUs] = text.split(" ");
    if (quotaUs === "max") group.quota = null;
    else this.#machine.setQuota(group, Number(quotaUs), Number(periodUs));
  }
}

const FILES: readonly string[] = [
  "cgroup.procs",
  "cgroup.freeze",
  "cgroup.events",
  "cgroup.kill",
  "cpu.max",
  "cpu.stat",
];
