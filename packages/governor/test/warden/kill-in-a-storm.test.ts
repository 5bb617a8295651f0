import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { systemClock } from "@plimsoll/foundation/node";
import { describe, expect, onTestFinished, test } from "vitest";
import { strikeCgroup } from "../../src/actuator/cgroup/strike-cgroup.ts";
import { hidingOptions } from "../../src/process-table/hidden-processes.ts";
import type { ProcessRecord } from "../../src/process-table/process-record.ts";
import { procFilesystem } from "../../src/process-table/proc-filesystem.ts";
import { type ProcessTable, provenBy } from "../../src/process-table/process-table.ts";
import { readEveryone } from "../../src/process-table/read-everyone.ts";
import { RunRoster } from "../../src/process-table/run-roster.ts";
import { killUntilDead } from "../../src/warden/kill-until-dead.ts";
import { strikeRun } from "../../src/warden/reap-run.ts";
import { systemTimers } from "../../src/warden/timers.ts";
import { eventually, isPidAlive } from "./rig.ts";

const real = procFilesystem();

const rosterOver = (processTable: ProcessTable): RunRoster =>
  new RunRoster({
    clock: systemClock,
    processTable,
    run: `storm-${process.pid}`,
    sinceTicks: 0,
    exempt: [process.pid],
    cgroupPids: () => [],
  });

/** A process in a session of its own, which nothing but its number tells. */
function stranger(): ProcessRecord {
  const child = spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return real.read(child.pid as number) as ProcessRecord;
}

describe("G-16 a look at the process table comes to an end", () => {
  /** Gives out `births` numbers between any two looks, so many times. */
  const machine = (births: number, times: number) => {
    let [newest, left] = [100, times];
    return {
      listed: () => [1, 50, newest],
      newest: () => {
        if (left > 0) newest += births;
        left -= 1;
        return newest;
      },
    };
  };

  test("G-16 whoever was born while it was read is visited, and then it is settled", () => {
    const visited: number[] = [];
    expect(readEveryone(machine(2, 3), (pid) => visited.push(pid))).toBe(true);
    expect(visited).toEqual([1, 50, 102, 103, 104, 105, 106]);
  });

  test.each([1, 1_000, 1_000_000])("G-16 with %i births at every look it ends, and is not settled", (births) => {
    let visits = 0;
    expect(readEveryone(machine(births, Number.POSITIVE_INFINITY), () => (visits += 1))).toBe(false);
    expect(visits).toBeLessThanOrEqual(100_003);
  });

  test("G-16 nobody found by an unsettled look is no proof, and somebody is", () => {
    const unsettled = { records: [], marked: new Set<number>(), isSettled: false };
    expect(provenBy(unsettled, [1])).toEqual([1]);
    expect(() => provenBy(unsettled, [])).toThrowError(expect.objectContaining({ code: "PROCESS_TABLE_INCOMPLETE" }));
    const roster = rosterOver({ ...real, survey: () => unsettled });
    expect(roster.scan()).toEqual([]);
    expect(() => roster.survivors()).toThrowError(expect.objectContaining({ code: "PROCESS_TABLE_INCOMPLETE" }));
  });
});

test("G-16 those who are known stop and die before anybody is looked for, and though nobody can be", async () => {
  const { pid, startTime } = stranger();
  const signals: string[] = [];
  const roster = rosterOver({
    ...real,
    survey: () => {
      signals.push("look");
      throw new Error("the table cannot be read");
    },
    signal: (target, signal) => {
      signals.push(signal);
      return real.signal(target, signal);
    },
  });
  roster.admit([{ pid, startTime }]);
  expect(() => strikeCgroup([], roster)).toThrow("the table cannot be read");
  expect(signals).toEqual(["SIGSTOP", "look", "SIGKILL"]);
  await eventually(() => !isPidAlive(pid));
});

test("G-16 G-17 a kill by the journal stops whom it knows first, and goes on where nobody can be counted", async () => {
  const { pid, startTime } = stranger();
  const events: string[] = [];
  let isReadable = false;
  const killed = strikeRun(
    {
      version: 1,
      run: `storm-${process.pid}`,
      bootId: real.bootId(),
      warden: { pid: 4_194_305, startTime: 0 },
      deadman: { pid: 4_194_305, startTime: 0 },
      root: { pid, startTime },
      cgroupDirectories: [],
    },
    [],
    {
      clock: systemClock,
      timers: systemTimers,
      ownPid: process.pid,
      onUnconfirmed: () => (isReadable = true),
      processTable: {
        ...real,
        survey: (marker) => {
          events.push("look");
          if (!isReadable) throw new Error("the table cannot be read");
          return real.survey(marker);
        },
        signal: (target, signal) => {
          events.push(signal);
          return real.signal(target, signal);
        },
      },
    },
  );
  expect(await killed).toBe(0);
  expect(events.slice(0, 2)).toEqual(["SIGSTOP", "look"]);
  expect(isPidAlive(pid)).toBe(false);
});

test("G-17 a kill that proves nothing goes on, says so about twice a second, and ends when it is proven", async () => {
  let nowMs = 0;
  const said: { readonly atMs: number; readonly survivors: readonly number[] }[] = [];
  let strikes = 0;
  const living = { pid: 7 } as ProcessRecord;
  const elapsedMs = await killUntilDead(
    {
      strike: () => {
        strikes += 1;
        if (nowMs < 1_000) throw new Error("refused");
      },
      survivors: () => {
        if (nowMs < 2_000) throw new Error("the table cannot be read");
        return nowMs < 3_000 ? [living] : [];
      },
    },
    {
      clock: { monotonicMs: () => nowMs, wallMs: () => 0 },
      timers: {
        after: (delayMs, task) => {
          nowMs += delayMs;
          queueMicrotask(task);
          return () => {};
        },
      },
      onUnconfirmed: (survivors) => void said.push({ atMs: nowMs, survivors }),
    },
  );
  expect(elapsedMs).toBeGreaterThanOrEqual(3_000);
  expect(strikes).toBeGreaterThan(100);
  expect(said.map(({ survivors }) => survivors)).toEqual([[], [], [], [7], [7], ...(said.length > 5 ? [[7]] : [])]);
  for (const [index, { atMs }] of said.entries())
    expect(atMs - (said[index - 1]?.atMs ?? 0)).toSatisfy((gapMs: number) => gapMs >= 500 && gapMs <= 600);
});

describe("G-13 a process that may not be looked at is not absent", () => {
  const mounted = (options: string): string =>
    [
      "24 1 0:22 / / rw - ext4 /dev/sda rw",
      "25 24 0:23 / /proc rw,nosuid - proc proc rw",
      `26 25 0:24 / /proc rw,nosuid - proc proc ${options}`,
    ].join("\n");
  const user = { user: 1_000, groups: [1_000, 4] };

  test.each(["rw,hidepid=1", "rw,hidepid=2", "rw,hidepid=invisible", "rw,gid=27,hidepid=4", "rw,hidepid=ptraceable"])(
    "G-24 a /proc mounted with %s hides processes from an ordinary user, and nothing starts",
    (options) => {
      expect(hidingOptions(mounted(options), user)).toBe(options);
      expect(hidingOptions(mounted(options), { ...user, user: 0 })).toBeNull();
    },
  );

  test.each(["rw", "rw,hidepid=0", "rw,hidepid=off", "rw,gid=4,hidepid=2"])("G-24 one with %s does not", (options) => {
    expect(hidingOptions(mounted(options), user)).toBeNull();
  });

  /** As an ordinary user under a /proc that lists everybody and shows only his own. */
  const program = `
    const { procFilesystem } = await import(${JSON.stringify(new URL("../../src/process-table/proc-filesystem.ts", import.meta.url).href)});
    process.setegid(65534);
    process.seteuid(65534);
    const table = procFilesystem();
    const codeOf = (act) => { try { act(); return "read"; } catch (fault) { return fault.code; } };
    const other = Number(process.argv[1]);
    console.log(codeOf(() => table.read(other)), codeOf(() => table.survey("NOBODY=1")), table.signal({ pid: other, startTime: 1 }, "SIGSTOP"));`;
  const hidden = (script: string): ReturnType<typeof spawnSync> =>
    spawnSync("unshare", ["--mount", "sh", "-c", `mount -t proc -o hidepid=1 proc /proc && ${script}`], {
      cwd: fileURLToPath(new URL(".", import.meta.url)),
      encoding: "utf8",
    });
  const canHide = hidden("true").status === 0;

  test("G-13 it is a fault", { skip: !canHide }, () => {
    const { stdout } = hidden(
      `exec '${process.execPath}' --no-warnings --conditions=@plimsoll/source --input-type=module -e '${program}' ${process.pid}`,
    );
    expect(String(stdout).trim()).toBe("PROCESS_TABLE_INCOMPLETE PROCESS_TABLE_INCOMPLETE false");
  });
});
