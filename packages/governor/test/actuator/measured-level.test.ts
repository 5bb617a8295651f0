import { spawn } from "node:child_process";
import { systemClock } from "@plimsoll/foundation/node";
import { expect, onTestFinished, test } from "vitest";
import { CgroupActuator } from "../../src/actuator/cgroup/cgroup-actuator.ts";
import type { CgroupLeaf } from "../../src/actuator/cgroup/cgroup-leaf.ts";
import type { PowerActuator, PowerReading } from "../../src/actuator/power-actuator.ts";
import type { PowerLevelPpm } from "../../src/actuator/power-level.ts";
import { SignalActuator } from "../../src/actuator/signals/signal-actuator.ts";
import type { ProcessRecord } from "../../src/process-table/process-record.ts";
import { procFilesystem } from "../../src/process-table/proc-filesystem.ts";
import { markerOf, type ProcessTable } from "../../src/process-table/process-table.ts";
import { RunRoster } from "../../src/process-table/run-roster.ts";
import { BUSY, wait } from "../warden/rig.ts";

const real = procFilesystem();

/** The kernel refuses every signal, as for a process that has become another user's. */
const DEAF: ProcessTable = { ...real, signal: () => false, signalGroup: () => false };

let runs = 0;

async function busyProcess(run: string): Promise<ProcessRecord> {
  const [program = "", ...rest] = BUSY;
  const [name, value] = markerOf(run).split("=") as [string, string];
  const child = spawn(program, rest, {
    detached: true,
    stdio: "ignore",
    env: { PATH: process.env["PATH"], [name]: value },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await wait(50);
  return real.read(child.pid as number) as ProcessRecord;
}

const rosterOf = (run: string, processTable: ProcessTable): RunRoster =>
  new RunRoster({
    clock: systemClock,
    processTable,
    run,
    sinceTicks: real.read(process.pid)?.startTime ?? 0,
    exempt: [process.pid],
    cgroupPids: () => [],
  });

const nameOfRun = (): string => `measured-${process.pid}-${(runs += 1)}`;

/** The readings of so many ms, step after step. */
async function stepped(actuator: PowerActuator, levelPpm: PowerLevelPpm, forMs: number): Promise<PowerReading[]> {
  const readings: PowerReading[] = [];
  for (const untilMs = systemClock.monotonicMs() + forMs; systemClock.monotonicMs() < untilMs;) {
    const reading = actuator.enforce(levelPpm, systemClock.monotonicMs());
    readings.push(reading);
    await wait(Math.min(50, reading.nextStepMs));
  }
  return readings;
}

const levelsOf = (readings: readonly PowerReading[]): Set<number> =>
  new Set(readings.map(({ achievedPpm }) => achievedPpm));

async function signalled(processTable: ProcessTable, allotmentMilliCores = 500): Promise<SignalActuator> {
  const run = nameOfRun();
  const root = await busyProcess(run);
  const actuator = new SignalActuator({ roster: rosterOf(run, processTable), allotmentMilliCores, cores: 1 });
  actuator.adopt(root);
  actuator.enforce(1_000_000, systemClock.monotonicMs());
  return actuator;
}

test("G-8 a share that no signal brings about is not reported", async () => {
  const actuator = await signalled(DEAF);
  expect(levelsOf(await stepped(actuator, 200_000, 600))).toEqual(new Set([1_000_000]));
});

test("G-8 a share that holds is, once the tree has come to a stop, and as long as it uses no more", async () => {
  const actuator = await signalled(real, 3_000);
  const [, ...readings] = await stepped(actuator, 200_000, 1_500);
  expect(levelsOf(readings.slice(readings.findIndex(({ achievedPpm }) => achievedPpm === 200_000)))).toEqual(
    new Set([200_000]),
  );
});

test("G-8 a share that stops holding is reported no longer", async () => {
  let deaf = false;
  const sometimes: ProcessTable = {
    ...real,
    signal: (target, signal) => !deaf && real.signal(target, signal),
    signalGroup: (group, signal) => !deaf && real.signalGroup(group, signal),
  };
  const actuator = await signalled(sometimes);
  await stepped(actuator, 200_000, 500);
  // It runs on from here, as whoever can resume it would have it.
  for (const { pid } of actuator.known()) process.kill(pid, "SIGCONT");
  deaf = true;
  const readings = await stepped(actuator, 200_000, 2_500);
  expect(readings.at(-1)?.achievedPpm).toBe(1_000_000);
});

/** A cgroup that reads frozen, and which `lets` people in or does not. */
function leafThat(lets: () => boolean): CgroupLeaf & { readonly inside: Set<number> } {
  const inside = new Set<number>();
  return {
    inside,
    directories: [],
    quota: { set: () => {}, get: () => null },
    freezer: { killsFrozen: true, set: () => {}, isFrozen: () => true },
    meter: () => 0,
    pids: () => inside,
    heldPids: () => inside,
    adopt: (pid) => {
      if (!lets()) throw new Error("EINVAL");
      inside.add(pid);
    },
    killAtOnce: () => true,
  };
}

test("G-8 G-9 no level holds while a member is outside of its cgroup, and it holds again once it is back", async () => {
  const run = nameOfRun();
  const root = await busyProcess(run);
  let lets = true;
  const leaf = leafThat(() => lets);
  const actuator = new CgroupActuator({ leaf, roster: rosterOf(run, real), allotmentMilliCores: 1_000 });
  actuator.adopt(root);
  expect(actuator.enforce(0, systemClock.monotonicMs())).toMatchObject({ achievedPpm: 0, processes: 1 });
  leaf.inside.clear();
  lets = false;
  await wait(300);
  expect(actuator.enforce(0, systemClock.monotonicMs())).toMatchObject({ achievedPpm: 1_000_000, processes: 1 });
  expect(actuator.enforce(200_000, systemClock.monotonicMs()).achievedPpm).toBe(1_000_000);
  lets = true;
  expect(actuator.enforce(0, systemClock.monotonicMs())).toMatchObject({ achievedPpm: 0, processes: 1 });
});
