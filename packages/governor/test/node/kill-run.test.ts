import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { systemClock } from "@plimsoll/foundation/node";
import { expect, onTestFinished, test } from "vitest";
import { canMount, SmallDisk } from "../../../cli/test/inputs/small-disk.ts";
import { claimRun, controllerOf } from "../../src/node/controller-claim.ts";
import { killOrdersIn } from "../../src/node/kill-orders.ts";
import { killRun } from "../../src/node/kill-run.ts";
import { purposeOf, runOf, treeName, type TreePurpose } from "../../src/node/node-folder.ts";
import { procFilesystem } from "../../src/process-table/proc-filesystem.ts";
import { writeJournal } from "../../src/warden/journal.ts";
import { systemTimers } from "../../src/warden/timers.ts";
import { BUSY_FOUR, eventually, isPidAlive, marked, Rig } from "../warden/rig.ts";

const KILL_MS_MAX = 1_000;

/** A data folder with the journals of jobs that really run. */
function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), "plimsoll-kill-"));
  mkdirSync(join(directory, "journals"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

let jobs = 0;

async function jobIn(directory: string, run: string, purpose: TreePurpose = "job"): Promise<Rig> {
  const name = treeName(run, purpose, String((jobs += 1)).padStart(8, "0"));
  const rig = new Rig(BUSY_FOUR, { run: name, journalFile: join(directory, "journals", `${name}.json`) });
  await rig.started();
  await eventually(() => marked(name).length === 4);
  return Object.assign(rig, { name });
}

const portsFor = (directory: string) => ({
  clock: systemClock,
  timers: systemTimers,
  processTable: procFilesystem(),
  ownPid: process.pid,
  onUnconfirmed: () => {},
  orders: killOrdersIn(directory),
  wait,
  controller: () => null,
});

const unique = (name: string): string => `${name}-${process.pid}`;

test("G-30 a kill takes a run's job and its probe, and nobody else's, and its order stands until it is settled", async () => {
  const directory = folder();
  // Another lab's run may have any name.
  const [run, other] = [unique("mine"), `${unique("mine")}-probe`];
  const rigs = await Promise.all([jobIn(directory, run), jobIn(directory, run, "probe"), jobIn(directory, other)]);
  const ports = portsFor(directory);
  const killed = await killRun(directory, run, ports);
  expect(killed).toMatchObject({ run, processes: 8 });
  expect(killed.deathConfirmedMs).toBeLessThanOrEqual(KILL_MS_MAX);
  expect(ports.orders.isGiven(run)).toBe(true);
  expect(ports.orders.standing()).toEqual([run]);
  const [mine, probe, others] = rigs as [Rig, Rig, Rig];
  expect([mine, probe].map((rig) => isPidAlive(rig.wardenPid))).toEqual([false, false]);
  expect(isPidAlive(others.wardenPid)).toBe(true);
  expect(readdirSync(join(directory, "journals"))).toHaveLength(1);
  expect(await killRun(directory, run, ports)).toMatchObject({ processes: 0 });
  ports.orders.settled(run);
  expect(ports.orders.standing()).toEqual([]);
});

test.each(["-probe", ".probe", ".probe-0a1b2c3d", ".0a1b2c3d", ".0a1b2c3d.probe-0a1b2c3d"])(
  "G-30 a run named as another with %s behind it is not that one, nor its probes",
  (end) => {
    for (const purpose of ["job", "probe"] as const) {
      const [own, other] = ["chat", `chat${end}`].map((run) => ({ run: treeName(run, purpose, "11223344") }));
      expect([runOf(own!), purposeOf(own!)]).toEqual(["chat", purpose]);
      expect([runOf(other!), purposeOf(other!)]).toEqual([`chat${end}`, purpose]);
    }
  },
);

test("G-30 a kill needs neither warden nor deadman", async () => {
  const directory = folder();
  const run = unique("hung");
  const rig = await jobIn(directory, run);
  const { warden, deadman } = await rig.guards();
  for (const guard of [warden, deadman]) process.kill(guard, "SIGSTOP");
  const { processes, deathConfirmedMs } = await killRun(directory, run, portsFor(directory));
  expect(processes).toBe(4);
  expect(deathConfirmedMs).toBeLessThanOrEqual(KILL_MS_MAX);
  expect([warden, deadman].map(isPidAlive), "stopped guards are seen off too").toEqual([false, false]);
  expect(readdirSync(join(directory, "journals"))).toEqual([]);
});

test.skipIf(!canMount)("G-30 a full disk keeps nobody alive: the missing order is told when all are dead", async () => {
  using disk = new SmallDisk(256);
  mkdirSync(join(disk.directory, "journals"));
  const run = unique("full");
  const rig = await jobIn(disk.directory, run);
  disk.fill();
  const ports = portsFor(disk.directory);
  const killed = await killRun(disk.directory, run, ports);
  expect(killed).toMatchObject({ processes: 4, orderFault: { cause: { code: "DISK_FULL" } } });
  expect(killed.deathConfirmedMs).toBeLessThanOrEqual(KILL_MS_MAX);
  expect(isPidAlive(rig.wardenPid)).toBe(false);
  expect(ports.orders.isGiven(run)).toBe(false);
  disk.free();
  expect(await killRun(disk.directory, run, ports)).toMatchObject({ processes: 0, orderFault: null });
  expect(ports.orders.isGiven(run)).toBe(true);
});

test("G-30 a controller that cannot be told of the order is seen off, with what it began meanwhile", async () => {
  const directory = folder();
  const run = unique("untold");
  await jobIn(directory, run);
  writeFileSync(join(directory, "orders"), "in the way");
  const controller = spawn("sleep", ["60"]);
  const ended = once(controller, "exit");
  const table = procFilesystem();
  const ports = portsFor(directory);
  const identity = table.read(controller.pid as number);
  let late: Promise<Rig> | null = null;
  const killed = await killRun(directory, run, {
    ...ports,
    controller: () => identity,
    wait: async (ms) => {
      // After its first job was struck it begins another, as one does that knows of no order.
      if (readdirSync(join(directory, "journals")).length === 0) await (late ??= jobIn(directory, run));
      await wait(ms);
    },
  });
  expect(killed).toMatchObject({ processes: 8, orderFault: { cause: { code: "DIRECTORY_NOT_WRITABLE" } } });
  expect(await ended).toEqual([null, "SIGKILL"]);
  expect(isPidAlive((await (late as Promise<Rig> | null))?.wardenPid ?? process.pid)).toBe(false);
  expect(readdirSync(join(directory, "journals"))).toEqual([]);
});

test("G-235 a journal that cannot be read: who carries its name is killed too, and the fault told when all else is dead", async () => {
  const directory = folder();
  const [run, other] = [unique("torn"), unique("whole")];
  await Promise.all([jobIn(directory, run), jobIn(directory, run), jobIn(directory, other)]);
  const journals = readdirSync(join(directory, "journals")).toSorted();
  const torn = journals[0] as string;
  writeFileSync(join(directory, "journals", torn), "{ torn");
  await expect(killRun(directory, run, portsFor(directory))).rejects.toMatchObject({ code: "JOURNAL_MALFORMED" });
  const names = journals.map((file) => file.slice(0, -".json".length));
  expect(names.map((name) => marked(name).length)).toEqual([0, 0, 4]);
  // Its warden, which lives, may have confirmed the death and taken the journal away.
  expect(readdirSync(join(directory, "journals")).filter((file) => file !== torn)).toEqual([journals[2]]);
  expect(await killRun(directory, other, portsFor(directory))).toMatchObject({ processes: 4 });
});

test("G-30 two kills of one run at once are one", async () => {
  const directory = folder();
  const run = unique("twice");
  await jobIn(directory, run);
  const both = await Promise.all([
    killRun(directory, run, portsFor(directory)),
    killRun(directory, run, portsFor(directory)),
  ]);
  expect(both.map(({ orderFault }) => orderFault)).toEqual([null, null]);
  expect(readdirSync(join(directory, "orders"))).toEqual([`${run}.json`]);
  expect(readdirSync(join(directory, "journals"))).toEqual([]);
});

test("G-30 an order that cannot be read is an order", () => {
  const directory = folder();
  const orders = killOrdersIn(directory);
  orders.give("a/b:c", 7);
  expect(orders.standing()).toEqual(["a/b:c"]);
  writeFileSync(join(directory, "orders", "a%2Fb%3Ac.json"), "{ torn");
  expect(orders.isGiven("a/b:c")).toBe(true);
  expect(orders.isGiven("a")).toBe(false);
});

test("G-30 where it cannot be told whether there is an order there is one", () => {
  const directory = folder();
  const orders = killOrdersIn(directory);
  expect(orders.isGiven("run-1")).toBe(false);
  writeFileSync(join(directory, "orders"), "in the way");
  expect(orders.isGiven("run-1"), "in a file there is none").toBe(false);
  rmSync(join(directory, "orders"));
  symlinkSync("orders", join(directory, "orders"));
  expect(orders.isGiven("run-1"), "a link to itself leads nowhere").toBe(true);
});

test("G-39 one living process governs a run, and what a dead one left is no claim", () => {
  const directory = folder();
  const table = procFilesystem();
  {
    using _claim = claimRun(directory, "run-1", process.ppid, table);
    expect(controllerOf(directory, "run-1", table)).toBe(process.ppid);
    expect(() => claimRun(directory, "run-1", process.pid, table)).toThrowError(
      expect.objectContaining({ code: "RUN_IN_USE" }),
    );
    expect(controllerOf(directory, "run-2", table)).toBeNull();
  }
  expect(controllerOf(directory, "run-1", table)).toBeNull();
  const file = join(directory, "controllers", "run-1.json");
  writeFileSync(file, JSON.stringify({ bootId: table.bootId(), pid: process.ppid, startTime: 1 }));
  expect(controllerOf(directory, "run-1", table)).toBeNull();
  claimRun(directory, "run-1", process.pid, table)[Symbol.dispose]();
  expect(existsSync(file)).toBe(false);
});

test("G-39 of several starts at once one governs the run, and nobody takes another's claim away", async () => {
  const directory = folder();
  const file = join(directory, "controllers", "run-1.json");
  const source = (name: string): string => JSON.stringify(new URL(`../../src/${name}`, import.meta.url).href);
  const program = `
    const { claimRun } = await import(${source("node/controller-claim.ts")});
    const { procFilesystem } = await import(${source("process-table/proc-filesystem.ts")});
    const table = procFilesystem();
    process.stdout.write("ready ");
    process.stdin.once("data", () => {
      // A start that was held up between its look and its claim.
      const late = { ...table, read: (pid) => { const end = performance.now() + 200; while (performance.now() < end); return table.read(pid); } };
      try {
        claimRun(${JSON.stringify(directory)}, "run-1", process.pid, late);
        process.stdout.write("claimed");
      } catch (fault) {
        process.stdout.write(fault.code);
      }
    });
    setInterval(() => {}, 1_000);`;
  const starts = [0, 1, 2].map(() => {
    const child = spawn(process.execPath, [
      "--no-warnings",
      "--conditions=@plimsoll/source",
      "--input-type=module",
      "-e",
      program,
    ]);
    onTestFinished(() => void child.kill("SIGKILL"));
    const start = { child, said: "" };
    child.stdout.on("data", (text: Buffer) => (start.said += text.toString()));
    return start;
  });
  await eventually(() => starts.every(({ said }) => said === "ready "), 20_000);
  for (const { child } of starts) child.stdin.write("go");
  await eventually(() => starts.every(({ said }) => said !== "ready "), 20_000);
  const claimed = starts.find(({ said }) => said === "ready claimed");
  expect(starts.map(({ said }) => said).toSorted()).toEqual(["ready RUN_IN_USE", "ready RUN_IN_USE", "ready claimed"]);
  const table = procFilesystem();
  expect(controllerOf(directory, "run-1", table)).toBe(claimed?.child.pid);

  claimed?.child.kill("SIGKILL");
  await eventually(() => controllerOf(directory, "run-1", table) === null);
  const ours = claimRun(directory, "run-1", process.pid, table);
  const others = JSON.stringify({ bootId: table.bootId(), pid: process.ppid, startTime: 1 });
  writeFileSync(file, others);
  ours[Symbol.dispose]();
  expect(readFileSync(file, "utf8")).toBe(others);
});

test("G-30 a cgroup that the system does not give back keeps its journal, and holds no kill up", async () => {
  const directory = folder();
  const cgroup = join(directory, "plimsoll-left");
  mkdirSync(cgroup);
  writeFileSync(join(cgroup, "busy"), "");
  const gone = { pid: 4_194_305, startTime: 1 };
  const name = "run-1.00000099";
  const file = join(directory, "journals", `${name}.json`);
  writeJournal(file, {
    version: 1,
    run: name,
    bootId: procFilesystem().bootId(),
    warden: gone,
    deadman: gone,
    root: null,
    cgroupDirectories: [cgroup],
  });
  expect(await killRun(directory, "run-1", portsFor(directory))).toMatchObject({ processes: 0 });
  expect(existsSync(file)).toBe(true);
});
