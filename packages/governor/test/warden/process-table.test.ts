import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accountCpu, emptyCpuAccount } from "../../src/process-table/cpu-account.ts";
import { procFilesystem } from "../../src/process-table/proc-filesystem.ts";
import { identityKey, isAlive, parseStat, type ProcessRecord } from "../../src/process-table/process-record.ts";
import { groupsOf, membersOf, type RunClues } from "../../src/process-table/run-membership.ts";

const line = (command: string): string =>
  `4242 (${command}) S 17 4242 4240 0 -1 4194304 135 0 0 0 11 22 33 44 20 0 5 0 184356 3133440 409 18446744073709551615`;

const EXPECTED = {
  pid: 4242,
  startTime: 184_356,
  state: "S",
  parentPid: 17,
  processGroup: 4242,
  session: 4240,
  threads: 5,
  ownTicks: 33,
  reapedTicks: 77,
};

describe("reading the process table", () => {
  test.each(["sh", "a) R 1 (", "a) Z 0 0 0 0", "", " ", "(((", ")))", "x) S 1 1 1 0 -1 (", "\n", "💥) R"])(
    "G-13 a process cannot pass for another by calling itself %j",
    (command) => {
      expect(parseStat(line(command))).toEqual({ ...EXPECTED, command });
    },
  );

  test("G-13 no name of up to 15 characters changes what is read", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 15, unit: "binary" }), (command) => {
        expect(parseStat(line(command))).toEqual({ ...EXPECTED, command });
      }),
    );
  });

  test.each(["", "4242", "4242 (sh", "4242 (sh) S 17", "x (sh) S 17 4242 4240", line("sh").replace("184356", "soon")])(
    "G-13 a line that is none is a fault, not an absence: %j",
    (text) => {
      expect(() => parseStat(text)).toThrowError(expect.objectContaining({ code: "PROCESS_TABLE_MALFORMED" }));
    },
  );

  test("G-12 reads this very process, and not one that is not there", () => {
    const table = procFilesystem();
    expect(table.read(process.pid)).toMatchObject({ pid: process.pid, parentPid: process.ppid, state: "R" });
    expect(table.survey("NOBODY=1").records.map(({ pid }) => pid)).toContain(process.pid);
    expect(table.read(999_999_999)).toBeNull();
    expect(table.children(process.ppid)).toContain(process.pid);
  });

  test("G-12 a process whose start time differs is not signalled", () => {
    const table = procFilesystem();
    expect(table.signal({ pid: process.pid, startTime: 1 }, "SIGKILL")).toBe(false);
    expect([0, 1, -1, Number.NaN].map((group) => table.signalGroup(group, "SIGKILL"))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  test("G-15 a zombie is dead unless threads of it live on", () => {
    const states = [
      ["Z", 1],
      ["Z", 0],
      ["X", 1],
      ["Z", 2],
      ["T", 1],
      ["D", 1],
      ["R", 1],
    ] as const;
    expect(states.map(([state, threads]) => isAlive({ ...parseStat(line("x")), state, threads }))).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
      true,
    ]);
  });
});

const record = (pid: number, parentPid: number, session: number, more: Partial<ProcessRecord> = {}): ProcessRecord => ({
  pid,
  parentPid,
  session,
  processGroup: session,
  startTime: 1_000 + pid,
  command: "job",
  state: "S",
  threads: 1,
  ownTicks: 0,
  reapedTicks: 0,
  ...more,
});

const clues = (more: Partial<RunClues> = {}): RunClues => ({
  sinceTicks: 1_000,
  known: new Set(),
  cgroupPids: new Set(),
  isMarked: () => false,
  exempt: new Set(),
  ...more,
});

const pidsOf = (records: readonly ProcessRecord[], given: Partial<RunClues>): number[] =>
  membersOf(records, clues(given))
    .map(({ pid }) => pid)
    .sort((left, right) => left - right);

const ROOT = record(10, 1, 10);
const known = new Set([identityKey(ROOT)]);

describe("who belongs to a run", () => {
  test("G-14 descendants in whatever session, and whoever shares a session with one of them", () => {
    const table = [
      ROOT,
      record(11, 10, 10),
      record(12, 11, 12),
      record(13, 1, 12),
      record(14, 13, 14),
      record(20, 1, 20),
    ];
    expect(pidsOf(table, { known })).toEqual([10, 11, 12, 13, 14]);
  });

  test("G-14 marked processes and those in the cgroup, with their descendants", () => {
    const table = [record(30, 1, 30), record(31, 30, 31), record(40, 1, 40), record(41, 40, 41), record(50, 1, 50)];
    expect(pidsOf(table, { cgroupPids: new Set([40]), isMarked: ({ pid }) => pid === 30 })).toEqual([30, 31, 40, 41]);
  });

  test("G-12 a reused number does not belong, nor does a child that is older than its parent", () => {
    const reused = record(10, 1, 99, { startTime: 5_000 });
    expect(pidsOf([reused], { known })).toEqual([]);
    expect(pidsOf([ROOT, record(11, 10, 77, { startTime: 1_005 })], { known })).toEqual([10]);
  });

  test("G-14 nothing older than the run belongs, nor anybody in a terminal that is older", () => {
    const shell = record(5, 1, 5, { startTime: 900 });
    const table = [shell, record(60, 5, 5, { processGroup: 60 }), record(61, 5, 5, { processGroup: 61 })];
    expect(pidsOf(table, { isMarked: ({ pid }) => pid === 60 || pid === 5 })).toEqual([60]);
  });

  test("G-14 the warden and its deadman never belong", () => {
    expect(pidsOf([ROOT, record(11, 10, 10)], { known, exempt: new Set([11]) })).toEqual([10]);
  });

  test("G-14 only groups without strangers are signalled whole", () => {
    const member = record(60, 5, 5, { processGroup: 60 });
    const shared = record(61, 5, 5, { processGroup: 70 });
    const stranger = record(62, 5, 5, { processGroup: 70 });
    expect(groupsOf([member, shared, stranger], [member, shared])).toEqual(new Set([60]));
  });

  test("G-14 any tree is found whole from its root, in whatever order the table lists it", () => {
    const anyTree = fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 30 }).chain((shape) => {
      const tree = [ROOT];
      for (const [pick, leaves] of shape) {
        const parent = tree[pick % tree.length] ?? ROOT;
        const pid = 100 + tree.length;
        tree.push(record(pid, parent.pid, leaves ? pid : parent.session));
      }
      const strangers = [record(900, 1, 900), record(901, 900, 900)];
      return fc
        .shuffledSubarray([...tree, ...strangers], { minLength: tree.length + 2 })
        .map((table) => ({ table, size: tree.length }));
    });
    fc.assert(
      fc.property(anyTree, ({ table, size }) => {
        expect(pidsOf(table, { known })).toHaveLength(size);
      }),
    );
  });
});

const timed = (pid: number, parentPid: number, ownTicks: number, reapedTicks = 0): ProcessRecord =>
  record(pid, parentPid, 10, { ownTicks, reapedTicks });

describe("the CPU account of a tree", () => {
  test("G-10 a child that its parent waited for is counted once", () => {
    const before = accountCpu(emptyCpuAccount, [timed(10, 1, 5), timed(11, 10, 20)]);
    expect(accountCpu(before, [timed(10, 1, 6, 23)]).totalMs).toBe(290);
  });

  test("G-10 an orphan, and a child of a parent that waits for nobody, keep what was seen of them", () => {
    const before = accountCpu(emptyCpuAccount, [timed(10, 1, 5), timed(11, 10, 20), timed(12, 1, 30)]);
    expect(accountCpu(before, [timed(10, 1, 5)]).totalMs).toBe(550);
  });

  test("G-10 a whole branch that ended is looked for at its nearest living ancestor", () => {
    const before = accountCpu(emptyCpuAccount, [timed(10, 1, 5), timed(11, 10, 20), timed(12, 11, 30)]);
    expect(accountCpu(before, [timed(10, 1, 5, 50)]).totalMs).toBe(550);
  });

  test("G-10 never runs back, whoever comes and goes", () => {
    const anyReading = fc.array(
      fc.record({
        pid: fc.integer({ min: 10, max: 16 }),
        parentPid: fc.integer({ min: 9, max: 16 }),
        own: fc.nat(50),
        reaped: fc.nat(50),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(fc.array(anyReading, { maxLength: 12 }), (readings) => {
        let account = emptyCpuAccount;
        for (const reading of readings) {
          const unique = [...new Map(reading.map((each) => [each.pid, each])).values()];
          const next = accountCpu(
            account,
            unique.map(({ pid, parentPid, own, reaped }) => timed(pid, parentPid, own, reaped)),
          );
          expect(next.totalMs).toBeGreaterThanOrEqual(account.totalMs);
          account = next;
        }
      }),
    );
  });
});
