import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { shippedPolicy, stateDigest } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { lockInAhead, type LockInFacts, lockInOf } from "../../src/lock-in/lock-in.ts";
import { TestSite, testPolicy, weights } from "../test-site.ts";

/** 100 interventions of 0.01 CU at proven 0.99: a bandwidth of 0.99 CU. */
const facts: LockInFacts = {
  consumedMicroCu: 990_000,
  capabilityGainMicroCu: null,
  interventions: 100,
  interventionsMax: 2_560,
  microCuPerIntervention: 10_000,
  provenControlPpm: 990_000,
  kPpm: 1_000_000,
};

describe("K-50 lock-in velocity", () => {
  test("K-50 L_v is O_r less k·C_b: bounded at equality, locked in one micro-CU beyond", () => {
    expect(lockInOf(facts)).toEqual({ verdict: "bounded", reportedMicroCu: 0, enforcedMicroCu: 0 });
    expect(lockInOf({ ...facts, consumedMicroCu: 990_001 })).toMatchObject({
      verdict: "locked-in",
      enforcedMicroCu: 1,
    });
  });

  test("K-50 the larger of consumption and reported gain counts", () => {
    expect(lockInOf({ ...facts, capabilityGainMicroCu: 1_990_000 }).enforcedMicroCu).toBe(1_000_000);
    expect(lockInOf({ ...facts, capabilityGainMicroCu: 0 }).verdict).toBe("bounded");
  });

  test("K-50 a high k is reported and not enforced; a low one is both", () => {
    const fast = { ...facts, consumedMicroCu: 2_000_000 };
    expect(lockInOf({ ...fast, kPpm: 4_000_000 })).toMatchObject({ reportedMicroCu: 0, enforcedMicroCu: 1_010_000 });
    expect(lockInOf({ ...fast, kPpm: 500_000 })).toMatchObject({
      reportedMicroCu: 1_505_000,
      enforcedMicroCu: 1_505_000,
    });
  });

  test("K-50 interventions beyond the cap of a checkpoint add nothing", () => {
    const many = { ...facts, interventions: 1_000_000, interventionsMax: 50 };
    expect(lockInOf(many).enforcedMicroCu).toBe(495_000);
  });

  test("K-50 bandwidth is rounded down", () => {
    const odd = { ...facts, interventions: 1, microCuPerIntervention: 1, consumedMicroCu: 1 };
    expect(lockInOf(odd).enforcedMicroCu).toBe(1);
  });

  test("K-50 no verdict before checkpoint 1, nor while control is unproven; the figures then have no bandwidth", () => {
    expect(lockInOf(null).verdict).toBe("none");
    expect(lockInOf({ ...facts, provenControlPpm: null })).toMatchObject({ verdict: "none", enforcedMicroCu: 990_000 });
  });

  test("K-50 a debit that would run ahead is seen before it is made", () => {
    const idle = { ...facts, consumedMicroCu: 0 };
    expect(lockInAhead(idle, 990_000)).toBe(false);
    expect(lockInAhead(idle, 990_001)).toBe(true);
    expect(lockInAhead({ ...idle, provenControlPpm: null }, 1)).toBe(true);
  });

  test("K-7 a set closes over as many FLOP as a command takes, and its entry has a canonical form", () => {
    const site = TestSite.opened(shippedPolicy);
    site.startFrom(weights("w0"));
    site.open("set-1", weights("w0"));
    site.checkpoint(weights("w1"), "9".repeat(39));
    site.at += shippedPolicy.windowDeadlineMs;
    expect(site.do({ type: "tick", holders: [] })).toBeNull();
    expect(site.kinds()).toContain("windows.closed");
    expect(() => site.entries.map((entry) => canonicalJson(entry as unknown as CanonicalValue))).not.toThrow();
    expect(() => stateDigest(site.state)).not.toThrow();
  });

  test.each(["30000", null])(
    "K-50 a parent of %s FLOP: the same training kills, whether or not it was measured on the way",
    (parent) => {
      const policy = { ...testPolicy, runQuantumFlop: "1000000", microCuPerIntervention: 0, coverFlop: "1000000" };
      const site = TestSite.opened(policy);
      const basis = { kind: "weights", digest: weights("w0"), trainedFlop: "0" } as const;
      site.start({ basis, flopPerSecondMax: "1000" });
      site.probe("set-1", weights("w0"));
      site.probe("set-2", weights("w0"));
      site.lease();
      site.at += 60_000;
      site.checkpoint(weights("w1"), parent);
      site.checkpoint(weights("w2"), "31000");
      site.probe("set-3", weights("w2"));
      expect(site.entries.find(({ kind }) => kind === "kill.ordered")).toMatchObject({ trigger: "lock_in_velocity" });
    },
  );

  test("K-50 the largest figures a policy allows stay exact", () => {
    const huge = { ...facts, interventions: 2_560, kPpm: 1_000_000_000, consumedMicroCu: Number.MAX_SAFE_INTEGER };
    expect(lockInOf(huge).enforcedMicroCu).toBe(Number.MAX_SAFE_INTEGER - 25_344_000);
    expect(lockInOf(huge).reportedMicroCu).toBe(Number.MAX_SAFE_INTEGER - 25_344_000_000);
  });
});
