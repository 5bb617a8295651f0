import { spawn } from "node:child_process";
import { describe, expect, test } from "vitest";
import { systemClock } from "@plimsoll/foundation/node";
import type { PowerActuator } from "../../src/actuator/power-actuator.ts";
import { type CanaryPorts, killCanary, systemCanaryPorts } from "../../src/node/canary.ts";
import { KillSwitch } from "../../src/node/kill-switch.ts";
import { procFilesystem } from "../../src/process-table/proc-filesystem.ts";
import type { ProcessTable } from "../../src/process-table/process-table.ts";
import { systemTimers } from "../../src/warden/timers.ts";
import { wardenLauncher } from "../../src/run/warden-job.ts";
import { ACTUATORS, eventually, marked } from "../warden/rig.ts";

const CANARY = new URL("../../src/node/canary.ts", import.meta.url).href;

const world = { clock: systemClock, timers: systemTimers, processTable: procFilesystem(), ownPid: process.pid };

/** Hours pass in an instant, so that what waits for a death that never comes is done with soon. */
const hasty = (): CanaryPorts => {
  let nowMs = 0;
  return {
    ...systemCanaryPorts(world, "signals"),
    clock: { wallMs: () => 0, monotonicMs: () => (nowMs += 100) },
    timers: { after: (_, task) => systemTimers.after(1, task) },
  };
};

describe("G-32 readiness to kill is shown on a canary", () => {
  test.each(ACTUATORS)("G-32 a canary dies by the %s actuator, and nothing of it is left", async (actuator) => {
    let run = "";
    const ports = systemCanaryPorts(world, actuator);
    const death = await killCanary({
      ...ports,
      launch: (marker) => {
        run = marker.slice("PLIMSOLL_RUN=".length);
        return ports.launch(marker);
      },
    });
    expect(death.processes).toBe(4);
    expect(death.elapsedMs).toBeLessThanOrEqual(1_000);
    expect(marked(run)).toEqual([]);
  });

  test("G-32 a canary goes with whoever started it, by whatever way that one went", async () => {
    const name = `canary-orphan-${process.pid}`;
    const program = `import(${JSON.stringify(CANARY)}).then(({ launchCanary }) => {
      launchCanary("PLIMSOLL_RUN=${name}");
      setInterval(() => {}, 1000);
    })`;
    const starter = spawn(process.execPath, ["--conditions=@plimsoll/source", "-e", program], { stdio: "inherit" });
    await eventually(() => marked(name).length === 4);
    starter.kill("SIGKILL");
    await eventually(() => marked(name).length === 0);
  });

  test("G-32 a canary that no signal reaches is no readiness", async () => {
    const real = hasty();
    const pids: number[] = [];
    const deaf: ProcessTable = { ...world.processTable, signal: () => false, signalGroup: () => false };
    const ports: CanaryPorts = {
      ...real,
      processTable: deaf,
      launch: (marker) => {
        pids.push(...real.launch(marker));
        return pids;
      },
      openActuator: () => immortal(pids, world.processTable),
    };
    try {
      await expect(killCanary(ports)).rejects.toMatchObject({ code: "KILL_SWITCH_NOT_READY" });
    } finally {
      for (const pid of pids) process.kill(-pid, "SIGKILL");
    }
  });

  test("G-32 a canary whose cgroup is not given back at once is waited for, and one whose never is is no readiness", async () => {
    const ports = systemCanaryPorts(world, "signals");
    let left = 3;
    const slow: CanaryPorts = {
      ...ports,
      openActuator: (run, since, exempt) => releasing(ports.openActuator(run, since, exempt), () => (left -= 1) < 0),
    };
    expect((await killCanary(slow)).processes).toBe(4);
    expect(left).toBe(-1);
    const never: CanaryPorts = {
      ...hasty(),
      openActuator: (run, since, exempt) => releasing(ports.openActuator(run, since, exempt), () => false),
    };
    await expect(killCanary(never)).rejects.toMatchObject({ code: "KILL_SWITCH_NOT_READY" });
  });

  test.each([
    ["no process can be started", { launch: () => [] }],
    [
      "the process table cannot be read",
      {
        openActuator: () => {
          throw new Error("no /proc");
        },
      },
    ],
  ])("G-32 where %s there is no readiness", async (_, broken) => {
    await expect(killCanary({ ...hasty(), ...broken })).rejects.toMatchObject({ code: "KILL_SWITCH_NOT_READY" });
  });
});

/** As the inner one, but for what it says of its cgroup. */
const releasing = (inner: PowerActuator, release: () => boolean): PowerActuator => ({
  kind: inner.kind,
  cgroupDirectories: ["/sys/fs/cgroup/plimsoll-canary"],
  adopt: (root) => inner.adopt(root),
  enforce: (levelPpm, nowMs) => inner.enforce(levelPpm, nowMs),
  strike: () => inner.strike(),
  survivors: () => inner.survivors(),
  known: () => inner.known(),
  release,
});

/** Strikes and strikes, and everybody lives. */
function immortal(pids: readonly number[], processTable: ProcessTable): PowerActuator {
  const alive = () => pids.flatMap((pid) => processTable.read(pid) ?? []);
  return {
    kind: "signals",
    cgroupDirectories: [],
    adopt: () => {},
    enforce: () => ({ achievedPpm: 0, cpuMs: 0, processes: 0, nextStepMs: 100 }),
    strike: () => {},
    survivors: () => [...alive(), ...alive()],
    known: () => [],
    release: () => true,
  };
}

describe("G-33 a proof is for a while", () => {
  const switchWith = (prove: () => Promise<{ processes: number; elapsedMs: number }>) => {
    const clock = { nowMs: 0, wallMs: () => 1_790_000_000_000 + clock.nowMs, monotonicMs: () => clock.nowMs };
    const ticks: (() => void)[] = [];
    const timers = {
      every: (_: number, action: () => void) => {
        ticks.push(action);
        return { stop: () => void ticks.splice(0) };
      },
    };
    const proofs: unknown[] = [];
    const killSwitch = new KillSwitch({
      prove,
      clock,
      timers,
      intervalMs: 1_000,
      onProof: (proof) => proofs.push(proof),
    });
    return { killSwitch, clock, ticks, proofs };
  };
  const die = async () => ({ processes: 4, elapsedMs: 12 });

  test("G-33 nothing is ready before the first proof, and the proof is told", async () => {
    const { killSwitch, proofs } = switchWith(die);
    expect(() => killSwitch.assertReady()).toThrow(/no proof yet/);
    await killSwitch.arm();
    killSwitch.assertReady();
    expect(proofs).toEqual([{ provenAtMs: 1_790_000_000_000, elapsedMs: 12 }]);
  });

  test("G-33 a proof that is three intervals old is none", async () => {
    const { killSwitch, clock } = switchWith(die);
    await killSwitch.arm();
    clock.nowMs = 2_999;
    killSwitch.assertReady();
    clock.nowMs = 3_000;
    expect(() => killSwitch.assertReady()).toThrowError(expect.objectContaining({ code: "KILL_SWITCH_NOT_READY" }));
  });

  test("G-33 one canary that does not die ends readiness at once, and the next that does brings it back", async () => {
    const answers = [die, () => Promise.reject(new Error("it lives")), die];
    const { killSwitch, ticks, clock, proofs } = switchWith(() => (answers.shift() ?? die)());
    await killSwitch.arm();
    clock.nowMs = 1_000;
    ticks[0]?.();
    await eventually(() => killSwitch.readiness === null);
    expect(() => killSwitch.assertReady()).toThrow(/it lives/);
    ticks[0]?.();
    await eventually(() => proofs.length === 2);
    killSwitch.assertReady();
  });

  test("G-33 no job starts where readiness is not shown", async () => {
    const { killSwitch } = switchWith(() => Promise.reject(new Error("it lives")));
    await expect(killSwitch.arm()).rejects.toThrow("it lives");
    const launcher = wardenLauncher({
      wardenCommand: ["/bin/false"],
      name: "never",
      command: ["true"],
      cwd: "/",
      environment: {},
      allotmentMilliCores: 1_000,
      actuator: "auto",
      logFile: null,
      journals: "/nonexistent",
      assertReady: () => killSwitch.assertReady(),
      register: () => ({ stop: () => {} }),
    });
    await expect(launcher.launch(1_000_000, 5_000)).rejects.toThrow("it lives");
  });
});
