import type { RandomStream } from "@plimsoll/foundation";
import { Agenda } from "./agenda.ts";
import { UsageRecord } from "./usage-record.ts";

/** Whose a process is: known to the world alone, never to the programs under test. */
export type Owner = "init" | "innocent" | "ours" | `job:${string}`;

export interface Task {
  readonly pid: number;
  readonly startTicks: number;
  readonly owner: Owner;
  parentPid: number;
  processGroup: number;
  session: number;
  /** `PLIMSOLL_RUN=…` of its environment, or none. */
  readonly marker: string | null;
  life: "running" | "stopped" | "zombie";
  /** Cores it would use if it were let. */
  demand: number;
  ownMs: number;
  reapedMs: number;
  cgroup: ControlGroup | null;
  /** Waits uninterruptibly in the kernel until then: signals wait too. */
  heldUntilMs: number;
  killPending: boolean;
  exit: Exit | null;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface ControlGroup {
  readonly name: string;
  quota: { quotaUs: number; periodUs: number } | null;
  freezing: boolean;
  frozen: boolean;
  usedMs: number;
  /** Budget left in the present period, ms. */
  budgetMs: number;
  periodEndMs: number;
}

export interface SpawnOptions {
  readonly parent: Task | null;
  readonly owner: Owner;
  readonly marker: string | null;
  /** A session and a process group of its own, as `setsid(2)` makes. */
  readonly ownSession: boolean;
  readonly demand?: number;
  /** A number that is free again; the next free one by default. */
  readonly pid?: number;
}

export type Signal = "SIGSTOP" | "SIGCONT" | "SIGKILL";

/** Above the highest number that Linux gives (4 194 304): no simulated process has the number of a real one. */
const PID_FIRST = 5_000_000;
const TICK_MS = 10;
const FREEZE_MS = 2;

/**
 * One machine without anything real: processes, sessions, groups, signals, control groups, a scheduler over a few cores.
 * It moves when it is told to, and never back.
 */
export class Machine {
  readonly cores = 2;
  readonly tasks = new Map<number, Task>();
  readonly groups = new Map<string, ControlGroup>();
  readonly usage = new UsageRecord();
  readonly random: RandomStream;
  bootId = "00000000-0000-4000-8000-000000000001";
  newestPid = PID_FIRST;
  nowMs = 0;
  #bootMs = -3_600_000;
  readonly #agenda = new Agenda<() => void>();
  /** Told of every death, before the process is reaped. */
  onDeath: (task: Task) => void = () => {};
  /** Told of every signal that reaches somebody. */
  onSignal: (task: Task, signal: Signal) => void = () => {};

  constructor(random: RandomStream) {
    this.random = random;
    this.#add({ parent: null, owner: "init", marker: null, ownSession: true, pid: PID_FIRST });
  }

  /** What happens on the machine by itself, such as a fork that a job makes. */
  at(atMs: number, act: () => void): void {
    this.#agenda.add(Math.max(atMs, this.nowMs), act);
  }

  advanceTo(ms: number): void {
    while (this.#agenda.dueAtMs <= ms) {
      this.#pass(this.#agenda.dueAtMs);
      this.#agenda.take()?.item();
    }
    this.#pass(ms);
  }

  spawn(options: SpawnOptions): Task {
    return this.#add(options);
  }

  fork(parent: Task, { ownSession = false, demand = parent.demand } = {}): Task {
    const { owner, marker } = parent;
    return this.#add({ parent, owner, marker, ownSession, demand });
  }

  isFree(pid: number): boolean {
    if (this.tasks.has(pid)) return false;
    return [...this.tasks.values()].every(({ processGroup, session }) => processGroup !== pid && session !== pid);
  }

  isAlive(task: Task): boolean {
    return task.life !== "zombie" && this.tasks.get(task.pid) === task;
  }

  /** Whether it could execute an instruction now. */
  canRun(task: Task): boolean {
    return task.life === "running" && task.cgroup?.frozen !== true && task.heldUntilMs <= this.nowMs;
  }

  /** True if there is such a process. */
  signal(pid: number, signal: Signal): boolean {
    const task = this.tasks.get(pid);
    if (task === undefined) return false;
    this.#deliver(task, signal);
    return true;
  }

  signalGroup(processGroup: number, signal: Signal): boolean {
    const members = [...this.tasks.values()].filter((task) => task.processGroup === processGroup);
    members.forEach((task) => this.#deliver(task, signal));
    return members.length > 0;
  }

  hold(task: Task, forMs: number): void {
    task.heldUntilMs = this.nowMs + forMs;
    this.at(task.heldUntilMs, () => {
      if (task.killPending && this.isAlive(task)) this.die(task);
    });
  }

  die(task: Task, exit: Exit = { code: null, signal: "SIGKILL" }): void {
    if (!this.isAlive(task)) return;
    task.life = "zombie";
    task.exit = exit;
    task.cgroup = null;
    this.onDeath(task);
    for (const child of this.tasks.values()) if (child.parentPid === task.pid) this.#adoptByInit(child);
    const parent = this.tasks.get(task.parentPid);
    if (parent === undefined || parent.owner === "init") this.reap(task);
    else if (parent.owner !== "ours") this.#reapByParent(task, parent);
  }

  reap(task: Task): void {
    const parent = this.tasks.get(task.parentPid);
    if (parent !== undefined) parent.reapedMs += task.ownMs + task.reapedMs;
    this.tasks.delete(task.pid);
  }

  makeGroup(name: string): void {
    const quiet = { quota: null, freezing: false, frozen: false, usedMs: 0, budgetMs: 0, periodEndMs: 0 };
    this.groups.set(name, { name, ...quiet });
  }

  membersOf(group: ControlGroup): Task[] {
    return [...this.tasks.values()].filter((task) => task.cgroup === group && task.life !== "zombie");
  }

  freeze(group: ControlGroup, frozen: boolean): void {
    if (group.freezing === frozen) return;
    group.freezing = frozen;
    if (!frozen) group.frozen = false;
    else this.at(this.nowMs + FREEZE_MS, () => (group.frozen = group.freezing));
  }

  setQuota(group: ControlGroup, quotaUs: number, periodUs: number): void {
    group.quota = { quotaUs, periodUs };
    // Linux refills the budget at every write.
    group.budgetMs = quotaUs / 1_000;
    group.periodEndMs = this.nowMs + periodUs / 1_000;
  }

  /** Power lost and back: everybody is gone, numbers and times begin anew. Only the disk stays. */
  reboot(bootId: string): void {
    for (const task of this.tasks.values()) if (task.owner !== "init") this.die(task);
    this.tasks.clear();
    this.groups.clear();
    this.bootId = bootId;
    this.#bootMs = this.nowMs;
    this.newestPid = PID_FIRST;
    this.#add({ parent: null, owner: "init", marker: null, ownSession: true, pid: PID_FIRST });
  }

  #add({ parent, owner, marker, ownSession, demand = 0, pid = this.#nextPid() }: SpawnOptions): Task {
    const task: Task = {
      pid,
      startTicks: Math.floor((this.nowMs - this.#bootMs) / TICK_MS),
      owner,
      parentPid: parent?.pid ?? (owner === "init" ? 0 : PID_FIRST),
      processGroup: ownSession ? pid : (parent as Task).processGroup,
      session: ownSession ? pid : (parent as Task).session,
      marker,
      life: "running",
      demand,
      ownMs: 0,
      reapedMs: 0,
      cgroup: parent?.cgroup ?? null,
      heldUntilMs: 0,
      killPending: false,
      exit: null,
    };
    this.newestPid = pid;
    this.tasks.set(pid, task);
    return task;
  }

  #nextPid(): number {
    let pid = this.newestPid + 1;
    while (!this.isFree(pid)) pid += 1;
    return pid;
  }

  #deliver(task: Task, signal: Signal): void {
    if (task.life === "zombie") return;
    this.onSignal(task, signal);
    if (signal === "SIGSTOP") task.life = "stopped";
    else if (signal === "SIGCONT") task.life = "running";
    else if (task.heldUntilMs > this.nowMs) task.killPending = true;
    else this.die(task);
  }

  #adoptByInit(child: Task): void {
    child.parentPid = PID_FIRST;
    if (child.life === "zombie") this.reap(child);
  }

  /** A parent waits for its children when it comes to it; until then the number stays taken. */
  #reapByParent(task: Task, parent: Task): void {
    this.at(this.nowMs + 5, () => {
      if (this.tasks.get(task.pid) !== task) return;
      if (this.canRun(parent)) this.reap(task);
      else this.#reapByParent(task, parent);
    });
  }

  #pass(ms: number): void {
    while (this.nowMs < ms) {
      const untilMs = Math.min(ms, this.#nextRefillMs());
      this.#run(untilMs);
      this.nowMs = untilMs;
      for (const group of this.groups.values()) refill(group, untilMs);
    }
  }

  #nextRefillMs(): number {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const { quota, periodEndMs } of this.groups.values())
      if (quota !== null && periodEndMs > this.nowMs) nextMs = Math.min(nextMs, periodEndMs);
    return nextMs;
  }

  /** Lets everybody who can run share the cores for a while in which nothing else changes. */
  #run(untilMs: number): void {
    const running = [...this.tasks.values()].filter((task) => task.demand > 0 && this.canRun(task));
    if (running.length === 0) return;
    const wanted = running.reduce((sum, { demand }) => sum + demand, 0);
    const share = Math.min(1, this.cores / wanted);
    const lengthMs = untilMs - this.nowMs;
    const used = new Map<Owner, { cpuMs: number; untilMs: number }>();
    for (const [group, members] of Map.groupBy(running, ({ cgroup }) => cgroup)) {
      const wantMs = members.reduce((sum, { demand }) => sum + demand, 0) * share * lengthMs;
      const part = group === null || group.quota === null ? 1 : Math.min(1, group.budgetMs / wantMs);
      if (part <= 0) continue;
      if (group !== null) {
        group.usedMs += wantMs * part;
        group.budgetMs -= wantMs * part;
      }
      // A group with a quota runs first and waits afterwards.
      for (const task of members)
        noteUse(used, task, task.demand * share * lengthMs * part, this.nowMs + lengthMs * part);
    }
    for (const [owner, { cpuMs, untilMs: until }] of used) this.usage.add(owner, this.nowMs, until, cpuMs);
  }
}

function noteUse(
  used: Map<Owner, { cpuMs: number; untilMs: number }>,
  task: Task,
  cpuMs: number,
  untilMs: number,
): void {
  task.ownMs += cpuMs;
  const sum = used.get(task.owner);
  used.set(task.owner, { cpuMs: (sum?.cpuMs ?? 0) + cpuMs, untilMs: Math.max(sum?.untilMs ?? 0, untilMs) });
}

function refill(group: ControlGroup, nowMs: number): void {
  if (group.quota === null || nowMs < group.periodEndMs) return;
  group.budgetMs = group.quota.quotaUs / 1_000;
  group.periodEndMs += group.quota.periodUs / 1_000;
}
