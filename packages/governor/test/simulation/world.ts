import { EventEmitter } from "node:events";
import type { ChildProcess } from "node:child_process";
import { Duplex } from "node:stream";
import type { RandomStream } from "@plimsoll/foundation";
import { runDeadman } from "../../src/warden/run-deadman.ts";
import { runWarden } from "../../src/warden/run-warden.ts";
import { systemWardenPorts, type WardenPorts } from "../../src/warden/warden-ports.ts";
import { Agenda } from "./agenda.ts";
import { ControlGroupFiles } from "./control-group-files.ts";
import { type JobProgram, runJob } from "./job-program.ts";
import { type Exit, Machine, type Task } from "./machine.ts";
import { Party, type PartyKind } from "./party.ts";
import { type Fate, Pipe } from "./pipe.ts";
import { processFiles } from "./process-files.ts";
import { SimulatedDisk } from "./simulated-disk.ts";
import type { SimulatedFiles } from "./simulated-files.ts";

/** Where the simulated disk and control groups are mounted. Nothing real is ever there. */
export const SIMULATED_ROOT = "/plimsoll-simulation";
export const DISK_ROOT = `${SIMULATED_ROOT}/disk`;
/** The disk of another node, which a gate stands on. */
export const NODE_ROOT = `${SIMULATED_ROOT}/node`;
const GROUPS_ROOT = `${SIMULATED_ROOT}/cgroup`;
export const JOURNALS = `${DISK_ROOT}/journals`;

/** The first word of the command that starts a simulated warden. */
export const WARDEN_PROGRAM = "simulated-warden";

/** How long a program takes to come up, ms. */
const START_MS = { warden: 60, deadman: 60, gate: 40 } as const;

/** What a world is made of. Seeded defects replace one of these; the real ones change nothing. */
export interface Programs {
  readonly wardenPorts: (ports: WardenPorts) => WardenPorts;
  readonly runDeadman: typeof runDeadman;
  /** What a controller really says where it meant to say this. */
  readonly saidByController: (line: string) => string;
  /** What a warden takes a line for. */
  readonly heardByWarden: (line: string) => string;
  /** Whether a controller looks after what wardens leave. */
  readonly controllerReaps: boolean;
  /** Whether a boot can be told from the one before. */
  readonly bootsDiffer: boolean;
  /** Whether a job's process waits for its order. */
  readonly gateHolds: boolean;
}

export const REAL_PROGRAMS: Programs = {
  wardenPorts: (ports) => ports,
  runDeadman,
  saidByController: (line) => line,
  heardByWarden: (line) => line,
  controllerReaps: true,
  bootsDiffer: true,
  gateHolds: true,
};

/** What a program is about to do when a fault may meet it. */
export type Act = "read" | "write" | "signal" | "survey" | "sync" | "append" | "spawn" | "control";

interface Event {
  readonly party: Party | null;
  readonly task: () => void;
}

interface ChildRecord {
  readonly child: EventEmitter;
  readonly parent: Party;
  readonly pipe: Pipe | null;
}

/** One machine, our programs on it, and one order of events: the same seed gives the same history. */
export class World {
  readonly machine: Machine;
  readonly disk = new SimulatedDisk(DISK_ROOT);
  readonly nodeDisk = new SimulatedDisk(NODE_ROOT);
  readonly random: RandomStream;
  readonly parties: Party[] = [];
  readonly #files: readonly (readonly [string, SimulatedFiles])[];
  readonly #agenda = new Agenda<Event>();
  readonly #children = new Map<Task, ChildRecord>();
  readonly #partyOf = new Map<Task, Party>();
  readonly programs: Programs;
  readonly #job: JobProgram;
  nowMs = 0;
  events = 0;
  /** Whose event is being taken: every system call belongs to it. */
  current: Party | null = null;

  /** Faults and checkers listen here. */
  meet: (party: Party, act: Act, detail: string) => void = () => {};
  fateOf: (sender: Party, receiver: Party, line: string) => Fate = () => [0];
  onWire: (sender: Party, receiver: Party, line: string, arrives: boolean) => void = () => {};
  onDelivered: (receiver: Party, line: string) => void = () => {};
  onSignalled: (by: Party | null, task: Task, signal: string) => void = () => {};
  afterEvent: () => void = () => {};
  onJobBegins: (root: Task) => void = () => {};
  onParty: (party: Party) => void = () => {};

  constructor(random: RandomStream, job: JobProgram, programs: Programs = REAL_PROGRAMS) {
    this.random = random;
    this.#job = job;
    this.programs = programs;
    this.machine = new Machine(random);
    this.#files = [
      [DISK_ROOT, this.disk],
      [NODE_ROOT, this.nodeDisk],
      [GROUPS_ROOT, new ControlGroupFiles(this.machine, GROUPS_ROOT)],
      ["/proc", processFiles(this.machine, GROUPS_ROOT)],
    ];
    this.machine.onDeath = (task) => this.#onDeath(task);
    this.machine.onSignal = (task, signal) => this.onSignalled(this.current, task, signal);
  }

  post(party: Party | null, atMs: number, task: () => void): void {
    this.#agenda.add(Math.max(atMs, this.nowMs), { party, task });
  }

  /** Runs all events up to an instant. After each, everything that was promised within it has settled. */
  async runUntil(endMs: number): Promise<void> {
    while (this.#agenda.dueAtMs <= endMs) {
      const { atMs, order, item } = this.#agenda.take() as { atMs: number; order: number; item: Event };
      this.nowMs = atMs;
      const { party, task } = item;
      if (party?.isAlive === false) continue;
      // Who is busy hears later, and in the order in which it was said.
      if (party !== null && party.busyUntilMs > atMs) this.#agenda.add(party.busyUntilMs, item, order);
      else await this.#take(party, task);
    }
    this.nowMs = endMs;
    this.machine.advanceTo(endMs);
  }

  async #take(party: Party | null, task: () => void): Promise<void> {
    this.machine.advanceTo(Math.max(this.nowMs, this.machine.nowMs));
    this.events += 1;
    this.current = party;
    task();
    await settled();
    this.current = null;
    this.afterEvent();
  }

  addParty(kind: PartyKind, parent: Task | null): Party {
    const task = this.machine.spawn({ parent, owner: "ours", marker: null, ownSession: true });
    const party = new Party(this, kind, task);
    this.parties.push(party);
    this.#partyOf.set(task, party);
    this.onParty(party);
    return party;
  }

  alive(kind: PartyKind): Party | null {
    return this.parties.findLast((party) => party.kind === kind && party.isAlive) ?? null;
  }

  /** SIGKILL out of the blue. */
  kill(party: Party): void {
    this.machine.die(party.task);
  }

  exit(party: Party, code: number): void {
    this.machine.die(party.task, { code, signal: null });
  }

  /** What a path leads to for the program that asks; null where it is none of ours. */
  filesAt(path: string): SimulatedFiles | null {
    return this.#files.find(([root]) => path === root || path.startsWith(`${root}/`))?.[1] ?? null;
  }

  /** `spawn(2)` as our programs use it. */
  spawn(
    parent: Party,
    program: string,
    words: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): ChildProcess {
    this.meet(parent, "spawn", program);
    if (!parent.isAlive) return stillborn();
    if (program === WARDEN_PROGRAM) return this.#spawnWarden(parent);
    if (words.some((word) => word.includes("deadman-main"))) return this.#spawnDeadman(parent, words.at(-1) as string);
    return this.#spawnGate(parent, environment["PLIMSOLL_RUN"] as string);
  }

  #spawnWarden(parent: Party): ChildProcess {
    return this.#spawnProgram(parent, "warden", async (warden, input, output) =>
      runWarden(input, output, this.programs.wardenPorts({ ...systemWardenPorts(), ownPid: warden.task.pid })),
    );
  }

  #spawnDeadman(parent: Party, journalFile: string): ChildProcess {
    return this.#spawnProgram(parent, "deadman", async (deadman, input, output) => {
      const { clock, timers, processTable } = systemWardenPorts();
      return this.programs.runDeadman(input, output, journalFile, {
        clock,
        timers,
        processTable,
        ownPid: deadman.task.pid,
      });
    });
  }

  #spawnProgram(
    parent: Party,
    kind: "warden" | "deadman",
    main: (party: Party, input: Pipe["output"], output: Pipe["input"]) => Promise<number>,
  ): ChildProcess {
    const party = this.addParty(kind, parent.task);
    const down = new Pipe(this, parent, party);
    const up = new Pipe(this, party, parent);
    this.post(party, parent.localMs() + START_MS[kind], () => {
      void main(party, down.output, up.input).then(
        (code) => this.exit(party, code),
        () => this.exit(party, 1),
      );
    });
    return this.#childOf(party.task, parent, up, { stdin: down.input, stdout: up.output });
  }

  /** The job's process at its gate: it asks for its order, and becomes the job when it has it. */
  #spawnGate(parent: Party, run: string): ChildProcess {
    const marker = `PLIMSOLL_RUN=${run}`;
    const task = this.machine.spawn({ parent: parent.task, owner: `job:${run}`, marker, ownSession: true });
    let isOpen = false;
    // It becomes the job by running: one that is held at its gate waits for that too.
    const pass = (): void => {
      isOpen = true;
      if (!this.machine.isAlive(task)) return;
      if (this.machine.canRun(task)) this.#begin(task);
      else this.machine.at(this.machine.nowMs + 1, pass);
    };
    const gate = new Duplex({
      read() {},
      write: (_chunk, _encoding, done) => done(),
      final: (done) => {
        if (parent.isAlive) this.machine.at(this.machine.nowMs + 1, pass);
        done();
      },
    });
    if (!this.programs.gateHolds) this.machine.at(this.machine.nowMs + 1, pass);
    this.post(parent, parent.localMs() + START_MS.gate, () => {
      if (this.machine.isAlive(task)) gate.push("r");
    });
    // Its pipe ends without an order.
    parent.onDeath.push(() =>
      this.machine.at(this.machine.nowMs + 1, () => {
        if (!isOpen) this.machine.die(task);
      }),
    );
    return this.#childOf(task, parent, null, { stdio: [null, null, null, gate] });
  }

  #begin(task: Task): void {
    this.onJobBegins(task);
    runJob(this.machine, task, this.#job);
  }

  #childOf(task: Task, parent: Party, pipe: Pipe | null, ends: object): ChildProcess {
    const kill = (): boolean => {
      if (parent.isAlive) this.machine.die(task);
      return true;
    };
    const child = Object.assign(new EventEmitter(), { pid: task.pid, kill, ...ends });
    this.#children.set(task, { child, parent, pipe });
    return child as unknown as ChildProcess;
  }

  #onDeath(task: Task): void {
    const party = this.#partyOf.get(task);
    if (party !== undefined) {
      party.isAlive = false;
      party.onDeath.forEach((act) => act());
    }
    const record = this.#children.get(task);
    if (record !== undefined) this.#tellParent(task, record);
  }

  #tellParent(task: Task, { child, parent, pipe }: ChildRecord): void {
    const { code, signal } = task.exit as Exit;
    const atMs = this.machine.nowMs + 1;
    this.post(parent, atMs, () => {
      if (this.machine.tasks.get(task.pid) === task) this.machine.reap(task);
      child.emit("exit", code, signal);
    });
    this.post(parent, Math.max(atMs, pipe?.lastArrivalMs ?? 0) + 0.1, () => child.emit("close", code, signal));
  }
}

/** What a program gets that died while it asked. */
function stillborn(): ChildProcess {
  const end = (): Duplex => new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const ends = { pid: 0, stdin: end(), stdout: end(), stdio: [null, null, null, end()] };
  return Object.assign(new EventEmitter(), ends) as unknown as ChildProcess;
}

const immediate = setImmediate;

/** Everything that is promised or ticked comes before the next turn of the event loop; nothing here waits for longer. */
const settled = (): Promise<void> => new Promise((resolve) => immediate(resolve));
