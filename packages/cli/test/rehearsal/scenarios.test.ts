import { shippedPolicy } from "@plimsoll/kernel";
import { beforeAll, describe, expect, test } from "vitest";
import { HOUR_MS, JOB, PEOPLE } from "../../src/rehearsal/rehearsal-plan.ts";
import type { Scenario } from "../../src/rehearsal/scenario/scenario.ts";
import { SCENARIOS, scenarioNamed } from "../../src/rehearsal/scenario/scenarios.ts";
import type { FleetSample } from "../../src/rehearsal/series/fleet-record.ts";
import { broken, played } from "./small-rehearsal.ts";

describe("SIM-331 the kernel decides, by commands as the governor sends them", () => {
  let calm: ReturnType<typeof played>;
  beforeAll(() => {
    calm = played("calm", { policy: shippedPolicy, job: JOB, warmUpHours: 4 });
  }, 30_000);

  test("SIM-331 in calm nothing is refused, nobody is paused, and full power follows from proof alone", () => {
    expect(calm.outcome.refusals).toEqual({});
    expect(calm.outcome.levelHours.none).toBe(0);
    expect(calm.outcome.levelHours.full).toBeGreaterThan(12);
    expect(broken(calm.outcome)).toEqual([]);
  });

  test("SIM-331 a model that the policy does not spare brings benchmark, families, discriminator and costs", () => {
    const kinds = new Set(calm.entries.map(({ kind }) => kind));
    for (const kind of ["benchmark.recorded", "families.closed", "detectability.recorded", "costs.recorded"] as const)
      expect(kinds).toContain(kind);
    const screened = new Set(played("calm", { hours: 2 }).entries.map(({ kind }) => kind));
    expect(screened).toContain("windows.closed");
    expect(screened).not.toContain("families.closed");
  });

  test("SIM-331 leases come after two closed window sets, and never before", () => {
    const granted = calm.entries.findIndex(
      (entry) => entry.kind === "lease.granted" && entry.purpose === "training" && entry.run === "cluster-0/run-1",
    );
    const closed = calm.entries.slice(0, granted).filter((entry) => entry.kind === "windows.closed");
    expect(granted).toBeGreaterThan(0);
    expect(closed.filter((entry) => entry.kind === "windows.closed" && entry.set.startsWith("cluster-0/")).length).toBe(
      2,
    );
  });
});

describe("SIM-336 each scenario does what it says", () => {
  test("SIM-336 controller-dead: every lease ends by itself and is granted anew; nobody computes meanwhile", () => {
    const { outcome } = played("controller-dead");
    expect(outcome.leasesGranted).toBe(2);
    // 1.5 hours of the 12, for both jobs, to the ten minutes of a step.
    expect(outcome.levelHours.none).toBeCloseTo(3, 0);
    expect(outcome.unpaidSeconds).toBe(0);
    expect(Math.max(...outcome.samples.map(({ heartbeatAgeMs }) => heartbeatAgeMs ?? 0))).toBeGreaterThan(HOUR_MS / 2);
  });

  test("SIM-336 kill: every second job is killed by its evidence, held, released and at work again", () => {
    const { outcome, entries } = played("kill", { hours: 36 });
    expect([outcome.kills, outcome.releases]).toEqual([1, 1]);
    expect(outcome.phases).toEqual({ running: 2 });
    const killedAt = entries.find(({ kind }) => kind === "kill.ordered")?.at ?? 0;
    const releasedAt = entries.find(({ kind }) => kind === "lineage.released")?.at ?? 0;
    expect(releasedAt - killedAt).toBeGreaterThanOrEqual(PEOPLE.refractoryMs);
    expect(outcome.levelHours.none).toBeGreaterThan(PEOPLE.refractoryMs / HOUR_MS);
    expect(broken(outcome)).toEqual([]);
  });

  test("SIM-336 slow-decay: control is lost in the end, where in calm it is not", () => {
    const least = (samples: readonly FleetSample[]): number =>
      Math.min(...samples.map(({ headroomPpm }) => headroomPpm ?? Number.POSITIVE_INFINITY));
    const [decaying, calm] = ["slow-decay", "calm"].map((name) =>
      least(played(name, { hours: 120, clusters: 1 }).outcome.samples),
    );
    expect(calm).toBeGreaterThan(35_000);
    expect(decaying).toBeLessThan((calm ?? 0) - 8_000);
  }, 30_000);

  test("SIM-336 flapping-evidence: chance takes full power away that calm keeps", () => {
    const full = (name: string): number => played(name, { hours: 24 }).outcome.levelHours.full;
    expect(full("flapping-evidence")).toBeLessThan(full("calm") / 2);
  });

  test("SIM-336 every scenario has a name of its own and says what it is", () => {
    expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(6);
    for (const { meaning } of SCENARIOS) expect(meaning.length).toBeGreaterThan(20);
    expect(scenarioNamed("canary-deaf-nodes")).toBeDefined();
    expect(SCENARIOS.map(({ name }) => name)).not.toContain("canary-deaf-nodes");
  });
});

describe("SIM-338 promises", () => {
  test("SIM-338 the canary breaks them: nodes that do not let go compute without a lease", () => {
    const { outcome } = played("canary-deaf-nodes");
    expect(broken(outcome)).toContain("no-compute-without-a-lease");
    expect(outcome.unpaidSeconds).toBeGreaterThan(3_600);
  });

  test("SIM-338 a limit on flapping that is crossed is a broken promise, and one that is not is none", () => {
    const { outcome } = played("flapping-evidence", { hours: 24 });
    expect(outcome.flapsInADayMost).toBeGreaterThan(0);
    expect(broken(outcome, outcome.flapsInADayMost - 1)).toEqual(["no-flapping"]);
    expect(broken(outcome, outcome.flapsInADayMost)).toEqual([]);
  });
});

describe("SIM-342 the people around a job", () => {
  test("SIM-342 whoever is called rolls back onto the last weights that proved full control, and power returns", () => {
    const lost: Scenario = {
      ...(scenarioNamed("calm") as Scenario),
      erosionAt: (share) => ({ push: share < 0.1 ? 0.25 : 3, pull: share < 0.1 ? 1 : 0, growth: 0.04, noise: 0.1 }),
    };
    const { outcome, entries } = played("calm", { hours: 72, clusters: 1, scenario: lost });
    expect(outcome.rollbacks + outcome.releases).toBeGreaterThan(0);
    expect(outcome.samples.some(({ none }) => none === 1)).toBe(true);
    expect(outcome.samples.at(-1)?.none).toBe(0);
    const started = entries.filter((entry) => entry.kind === "run.started");
    expect(started.length).toBe(1 + outcome.rollbacks + outcome.releases);
    const heads = new Set(entries.flatMap((entry) => (entry.kind === "checkpoint.registered" ? entry.digest : [])));
    for (const { weights } of started.slice(1)) expect(heads).toContain(weights?.digest);
  }, 30_000);
});
