import { type Policy, starterPolicy } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { HOUR_MS } from "../../src/rehearsal/rehearsal-plan.ts";
import type { FleetSample } from "../../src/rehearsal/series/fleet-record.ts";
import { sampled } from "../../src/rehearsal/watch/site-series.ts";
import { played } from "./small-rehearsal.ts";

describe("SIM-341 levels follow the kernel", () => {
  test("SIM-341 no level lies above the kernel's for longer than a lease, and throttles take no longer than a heartbeat or two", () => {
    const policy = { ...starterPolicy, evidenceTtlMs: 90 * 60_000, leaseTtlMs: 20_000 };
    const { outcome } = played("evidence-stalls", { policy });
    expect(outcome.firstPauseMs).not.toBeNull();
    expect(outcome.overhangMsMax).toBeGreaterThan(0);
    expect(outcome.overhangMsMax).toBeLessThanOrEqual(policy.leaseTtlMs);
  });
});

describe("SIM-343 one series for rehearsals and sites", () => {
  test("SIM-343 the entries of a rehearsal alone give the power, headroom and leases that it saw itself", () => {
    const { outcome, entries } = played("kill", { hours: 24 });
    const again = sampled(entries, HOUR_MS, outcome.leaseTtlMs);
    const known = ({ jobs, full, research, none, leases, grantedPpm, headroomPpm, headroomMeanPpm }: FleetSample) => ({
      jobs,
      full,
      research,
      none,
      leases,
      grantedPpm,
      headroomPpm,
      headroomMeanPpm,
    });
    const own = outcome.samples.slice(0, -1).map(known);
    expect(again.slice(2, 2 + own.length).map(known)).toEqual(own);
  });
});

describe("SIM-351 policies are told apart", () => {
  test("SIM-351 evidence that ages sooner costs a fleet more where evidence stalls, and nothing in calm", () => {
    const strict = { ...starterPolicy, name: "strict", evidenceTtlMs: 2 * HOUR_MS };
    const none = (name: string, policy: Policy): number =>
      played(name, { hours: 24, clusters: 1, policy }).outcome.levelHours.none;
    expect(none("evidence-stalls", starterPolicy)).toBe(0);
    expect(none("evidence-stalls", strict)).toBeGreaterThan(2);
    expect(none("calm", strict)).toBe(0);
  });

  test("SIM-351 a longer lease lets jobs run on longer under a dead controller, and all of it is paid for", () => {
    const computed = (leaseTtlMs: number) =>
      played("controller-dead", { policy: { ...starterPolicy, leaseTtlMs } }).outcome;
    expect(computed(60_000).computedHours).toBeGreaterThan(computed(5_000).computedHours);
    expect([computed(60_000).unpaidSeconds, computed(5_000).unpaidSeconds]).toEqual([0, 0]);
  });
});
