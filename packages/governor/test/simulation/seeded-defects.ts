import type { Readable, Writable } from "node:stream";
import type { ProcessTable } from "../../src/process-table/process-table.ts";
import { isAlive, type ProcessRecord } from "../../src/process-table/process-record.ts";
import type { WardenPorts } from "../../src/warden/warden-ports.ts";
import { rmSync, writeFileSync } from "node:fs";
import type { Scenario } from "./simulate.ts";
import type { Violation } from "./checkers.ts";
import type { Programs, World } from "./world.ts";

/** A defect put into a program on purpose, and a history in which the checkers must see it. */
export interface SeededDefect {
  readonly what: string;
  readonly programs: Partial<Programs>;
  readonly scenario: Omit<Scenario, "programs" | "seed">;
  readonly caughtAs: Violation["rule"];
}

const BUSY = { workers: 2, forks: "never", hangs: false, endsAfterMs: null } as const;

const dies = (kind: "controller death" | "warden death" | "deadman death", atMs: number) => ({ kind, atMs, on: null });

const withTable = (change: (table: ProcessTable) => Partial<ProcessTable>): Partial<Programs> => ({
  wardenPorts: (ports: WardenPorts) => {
    const processTable = { ...ports.processTable, ...change(ports.processTable) };
    return { ...ports, processTable };
  },
});

/** Answers every order and never acts. */
async function idleDeadman(input: Readable, output: Writable): Promise<number> {
  output.write("armed\n");
  input.on("data", (text: Buffer) =>
    String(text)
      .split("\n")
      .slice(1)
      .forEach(() => output.write("armed\n")),
  );
  return new Promise(() => {});
}

const sameStart = (record: ProcessRecord): ProcessRecord => ({ ...record, startTime: 10_000_000 });

/** The machine is switched off and on again, and a stranger gets the very number and start time that the job's root had. */
function rebootWithTwin(world: World): void {
  world.post(null, 1_500, () => {
    const { machine } = world;
    const root = [...machine.tasks.values()].find(({ owner, demand }) => owner.startsWith("job:") && demand > 0);
    if (root === undefined) throw new Error("expected a job to reboot from");
    machine.reboot(world.programs.bootsDiffer ? SECOND_BOOT : machine.bootId);
    const twin = machine.spawn({
      parent: null,
      owner: "innocent",
      marker: null,
      ownSession: true,
      demand: 0.2,
      pid: root.pid,
    });
    Object.assign(twin, { startTicks: root.startTicks });
  });
}

const SECOND_BOOT = "00000000-0000-4000-8000-000000000002";

const overtaken: Omit<Scenario, "programs" | "seed"> = {
  actuator: "signals",
  faults: ["pid reuse"],
  plans: [{ kind: "pid reuse", atMs: 900, on: null }],
  job: { ...BUSY, workers: 3 },
  verdict: "cut",
  checkpointAtMs: 1_500,
};

const alone: Omit<Scenario, "programs" | "seed"> = {
  actuator: "signals",
  faults: ["controller death"],
  plans: [dies("controller death", 1_200)],
  job: BUSY,
  restarts: false,
};

const guardsDie: Omit<Scenario, "programs" | "seed"> = {
  actuator: "signals",
  faults: ["warden death", "deadman death"],
  plans: [dies("warden death", 1_200), dies("deadman death", 1_200)],
  job: BUSY,
  verdict: "full",
  restarts: false,
};

const lowered = (
  verdict: "research" | "paused",
  actuator: "signals" | "cgroup",
): Omit<Scenario, "programs" | "seed"> => ({
  actuator,
  faults: [],
  job: BUSY,
  verdict,
  checkpointAtMs: 800,
});

/** A reboot between two controllers, and nothing wrong with the programs. */
export const REBOOTED: Omit<Scenario, "programs" | "seed"> = {
  ...lowered("paused", "signals"),
  verdict: "full",
  also: rebootWithTwin,
  restarts: true,
};

export const SEEDED_DEFECTS: readonly SeededDefect[] = [
  {
    what: "a warden that takes a lease for ten times its length",
    programs: { heardByWarden: (line) => line.replace(/"ttlMs":(\d+)/, '"ttlMs":$10') },
    scenario: alone,
    caughtAs: "compute after its lease",
  },
  {
    what: "a warden that is blind to the clock, with a deadman that sleeps",
    programs: {
      wardenPorts: (ports) => ({ ...ports, clock: { ...ports.clock, monotonicMs: () => 1_000 } }),
      runDeadman: idleDeadman,
    },
    scenario: alone,
    caughtAs: "compute after its lease",
  },
  {
    what: "a deadman that does not strike",
    programs: { runDeadman: idleDeadman },
    scenario: {
      ...alone,
      plans: [dies("controller death", 1_200), dies("warden death", 1_202)],
      faults: ["controller death", "warden death"],
    },
    caughtAs: "compute after its lease",
  },
  {
    what: "a controller that does not look after what a warden leaves",
    programs: { controllerReaps: false },
    scenario: guardsDie,
    caughtAs: "compute after its lease",
  },
  {
    what: "a controller that renews at full power whatever the kernel says",
    programs: { saidByController: (line) => line.replace(/"levelPpm":\d+/, '"levelPpm":1000000') },
    scenario: lowered("research", "signals"),
    caughtAs: "compute above the share",
  },
  {
    what: "a roster without start times",
    programs: withTable((table) => ({
      survey: (marker) => {
        const survey = table.survey(marker);
        return { ...survey, records: survey.records.map(sameStart) };
      },
      read: (pid) => {
        const record = table.read(pid);
        return record === null ? null : sameStart(record);
      },
      signal: ({ pid }, signal) => process.kill(pid, signal),
    })),
    scenario: overtaken,
    caughtAs: "innocent signalled",
  },
  {
    what: "a reaper that cannot tell one boot from another",
    programs: { bootsDiffer: false },
    scenario: REBOOTED,
    caughtAs: "innocent signalled",
  },
  {
    what: "a kill that overlooks whoever hangs in the kernel",
    programs: withTable((table) => ({
      survey: (marker) => {
        const survey = table.survey(marker);
        return { ...survey, records: survey.records.filter(({ state }) => state !== "D") };
      },
    })),
    scenario: { ...lowered("paused", "signals"), verdict: "cut", job: { ...BUSY, workers: 3 }, also: hangAll },
    caughtAs: "death said of the living",
  },
  {
    what: "a kill that takes the root for the tree",
    programs: withTable((table) => ({
      survey: (marker) => {
        const survey = table.survey(marker);
        const { records, marked } = survey;
        return {
          ...survey,
          records: records.filter(isRootOrOther),
          marked: new Set([...marked].filter((pid) => isRootOrOther(table.read(pid)))),
        };
      },
      children: () => [],
      signalGroup: () => false,
    })),
    scenario: { ...alone, job: { ...BUSY, workers: 3 } },
    caughtAs: "death said of the living",
  },
  {
    what: "a warden whose stop signals go nowhere",
    programs: withTable((table) => ({
      signal: (target, signal) => signal === "SIGSTOP" || table.signal(target, signal),
      signalGroup: (group, signal) => signal === "SIGSTOP" || table.signalGroup(group, signal),
    })),
    scenario: lowered("research", "signals"),
    caughtAs: "compute above the share",
  },
  {
    what: "a quota that is written again at every step, which refills it",
    programs: {
      wardenPorts: (ports) => ({
        ...ports,
        openActuator: (options) => {
          const actuator = ports.openActuator(options);
          const enforce = actuator.enforce.bind(actuator);
          actuator.enforce = (levelPpm, nowMs) => {
            if (levelPpm === 200_000) writeFileSync(`${actuator.cgroupDirectories[0]}/cpu.max`, "20000 100000");
            return { ...enforce(levelPpm, nowMs), nextStepMs: 60 };
          };
          return actuator;
        },
      }),
    },
    scenario: lowered("research", "cgroup"),
    caughtAs: "compute above the share",
  },
  {
    what: "a job that does not wait at its gate",
    programs: { gateHolds: false },
    scenario: alone,
    caughtAs: "life without a journal",
  },
  {
    what: "a warden that throws its journal away",
    programs: {
      wardenPorts: (ports) => ({
        ...ports,
        launchJob: (start, file) => {
          rmSync(start.journalFile, { force: true });
          return ports.launchJob(start, file);
        },
      }),
    },
    scenario: alone,
    caughtAs: "life without a journal",
  },
];

function hangAll(world: World): void {
  for (let atMs = 900; atMs < 1_500; atMs += 20)
    world.post(null, atMs, () => {
      for (const task of world.machine.tasks.values())
        if (task.owner.startsWith("job:") && world.machine.canRun(task)) world.machine.hold(task, 400);
    });
}

const isRootOrOther = (record: ProcessRecord | null): boolean =>
  record === null || !isAlive(record) || record.pid === record.session || record.state !== "R";
