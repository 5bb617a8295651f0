import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import type { PowerActuator } from "../../src/actuator/power-actuator.ts";
import type { ProcessIdentity, ProcessRecord } from "../../src/process-table/process-record.ts";
import { procFilesystem } from "../../src/process-table/proc-filesystem.ts";
import type { DeadmanOrder } from "../../src/warden/deadman-orders.ts";
import { Warden } from "../../src/warden/warden.ts";
import type { WardenPorts } from "../../src/warden/warden-ports.ts";

const self = { ...(procFilesystem().read(process.pid) as ProcessRecord), pid: 10 };

/** A warden over a machine whose time and members a test tells, with all that its deadman was told. */
function warden() {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-news-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  let nowMs = 0;
  let due: { readonly atMs: number; readonly task: () => void }[] = [];
  const state = { known: [{ pid: 10, startTime: 1 }] as readonly ProcessIdentity[], unanswered: 0 };
  const told: Extract<DeadmanOrder, { type: "watch" }>[] = [];
  const actuator: PowerActuator = {
    kind: "signals",
    cgroupDirectories: [],
    adopt: () => {},
    enforce: (achievedPpm) => ({ achievedPpm, cpuMs: 0, processes: state.known.length, nextStepMs: 250 }),
    known: () => [...state.known],
    survivors: () => [],
    strike: () => {},
    release: () => true,
  };
  const ports: WardenPorts = {
    clock: { monotonicMs: () => nowMs, wallMs: () => nowMs },
    timers: {
      after: (delayMs, task) => {
        const timer = { atMs: nowMs + delayMs, task };
        due.push(timer);
        return () => (due = due.filter((each) => each !== timer));
      },
    },
    processTable: { ...procFilesystem(), read: () => self },
    ownPid: 1,
    assertSeesEverybody: () => {},
    openActuator: () => actuator,
    launchJob: () => ({ pid: 10, atGate: Promise.resolve(), open: () => {}, ended: new Promise(() => {}) }),
    launchDeadman: () => deadman,
  };
  const deadman = {
    pid: 2,
    armed: Promise.resolve(),
    lost: new Promise<void>(() => {}),
    unanswered: () => state.unanswered,
    tell: (order: DeadmanOrder) => void (order.type === "watch" && told.push(order)),
  };
  const identity = { pid: 1, startTime: 1 };
  const under = new Warden(
    {
      charge: {
        type: "start",
        run: "news",
        command: ["true"],
        cwd: "/",
        environment: {},
        allotmentMilliCores: 1_000,
        actuator: "signals",
        logFile: null,
        journalFile: join(folder, "journal.json"),
      },
      file: "/bin/true",
      deadman,
      actuator,
      journal: {
        version: 1,
        run: "news",
        bootId: "0".repeat(8) + "-0000-0000-0000-" + "0".repeat(12),
        warden: identity,
        deadman: identity,
        root: null,
        cgroupDirectories: [],
      },
    },
    ports,
    () => {},
  );
  void under.watch();
  const pass = async (untilMs: number): Promise<void> => {
    for (;;) {
      const [next] = due.filter(({ atMs }) => atMs <= untilMs).toSorted((left, right) => left.atMs - right.atMs);
      if (next === undefined) break;
      due = due.filter((each) => each !== next);
      nowMs = Math.max(nowMs, next.atMs);
      next.task();
      await setImmediate();
    }
    nowMs = untilMs;
  };
  const renew = async (heartbeat: number, ttlMs: number): Promise<void> => {
    under.hear({ type: "renewal", heartbeat, levelPpm: 1_000_000, ttlMs });
    await setImmediate();
  };
  return { pass, renew, told, state };
}

test("G-20 the deadman is told of whom the warden finds with the same look, and not only with a heartbeat", async () => {
  const { pass, renew, told, state } = warden();
  await renew(1, 60_000);
  await pass(1_010);
  const before = told.length;
  state.known = [...state.known, { pid: 11, startTime: 5 }];
  await pass(1_260);
  expect(told.at(-1)?.known.map(({ pid }) => pid)).toEqual([10, 11]);
  await pass(1_490);
  expect(told.length, "once").toBe(before + 1);
});

test("G-21 the deadman is told at once of a lease that became shorter", async () => {
  const { pass, renew, told } = warden();
  await renew(1, 60_000);
  await pass(1_010);
  expect(told.at(-1)?.leaseUntilMs).toBe(60_000);
  // The third heartbeat was sent at 500 ms.
  await renew(3, 1_000);
  expect(told.at(-1)?.leaseUntilMs).toBe(1_500);
});

test("G-22 a deadman that owes an answer is told with heartbeats alone: its silence is counted by them", async () => {
  const { pass, renew, told, state } = warden();
  await renew(1, 60_000);
  await pass(1_010);
  const before = told.length;
  state.unanswered = 1;
  state.known = [...state.known, { pid: 11, startTime: 5 }];
  await pass(1_490);
  expect(told.length).toBe(before);
  await pass(1_510);
  expect(told.length).toBe(before + 1);
});
