import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@plimsoll/foundation/node";
import { describe, expect, onTestFinished, test } from "vitest";
import { adoptableRoot, type AdoptionPorts, maySignal, sameAsBefore } from "../../src/node/adoptable.ts";
import { originOfRoot } from "../../src/process-table/adopted-origin.ts";
import { processFacts } from "../../src/process-table/process-facts.ts";
import { identityKey, isStopped, type ProcessRecord } from "../../src/process-table/process-record.ts";
import { procFilesystem } from "../../src/process-table/proc-filesystem.ts";
import { membersOf } from "../../src/process-table/run-membership.ts";
import { holdTree } from "../../src/warden/hold-tree.ts";
import { launchWarden, type PowerLevelPpm, reapLeftovers, type WardenMessage } from "../../src/warden/index.ts";
import { ACTUATORS, BUSY_FOUR, eventually, isPidAlive, Rig, wait } from "../warden/rig.ts";
import { WARDEN_COMMAND } from "../warden/rig-commands.ts";

const table = procFilesystem();

/** A tree that nobody governs: a session of its own, busy. */
function found(script: string): { readonly child: ChildProcess; readonly pid: number } {
  const child = spawn("sh", ["-c", script], { detached: true, stdio: "ignore" });
  const pid = child.pid as number;
  onTestFinished(() => {
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // Dead already, as it should be.
    }
  });
  return { child, pid };
}

const BUSY_TREE = "for i in 1 2; do (while :; do :; done) & done; while :; do :; done";

const treeOf = (pid: number): ProcessRecord[] =>
  table.survey("NOBODY=1").records.filter((record) => record.pid === pid || record.session === pid);

const ticksOf = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + (table.read(pid)?.ownTicks ?? 0), 0);

let adoptions = 0;

/** A warden that takes charge, and a controller that renews at `levelPpm`. */
function adopt(pid: number, actuator: "cgroup" | "signals") {
  const directory = mkdtempSync(join(tmpdir(), "plimsoll-adopt-"));
  const run = `adopted-${process.pid}-${(adoptions += 1)}`;
  const root = table.read(pid) as ProcessRecord;
  const { members, selfStopped } = holdTree(root, run, {
    clock: systemClock,
    processTable: table,
    exempt: [process.pid],
  });
  const journalFile = join(directory, "journal.json");
  const messages: WardenMessage[] = [];
  const state = { levelPpm: 0 as PowerLevelPpm, renews: true };
  const handle = launchWarden({
    wardenCommand: WARDEN_COMMAND,
    adopt: {
      run,
      root: { pid, startTime: root.startTime },
      selfStopped: members
        .filter((member) => selfStopped.has(identityKey(member)))
        .map(({ pid: number, startTime }) => ({ pid: number, startTime })),
      allotmentMilliCores: 1_000,
      actuator,
      journalFile,
    },
  });
  handle.onMessage((message) => {
    messages.push(message);
    if (message.type === "heartbeat" && state.renews) handle.renew(state.levelPpm, 1_500);
  });
  onTestFinished(async () => {
    state.renews = false;
    void handle.kill("the test is over").catch(() => {});
    await handle.closed;
    rmSync(directory, { recursive: true, force: true });
  });
  return { handle, state, messages, members, directory, journalFile };
}

describe.each(ACTUATORS)("with the %s actuator", (actuator) => {
  test("G-34 a tree that runs is stopped at once, runs nothing until its first lease, and then is held like a job", async () => {
    const { pid } = found(BUSY_TREE);
    await eventually(() => treeOf(pid).length === 3);
    const pids = treeOf(pid).map((record) => record.pid);
    const { handle, state, messages, members, journalFile } = adopt(pid, actuator);
    expect(new Set(members.map((member) => member.pid))).toEqual(new Set(pids));
    const before = ticksOf(pids);
    await eventually(() => messages.some(({ type }) => type === "adopted"));
    expect(messages.find(({ type }) => type === "adopted")).toMatchObject({ pid, processes: 3, actuator });
    expect(JSON.parse(readFileSync(journalFile, "utf8"))).toMatchObject({ version: 2, root: { pid } });
    await handle.setLevel(0);
    expect(ticksOf(pids) - before, "not one tick before the first lease").toBeLessThanOrEqual(1);
    state.levelPpm = 1_000_000;
    await handle.setLevel(1_000_000);
    await eventually(() => ticksOf(pids) - before > 10);
    state.levelPpm = 0;
    await handle.setLevel(0);
    await wait(50);
    const paused = ticksOf(pids);
    await wait(300);
    expect(ticksOf(pids) - paused).toBeLessThanOrEqual(1);
    const death = await handle.kill("test");
    expect(death).toMatchObject({ processes: 0, cause: "killed" });
    expect(pids.filter(isPidAlive)).toEqual([]);
    await handle.closed;
    expect(existsSync(journalFile)).toBe(false);
  });
});

test(
  "G-34 adopted work dies with its warden, its controller's silence, and its root",
  { timeout: 60_000 },
  async () => {
    const killedWarden = found(BUSY_TREE);
    const silent = found(BUSY_TREE);
    const rootless = found(BUSY_TREE);
    for (const { pid } of [killedWarden, silent, rootless]) await eventually(() => treeOf(pid).length === 3);
    const stories = [killedWarden, silent, rootless].map(({ pid }) => ({
      pids: treeOf(pid).map((record) => record.pid),
      ...adopt(pid, "signals"),
    }));
    for (const story of stories) {
      story.state.levelPpm = 1_000_000;
      await story.handle.setLevel(1_000_000);
    }
    const [first, second, third] = stories as [(typeof stories)[0], (typeof stories)[0], (typeof stories)[0]];
    process.kill(first.handle.pid as number, "SIGKILL");
    second.state.renews = false;
    process.kill(rootless.pid, "SIGKILL");
    await eventually(() => stories.flatMap(({ pids }) => pids).filter(isPidAlive).length === 0);
    await third.handle.closed;
    expect(third.messages.filter(({ type }) => type === "exited")).toEqual([
      { type: "exited", code: null, signal: null },
    ]);
    expect((await second.handle.closed).death?.cause).toBe("lease-expired");
  },
);

test("G-34 what warden and deadman of adopted work left is found by its journal alone", async () => {
  const { pid } = found(BUSY_TREE);
  await eventually(() => treeOf(pid).length === 3);
  const { handle, directory, messages } = adopt(pid, "signals");
  await eventually(() => messages.some(({ type }) => type === "adopted"));
  const warden = handle.pid as number;
  const deadman = table.survey("NOBODY=1").records.find((record) => record.parentPid === warden);
  process.kill(warden, "SIGSTOP");
  process.kill(deadman?.pid as number, "SIGKILL");
  process.kill(warden, "SIGKILL");
  await handle.closed;
  await wait(100);
  expect(await reapLeftovers(directory)).toMatchObject([{ outcome: "reaped", processesKilled: 3 }]);
  expect(treeOf(pid).filter((record) => isPidAlive(record.pid))).toEqual([]);
});

test("G-34 whoever had stopped itself stays stopped under power", async () => {
  const { pid } = found("(kill -STOP $(exec sh -c 'echo $PPID')) & while :; do :; done");
  await eventually(() => treeOf(pid).filter(isStopped).length === 1);
  const asleep = treeOf(pid).find(isStopped);
  const { handle, state } = adopt(pid, "signals");
  state.levelPpm = 1_000_000;
  await handle.setLevel(1_000_000);
  await wait(100);
  expect(isStopped(table.read((asleep as ProcessRecord).pid) as ProcessRecord)).toBe(true);
  expect(isStopped(table.read(pid) as ProcessRecord)).toBe(false);
});

describe("G-35 what cannot be taken charge of is refused before anything is signalled", () => {
  const ports: AdoptionPorts = {
    processTable: table,
    facts: processFacts,
    ownPid: process.pid,
    maySignal,
    governed: [],
  };
  const refused = (pid: number, more: Partial<AdoptionPorts> = {}) => {
    expect(() => adoptableRoot(pid, { ...ports, ...more })).toThrowError(
      expect.objectContaining({ code: "ADOPTION_REFUSED" }),
    );
  };

  test("G-35 the first process, a gone one, ourselves and who started us", () => {
    refused(1);
    refused(4_194_305);
    refused(process.pid);
    refused(process.ppid);
  });

  test("G-35 another user's process, a kernel thread, a thread of another process", () => {
    const { pid } = found("sleep 60; :");
    expect(adoptableRoot(pid, ports).pid).toBe(pid);
    refused(pid, { maySignal: () => false });
    const facts = processFacts(pid);
    refused(pid, { facts: () => facts && { ...facts, isKernelThread: true } });
    refused(pid, { facts: () => facts && { ...facts, threadGroup: pid + 1 } });
    const kernelThreads = table.survey("NOBODY=1").records.filter((record) => processFacts(record.pid)?.isKernelThread);
    for (const { pid: thread } of kernelThreads.slice(0, 3)) refused(thread);
  });

  test("G-35 a member of another run, by marker, cgroup or journal, and a tree that holds one", async () => {
    const rig = new Rig(BUSY_FOUR);
    const root = await rig.started();
    await eventually(() => processFacts(root)?.run === rig.run);
    refused(root);
    refused(rig.wardenPid);
    const { pid } = found("sleep 60; :");
    const facts = processFacts(pid);
    refused(pid, { facts: () => facts && { ...facts, cgroups: ["/plimsoll-other.0123abcd"] } });
    refused(pid, { governed: [{ pid, startTime: table.read(pid)?.startTime ?? 0 }] });
  });

  test("G-35 a number that became another's between look and take", () => {
    const { pid } = found("sleep 60; :");
    const root = adoptableRoot(pid, ports);
    sameAsBefore(root, root.startTime);
    expect(() => sameAsBefore(root, root.startTime - 1)).toThrowError(
      expect.objectContaining({ code: "ADOPTION_REFUSED" }),
    );
  });

  test("G-35 a warden refuses a root that is not there any more, and leaves nothing", async () => {
    const { pid } = found("sleep 60; :");
    const { handle, journalFile } = adoptAs(pid, 1);
    expect(await handle.closed).toMatchObject({ exitCode: 1, fault: { code: "ADOPTION_REFUSED" } });
    expect(existsSync(journalFile)).toBe(false);
    expect(isPidAlive(pid)).toBe(true);
  });

  const adoptAs = (pid: number, startTime: number) => {
    const journalFile = join(tmpdir(), `plimsoll-adopt-${process.pid}.json`);
    const adopted = { run: "none", root: { pid, startTime }, selfStopped: [], allotmentMilliCores: 1_000 };
    const handle = launchWarden({
      wardenCommand: WARDEN_COMMAND,
      adopt: { ...adopted, actuator: "signals", journalFile },
    });
    return { handle, journalFile };
  };
});

describe("G-34 who belongs to adopted work", () => {
  const record = (pid: number, parentPid: number, session: number, processGroup = session): ProcessRecord => ({
    pid,
    parentPid,
    session,
    processGroup,
    startTime: 1_000 + pid,
    command: "job",
    state: "S",
    threads: 1,
    ownTicks: 0,
    reapedTicks: 0,
  });
  const membersFrom = (root: ProcessRecord, records: readonly ProcessRecord[]): number[] =>
    membersOf(records, {
      sinceTicks: root.startTime,
      known: new Set([identityKey(root)]),
      cgroupPids: new Set(),
      isMarked: () => false,
      exempt: new Set(),
      adopted: originOfRoot(root),
    }).map(({ pid }) => pid);

  test("G-34 descendants and its own group, but not the shell's other work, even where the shell has gone", () => {
    const root = record(20, 10, 10, 20);
    const pipe = record(21, 10, 10, 20);
    const child = record(22, 20, 10, 20);
    const daemon = record(23, 1, 22);
    const sibling = record(30, 1, 10, 30);
    expect(membersFrom(root, [root, pipe, child, sibling])).toEqual([20, 21, 22]);
    expect(membersFrom(root, [root, { ...child, session: 22 }, daemon, sibling])).toEqual([20, 22, 23]);
  });

  test("G-34 the whole session where the root leads it", () => {
    const root = record(20, 1, 20);
    expect(membersFrom(root, [root, record(21, 1, 20, 21), record(30, 1, 30)])).toEqual([20, 21]);
  });
});
