import { describe, expect, test } from "vitest";
import type { PowerLevelPpm } from "../../src/actuator/power-level.ts";
import type { WorkloadActuator, WorkloadReading } from "../../src/actuator/workload-actuator.ts";
import type { CallFaults, FaultMoment } from "./call-faults.ts";

/** A workload that runs at full power, with the actuator that has charge of it, and ways to look past the actuator. */
export interface WorkloadRig {
  readonly actuator: WorkloadActuator;
  readonly faults: CallFaults;
  /** Whether the world is at or below the level at this instant, by another way than the actuator's. `null`: an instant does not tell. */
  holds(levelPpm: PowerLevelPpm): Promise<boolean | null>;
  /** What is to be seen of it at this instant, for the message of a failure. */
  readonly seen?: () => Promise<string>;
  /** Names of what truly lives. */
  living(): Promise<readonly string[]>;
  /** Somebody else undoes the pause: resumes, unsuspends, raises. */
  interfere(): Promise<void>;
  /** Lets time pass: real, or the world's own. */
  wait(ms: number): Promise<void>;
  /** CPU time that all of it has used, by another way than the actuator's; left out where there is none to measure. */
  readonly cpuMs?: () => Promise<number>;
  /** Ends everything that the rig started. Always called. */
  close(): Promise<void>;
}

export interface ContractSubject {
  readonly name: string;
  readonly open: () => Promise<WorkloadRig>;
  /** Levels that can be held here, highest first. What is asked and not here must be replaced by the next lower one. */
  readonly reachable: readonly PowerLevelPpm[];
  /** Time in which a level is to hold, and in which all of it is to die, as the sum of the waits. */
  readonly settleMs: number;
  /** A settled level gives no more orders; an actuator that writes at every step says so here. */
  readonly repeatsOrders?: boolean;
  /** How long one check may take. Default 30 s. */
  readonly timeoutMs?: number;
  /** How long the share of CPU is measured. Default 4 s. */
  readonly measureMs?: number;
  /** How many calls are made to fail in turn, of those that a step makes. Default 40. */
  readonly faultsMax?: number;
}

export interface ContractCheck {
  readonly title: string;
  run(subject: ContractSubject): Promise<void>;
}

const LEVELS: readonly PowerLevelPpm[] = [1_000_000, 200_000, 0];

/** What every actuator must do. Each check opens a rig of its own and throws where the contract is broken. */
export const CONTRACT: readonly ContractCheck[] = [
  checked("G-110 lowers to every level and raises again, and what it reports is true", async (rig, subject) => {
    for (const level of [200_000, 0, 1_000_000, 0, 200_000, 1_000_000] as const) await settle(rig, subject, level);
    expect(await rig.holds(0), "a raised workload runs").toBe(false);
  }),

  checked("G-111 a level that holds goes on holding, and is not ordered again", async (rig, subject) => {
    for (const level of LEVELS) {
      await settle(rig, subject, level);
      rig.faults.count();
      for (let again = 0; again < 3; again += 1) {
        expect((await step(rig, level)).achievedPpm).toBe(held(subject, level));
      }
      if (subject.repeatsOrders !== true) expect(rig.faults.orders, `orders when ${level} holds already`).toBe(0);
    }
  }),

  checked("G-111 what somebody else undoes is done again", async (rig, subject) => {
    await settle(rig, subject, 0);
    await rig.interfere();
    await settle(rig, subject, 0);
    await rig.interfere();
    const reading = await step(rig, 0);
    if (reading.achievedPpm !== 0) expect(reading.reasons).not.toEqual([]);
    await settle(rig, subject, 0);
  }),

  checked("G-112 a level out of reach is replaced by the next lower one", async (rig, subject) => {
    for (const level of LEVELS.filter((each) => !subject.reachable.includes(each))) {
      const reading = await settle(rig, subject, level);
      expect(reading.achievedPpm).toBeLessThan(level);
      expect(reading.reasons.map(({ code }) => code)).toContain("LEVEL_UNREACHABLE");
      await settle(rig, subject, 1_000_000);
    }
    expect(held(subject, 0), "every workload can be paused").toBe(0);
  }),

  ...(["before", "after"] as const).flatMap((moment) =>
    (
      [
        [1_000_000, 0],
        [1_000_000, 200_000],
        [0, 1_000_000],
      ] as const
    ).map(([from, to]) =>
      checked(
        `G-110 from ${from} to ${to}, each call in turn failing ${moment} it took effect, nothing lower is claimed`,
        (rig, subject) => failEachCall(rig, subject, { from, to, moment }),
      ),
    ),
  ),

  checked("G-110 when every call fails nothing is known to hold", async (rig, subject) => {
    for (const level of LEVELS) {
      await settle(rig, subject, level);
      rig.faults.failFrom(0);
      const reading = await step(rig, level);
      expect(reading.achievedPpm).toBeNull();
      expect(reading.reasons).not.toEqual([]);
      rig.faults.count();
    }
  }),

  ...LEVELS.map((level) =>
    checked(`G-113 dies at ${level}, and no level brings it back`, async (rig, subject) => {
      await settle(rig, subject, level);
      await die(rig, subject);
      for (const again of LEVELS) await step(rig, again);
      await rig.wait(50);
      expect(await rig.living()).toEqual([]);
      expect(await rig.actuator.survivors()).toEqual([]);
      await rig.actuator.release();
      await rig.actuator.release();
    }),
  ),

  checked("G-113 a raise that is under way does not outlive a kill", async (rig, subject) => {
    await settle(rig, subject, 0);
    const raise = rig.actuator.converge(1_000_000);
    await rig.actuator.terminate();
    await raise;
    await step(rig, 1_000_000);
    await die(rig, subject);
  }),

  checked("G-113 a kill that failed says so, or kills", async (rig, subject) => {
    rig.faults.failFrom(0);
    await expect(rig.actuator.terminate()).rejects.toThrow();
    rig.faults.count();
    await die(rig, subject);
  }),

  checked("G-114 names who lives, and never nobody when a look fails", async (rig, subject) => {
    rig.faults.count();
    expect((await rig.actuator.survivors()).length).toBeGreaterThan(0);
    const looks = rig.faults.calls;
    expect(looks).toBeGreaterThan(0);
    for (const moment of ["before", "after"] as const) {
      for (const call of sample(looks, subject)) {
        rig.faults.failAt(call, moment);
        expect(await survivorsOrFault(rig), `call ${call} failing ${moment}`).not.toEqual([]);
      }
    }
    rig.faults.count();
    await die(rig, subject);
    rig.faults.count();
    await rig.actuator.survivors();
    for (const call of sample(rig.faults.calls, subject)) {
      rig.faults.failFrom(call);
      await expect(rig.actuator.survivors(), `all from call ${call} failing`).rejects.toThrow();
    }
    rig.faults.count();
  }),
];

/** The share of CPU that a level leaves, for rigs that can measure it. A check of its own, since it takes its time. */
export const CPU_SHARE: ContractCheck = checked(
  "G-110 20 % is 20 % ± 3 points of one core, and a pause less than 0.5 %",
  async (rig, subject) => {
    await settle(rig, subject, 200_000);
    await hold(rig, 200_000, Math.min(500, subject.measureMs ?? 500));
    const share = await measureShare(rig, 200_000, subject.measureMs ?? 4_000);
    await settle(rig, subject, 0);
    const paused = await measureShare(rig, 0, Math.min(1_000, subject.measureMs ?? 1_000));
    console.info(`${subject.name}: ${percent(share)} at 20 %, ${percent(paused)} when paused`);
    expect(share).toBeLessThan(0.23);
    // Another's load can only take away, and the machine is shared.
    expect(share).toBeGreaterThan(0.1);
    expect(paused).toBeLessThan(0.005);
  },
);

/** Runs the contract over one implementation. */
export function workloadContract(subject: ContractSubject, checks: readonly ContractCheck[] = CONTRACT): void {
  describe(`the actuator contract, kept by ${subject.name}`, () => {
    test.each(checks)("$title", { timeout: subject.timeoutMs ?? 30_000 }, (check) => check.run(subject));
  });
}

function checked(title: string, run: (rig: WorkloadRig, subject: ContractSubject) => Promise<void>): ContractCheck {
  return {
    title,
    run: async (subject) => {
      const rig = await subject.open();
      try {
        await run(rig, subject);
      } finally {
        rig.faults.count();
        await rig.close();
      }
    },
  };
}

/** The level that holds when this one is asked. */
const held = ({ reachable }: ContractSubject, levelPpm: PowerLevelPpm): PowerLevelPpm =>
  reachable.find((each) => each <= levelPpm) ?? 0;

/** One step, and what must be true of every reading there is. */
async function step(rig: WorkloadRig, levelPpm: PowerLevelPpm): Promise<WorkloadReading> {
  const reading = await rig.actuator.converge(levelPpm);
  const { achievedPpm, reasons, nextStepMs } = reading;
  expect(Number.isInteger(nextStepMs) && nextStepMs >= 1 && nextStepMs <= 60_000, `${nextStepMs} ms`).toBe(true);
  if (achievedPpm !== null && (await rig.holds(achievedPpm)) === false) {
    throw new Error(`${achievedPpm} was reported and is not so: ${await rig.seen?.()}`);
  }
  if (achievedPpm !== levelPpm) expect(reasons, "a reading that is not what was asked has its reason").not.toEqual([]);
  return reading;
}

async function settle(rig: WorkloadRig, subject: ContractSubject, levelPpm: PowerLevelPpm): Promise<WorkloadReading> {
  for (let waitedMs = 0; ;) {
    const reading = await step(rig, levelPpm);
    if (reading.achievedPpm === held(subject, levelPpm)) return reading;
    if (waitedMs > subject.settleMs)
      throw new Error(`${levelPpm} does not hold after ${waitedMs} ms: ${JSON.stringify(reading)}`);
    await rig.wait(reading.nextStepMs);
    waitedMs += reading.nextStepMs;
  }
}

async function hold(rig: WorkloadRig, levelPpm: PowerLevelPpm, forMs: number): Promise<void> {
  for (const endAtMs = performance.now() + forMs; performance.now() < endAtMs;) {
    await rig.wait((await step(rig, levelPpm)).nextStepMs);
  }
}

async function measureShare(rig: WorkloadRig, levelPpm: PowerLevelPpm, forMs: number): Promise<number> {
  if (rig.cpuMs === undefined) throw new Error("the rig cannot measure CPU time");
  const from = { atMs: performance.now(), cpuMs: await rig.cpuMs() };
  await hold(rig, levelPpm, forMs);
  return ((await rig.cpuMs()) - from.cpuMs) / (performance.now() - from.atMs);
}

interface Transition {
  readonly from: PowerLevelPpm;
  readonly to: PowerLevelPpm;
  readonly moment: FaultMoment;
}

async function failEachCall(
  rig: WorkloadRig,
  subject: ContractSubject,
  { from, to, moment }: Transition,
): Promise<void> {
  await settle(rig, subject, from);
  rig.faults.count();
  await step(rig, to);
  const calls = rig.faults.calls;
  expect(calls, "a step looks at the world").toBeGreaterThan(0);
  for (const call of sample(calls, subject)) {
    rig.faults.count();
    await settle(rig, subject, to);
    await settle(rig, subject, from);
    rig.faults.failAt(call, moment);
    await step(rig, to);
    rig.faults.count();
    await settle(rig, subject, to);
  }
}

/** All calls, or so many of them spread evenly. */
function sample(calls: number, { faultsMax = 40 }: ContractSubject): number[] {
  const size = Math.min(calls, faultsMax);
  return Array.from({ length: size }, (_, index) => Math.floor((index * calls) / size));
}

async function die(rig: WorkloadRig, subject: ContractSubject): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += 10) {
    await rig.actuator.terminate();
    if ((await rig.actuator.survivors()).length === 0) break;
    if (waitedMs > subject.settleMs) throw new Error("it does not die");
    await rig.wait(10);
  }
  expect(await rig.living(), "nobody was reported, and somebody lives").toEqual([]);
}

const survivorsOrFault = (rig: WorkloadRig): Promise<readonly string[]> =>
  rig.actuator.survivors().catch((cause: unknown) => [`fault: ${String(cause)}`]);

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
