import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { systemClock } from "@plimsoll/foundation/node";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type AllowList, isAllowed, readAllowList } from "../../src/node/allow-list.ts";
import { findUnpaidCompute, type UnpaidTree } from "../../src/node/find-unpaid-compute.ts";
import { stopUnpaid } from "../../src/node/stop-unpaid.ts";
import { watchUnpaid } from "../../src/node/watch-unpaid.ts";
import { executableDigest } from "../../src/process-table/executable-digest.ts";
import { processFacts } from "../../src/process-table/process-facts.ts";
import { isStopped } from "../../src/process-table/process-record.ts";
import { procFilesystem } from "../../src/process-table/proc-filesystem.ts";
import { dataFolder } from "../../src/site/data-layout.ts";
import { type Journal, readJournal } from "../../src/warden/journal.ts";
import { BUSY, eventually, marked, Rig } from "../warden/rig.ts";

const table = procFilesystem();
const directory = mkdtempSync(join(tmpdir(), "plimsoll-unpaid-"));
/** A shell that only waits, and two that compute: one below it, and one in a session of its own. */
const shell = spawn("sh", ["-c", "sh -c 'while :; do :; done' & setsid sh -c 'while :; do :; done' & wait"], {
  detached: true,
  stdio: "ignore",
});
const busy = (): number[] => {
  const { records } = table.survey("NOBODY=1");
  return records.filter(({ parentPid }) => parentPid === shell.pid).map(({ pid }) => pid);
};

beforeAll(async () => await eventually(() => busy().length === 2));
afterAll(() => {
  for (const pid of [...busy(), shell.pid as number]) process.kill(pid, "SIGKILL");
  rmSync(directory, { recursive: true, force: true });
});

const look = async (more: Partial<Parameters<typeof findUnpaidCompute>[0]> = {}): Promise<readonly UnpaidTree[]> =>
  await findUnpaidCompute({
    processTable: table,
    facts: processFacts,
    clock: systemClock,
    wait,
    journals: [],
    isLeased: () => true,
    allow: [],
    intervalMs: 600,
    minCorePpm: 10_000,
    ownPid: process.pid,
    ...more,
  });

const pidsIn = (trees: readonly UnpaidTree[]): number[] =>
  trees.flatMap(({ processes }) => processes.map(({ pid }) => pid));

describe("G-36 compute that nobody pays for", () => {
  test("G-36 is found by what it used, with who it is; a job under a lease is not, and without one is", async () => {
    const rig = new Rig(BUSY);
    await rig.started();
    const journals = [readJournal(rig.journalFile)];
    // A process that is just being made carries no name yet.
    await eventually(() => marked(rig.run).length > 0);
    const [job] = marked(rig.run).map(({ pid }) => pid);
    const trees = await look({ journals });
    expect(pidsIn(trees)).toEqual(expect.arrayContaining(busy()));
    expect(pidsIn(trees)).not.toContain(job);
    expect(pidsIn(trees)).not.toContain(shell.pid);
    const found = trees.flatMap(({ processes }) => processes).find(({ pid }) => pid === busy()[0]);
    expect(found).toMatchObject({ user: process.getuid?.(), startTime: table.read(busy()[0] as number)?.startTime });
    expect(found?.executable).toMatch(/\/(da|ba)?sh$/);
    expect(found?.cgroups.length).toBeGreaterThan(0);
    expect(found?.corePpm).toBeGreaterThan(10_000);
    expect(pidsIn(await look({ journals, isLeased: () => false }))).toContain(job);
  });

  test("G-36 whoever waited for a child is not told of what that had used before", async () => {
    const old = (pid: number, parentPid: number, ownTicks: number, reapedTicks: number) => ({
      ...{ pid, parentPid, ownTicks, reapedTicks, startTime: pid, session: 50, processGroup: 50 },
      ...{ command: "sh", state: "S", threads: 1 },
    });
    const looks = [[old(50, 1, 5, 0), old(51, 50, 9_000, 0)], [old(50, 1, 5, 9_010)]];
    const processTable = {
      ...table,
      survey: () => ({ records: looks.shift() ?? [], isSettled: true, marked: new Set<number>() }),
    };
    const facts = () => ({ threadGroup: 50, user: 0, isKernelThread: false, executable: null, cgroups: [], run: null });
    const clock = { nowMs: 0, wallMs: () => 0, monotonicMs: () => clock.nowMs };
    const pass = async (ms: number) => void (clock.nowMs += ms);
    const trees = await look({ processTable, facts, clock, wait: pass, intervalMs: 1_000 });
    // Ten ticks of 10 ms in a second: a tenth of a core.
    expect(trees).toMatchObject([{ root: { pid: 50 }, corePpm: 100_000 }]);
  });

  test("G-36 who has the number that a warden had starts no controller's work", async () => {
    const busyFor = (pid: number, parentPid: number, ownTicks: number) => ({
      ...{ pid, parentPid, ownTicks, reapedTicks: 0, startTime: pid, session: pid, processGroup: pid },
      ...{ command: "sh", state: "R", threads: 1 },
    });
    const looks = [0, 100].map((ticks) => [busyFor(50, 1, ticks), busyFor(60, 50, 0)]);
    const survey = () => ({ records: looks.shift() ?? [], marked: new Set<number>(), isSettled: true });
    const guard = { pid: 60, startTime: 7 };
    const journal: Journal = {
      version: 1,
      run: "ended.12345678",
      bootId: table.bootId(),
      warden: guard,
      deadman: guard,
      root: null,
      cgroupDirectories: [],
    };
    const clock = { nowMs: 0, wallMs: () => 0, monotonicMs: () => clock.nowMs };
    const trees = await look({
      processTable: { ...table, survey },
      facts: () => ({ threadGroup: 50, user: 0, isKernelThread: false, executable: null, cgroups: [], run: null }),
      clock,
      wait: async (ms) => void (clock.nowMs += ms),
      journals: [journal],
      isLeased: () => false,
    });
    expect(trees.map(({ root }) => root.pid)).toEqual([50]);
  });

  test("G-36 a look that fails is told, of several in a row the first", async () => {
    const data = mkdtempSync(join(tmpdir(), "plimsoll-unpaid-"));
    onTestFinished(() => rmSync(data, { recursive: true, force: true }));
    const list = dataFolder(data).unpaidAllowed;
    mkdirSync(join(list, ".."), { recursive: true });
    writeFileSync(list, "no list");
    const faults: unknown[] = [];
    let beat = (): void => {};
    const quiet = { ...table, survey: () => ({ records: [], marked: new Set<number>(), isSettled: true }) };
    watchUnpaid({
      dataDirectory: data,
      processTable: quiet,
      clock: systemClock,
      timers: { every: (_ms, action) => ((beat = action), { stop: () => {} }) },
      wait: async () => {},
      ownPid: process.pid,
      onFound: () => {},
      onFault: (fault) => faults.push(fault),
    });
    const beatOnce = async (): Promise<void> => {
      beat();
      await wait(20);
    };
    await beatOnce();
    await beatOnce();
    expect(faults).toMatchObject([{ code: "ALLOW_LIST_MALFORMED" }]);
    writeFileSync(list, JSON.stringify({ version: 1, allow: [] }));
    await beatOnce();
    writeFileSync(list, "no list");
    await beatOnce();
    expect(faults).toHaveLength(2);
  });

  test("G-36 below the threshold nobody is told of", async () => {
    expect(await look({ minCorePpm: 64_000_000, intervalMs: 200 })).toEqual([]);
  });

  test("G-36 whoever is on the allow list is not told of, by the executable's bytes", async () => {
    const [first] = busy() as [number, number];
    const executable = executableDigest(first);
    expect(executable).toMatch(/^sha256:/);
    const allow: AllowList = [{ why: "shells of this test", executable, cgroup: null, user: process.getuid?.() ?? 0 }];
    const unpaid = pidsIn(await look({ allow }));
    for (const pid of busy()) expect(unpaid).not.toContain(pid);
  });

  test("G-36 an entry admits only whoever fits all of it", () => {
    const facts = {
      threadGroup: 9,
      user: 1_000,
      isKernelThread: false,
      executable: null,
      cgroups: ["/system.slice/cron.service"],
      run: null,
    };
    const entry = { why: "cron", executable: null, cgroup: "/system.slice", user: 1_000 } as const;
    const admitted = (more: Partial<AllowList[number]>) => isAllowed(facts, [{ ...entry, ...more }], () => null);
    expect(admitted({})).toBe(true);
    expect(admitted({ user: 0 })).toBe(false);
    expect(admitted({ cgroup: "/system.sli" })).toBe(false);
    expect(admitted({ executable: `sha256:${"0".repeat(64)}` })).toBe(false);
    expect(isAllowed(facts, [], () => null)).toBe(false);
  });

  test.each([
    ["no JSON", "{"],
    ["another version", '{"version":2,"allow":[]}'],
    [
      "an entry that names nothing",
      '{"version":1,"allow":[{"why":"all","executable":null,"cgroup":null,"user":null}]}',
    ],
    ["a name", '{"version":1,"allow":[{"why":"by name","executable":null,"cgroup":null,"user":null,"name":"sh"}]}'],
  ])("G-36 a list with %s is refused", (_, text) => {
    const file = join(directory, "allow.json");
    writeFileSync(file, text);
    expect(() => readAllowList(file)).toThrowError(expect.objectContaining({ code: "ALLOW_LIST_MALFORMED" }));
  });

  test("G-37 on request those that compute are stopped, with their descendants, and whoever only waits is not", async () => {
    const mine = (await look()).filter(({ processes }) => processes.some(({ pid }) => busy().includes(pid)));
    const ours = mine.map((tree) => ({ ...tree, processes: tree.processes.filter(({ pid }) => busy().includes(pid)) }));
    const stopped = await Promise.all(ours.map(async (tree) => await stopUnpaid(tree, table, process.pid, wait)));
    expect(stopped.flatMap(({ running }) => running)).toEqual([]);
    for (const pid of busy()) expect(readFileSync(`/proc/${pid}/status`, "utf8")).toMatch(/^State:\s+T/m);
    expect(isStopped(table.read(shell.pid as number) as NonNullable<ReturnType<typeof table.read>>)).toBe(false);
  });

  test("G-37 neither we nor those who started us are stopped", async () => {
    const self = table.read(process.pid) as NonNullable<ReturnType<typeof table.read>>;
    const identity = { pid: self.pid, startTime: self.startTime };
    const found = { ...identity, user: 0, executable: null, cgroups: [], corePpm: 1 };
    const tree = { root: identity, corePpm: 1, processes: [found] };
    const { running } = await stopUnpaid(tree, table, process.pid, wait);
    // Whoever reads this was not stopped.
    expect(running).toEqual([]);
    expect(isStopped(table.read(process.ppid) as typeof self)).toBe(false);
  });
});
