import { describe, expect, test } from "vitest";
import { countFaults, type FaultCount, pairs, singles } from "./fault-count.ts";
import { RUN_FAULTS } from "./faults.ts";
import { REBOOTED, SEEDED_DEFECTS } from "./seeded-defects.ts";
import { simulate } from "./simulate.ts";
import type { World } from "./world.ts";

const ACTUATORS = ["cgroup", "signals"] as const;
/** The machine may be busy with something else; alone this takes seconds. */
const PATIENCE_MS = 180_000;

/** One history for each combination; `scripts/study/enforcement-faults.ts` plays thousands. */
const ONCE = { runsMin: 1, bitMin: 0, runsMax: 1 };
/** A fault that changes nothing was not tried (G-190). */
const UNTIL_IT_BITES = { runsMin: 1, bitMin: 1, runsMax: 20 };

const broken = (counts: readonly FaultCount[]): readonly FaultCount[] =>
  counts.filter(({ violations }) => violations > 0);
const triedOf = (counts: readonly FaultCount[]): number => counts.filter(({ bit }) => bit > 0).length;

test(
  "G-191 L1 L6 no ordered pair of faults leaves compute above the band after lease TTL + 1 s",
  { timeout: PATIENCE_MS },
  async () => {
    const counts: FaultCount[] = [];
    for (const [index, faults] of pairs(RUN_FAULTS).entries()) {
      const actuator = ACTUATORS[index % 2] as (typeof ACTUATORS)[number];
      counts.push(await countFaults(faults, ONCE, (seed) => simulate({ seed, actuator, faults })));
    }
    expect(broken(counts)).toEqual([]);
    expect(triedOf(counts)).toBeGreaterThanOrEqual(50);
  },
);

describe.each(ACTUATORS)("with the %s actuator", (actuator) => {
  test("G-191 L1 L6 no single fault does", { timeout: PATIENCE_MS }, async () => {
    const counts: FaultCount[] = [];
    for (const faults of singles(RUN_FAULTS))
      counts.push(await countFaults(faults, UNTIL_IT_BITES, (seed) => simulate({ seed, actuator, faults })));
    expect(broken(counts)).toEqual([]);
    expect(triedOf(counts)).toBe(RUN_FAULTS.length);
  });

  test(
    "G-192 L1 guards that die in the same instant, at any act of the warden, leave the job to the controller",
    { timeout: PATIENCE_MS },
    async () => {
      for (const act of ["signal", "write", "survey", "control"] as const) {
        const on = { party: "warden", act } as const;
        const plans = [
          { kind: "warden death", atMs: 1_500, on },
          { kind: "deadman death", atMs: 1_500, on },
        ] as const;
        const faults = plans.map(({ kind }) => kind);
        const { violations, jobCpuMs } = await simulate({
          seed: act,
          actuator,
          faults,
          plans,
          verdict: "research",
          checkpointAtMs: 900,
        });
        expect({ act, violations }).toEqual({ act, violations: [] });
        expect(jobCpuMs).toBeGreaterThan(0);
      }
    },
  );
});

test("G-190 L7 the same seed gives the same history", async () => {
  const scenario = { seed: "again", actuator: "signals", faults: ["lost message", "pid reuse"] } as const;
  expect(await simulate(scenario)).toEqual(await simulate(scenario));
  expect(await simulate({ ...scenario, seed: "other" })).not.toEqual(await simulate(scenario));
});

test("G-190 without a fault the job has its power, is lowered, and dies when the kernel says so", async () => {
  const play = (verdict: "full" | "research" | "cut") =>
    simulate({ seed: "plain", actuator: "cgroup", faults: [], verdict, checkpointAtMs: 1_000, job: QUIET });
  const [full, research, cut] = [await play("full"), await play("research"), await play("cut")];
  expect([full, research, cut].flatMap(({ violations }) => violations)).toEqual([]);
  expect(full.jobCpuMs).toBeGreaterThan(research.jobCpuMs * 2);
  expect(research.jobCpuMs).toBeGreaterThan(cut.jobCpuMs);
  expect([full.deathsSaid, cut.deathsSaid]).toEqual([0, 1]);
});

const QUIET = { workers: 1, forks: "never", hangs: false, endsAfterMs: null } as const;

test.each(ACTUATORS)(
  "G-198 a warden that hangs while its deadman is dead is killed by its controller, with %s",
  async (actuator) => {
    const plans = [{ kind: "deadman death", atMs: 1_600, on: null }] as const;
    const hang = (world: World) => world.post(null, 1_500, () => world.alive("warden")?.stall(60_000));
    const scenario = {
      seed: "hang",
      actuator,
      faults: ["deadman death"],
      job: QUIET,
      restarts: false,
      also: hang,
    } as const;
    const { violations, bit, jobCpuMs } = await simulate({ ...scenario, plans });
    expect(violations).toEqual([]);
    expect(bit).toEqual([true]);
    expect(jobCpuMs).toBeGreaterThan(0);
  },
);

test("G-193 after a reboot nobody is signalled who has the number and start time of somebody from before", async () => {
  const { violations, jobCpuMs } = await simulate({ ...REBOOTED, seed: "boot" });
  expect(violations).toEqual([]);
  expect(jobCpuMs).toBeGreaterThan(0);
});

test.each(SEEDED_DEFECTS)("G-194 L1 L6 canary: the checkers catch $what", async ({ programs, scenario, caughtAs }) => {
  expect((await simulate({ ...scenario, seed: "c0" })).violations).toEqual([]);
  const { violations } = await simulate({ ...scenario, seed: "c0", programs });
  expect(violations.map(({ rule }) => rule)).toContain(caughtAs);
});
