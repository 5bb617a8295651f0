import { type Entry, type Policy, starterPolicy } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import type { Scenario } from "../../src/rehearsal/scenario/scenario.ts";
import { scenarioNamed } from "../../src/rehearsal/scenario/scenarios.ts";
import { played } from "./small-rehearsal.ts";

describe("SIM-330 a rehearsal is a function of its plan", () => {
  test("SIM-330 the same plan gives the same outcome and the same entries, another seed others", () => {
    const first = played("flapping-evidence");
    const second = played("flapping-evidence");
    expect(second.outcome).toEqual(first.outcome);
    expect(second.entries).toEqual(first.entries);
    expect(played("flapping-evidence", { seed: 12 }).outcome.samples).not.toEqual(first.outcome.samples);
  });

  test("SIM-330 every job is at some level at every step", () => {
    const { levelHours } = played("controller-dead").outcome;
    expect(levelHours.full + levelHours.research + levelHours.none).toBeCloseTo(2 * 12, 6);
  });
});

describe("SIM-334 heartbeats that change nothing are leapt over", () => {
  const decided = (entries: readonly Entry[]): readonly object[] =>
    entries
      .filter(({ kind }) => kind !== "leases.renewed")
      .map((entry) => ({ ...entry, command: null, commandDigest: null }));

  const shortLived: Policy = { ...starterPolicy, evidenceTtlMs: 90 * 60_000, leaseTtlMs: 20_000 };

  test.each(["evidence-stalls", "controller-dead", "kill"])(
    "SIM-334 handing the kernel every heartbeat decides the same in %s, at the same instants",
    (name) => {
      const changes = { hours: 6, warmUpHours: 1, policy: shortLived };
      const leapt = played(name, changes);
      const dense = played(name, changes, { isDense: true });
      expect(decided(dense.entries)).toEqual(decided(leapt.entries));
      expect(dense.outcome.losses).toEqual(leapt.outcome.losses);
      expect(dense.outcome.computedHours).toBe(leapt.outcome.computedHours);
      expect(dense.entries.length).toBeGreaterThan(leapt.entries.length);
    },
    30_000,
  );

  test("SIM-334 the same where so many heartbeats are lost that leases end again and again, all of it paid for", () => {
    const lossy = { ...(scenarioNamed("calm") as Scenario), lossPpm: 300_000 };
    const changes = { hours: 2, warmUpHours: 1, scenario: lossy };
    const leapt = played("calm", changes);
    const dense = played("calm", changes, { isDense: true });
    expect(leapt.outcome.leasesGranted).toBeGreaterThan(10);
    expect(decided(dense.entries)).toEqual(decided(leapt.entries));
    expect([leapt.outcome.unpaidSeconds, dense.outcome.unpaidSeconds]).toEqual([0, 0]);
    expect(leapt.outcome.overhangMsMax).toBeLessThanOrEqual(leapt.outcome.leaseTtlMs);
  }, 30_000);
});
