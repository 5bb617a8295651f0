import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Policy, policyChanges, policyFaults, shippedPolicy, starterPolicy } from "@plimsoll/kernel";
import { narrowest } from "../../src/policy/policy-change.ts";
import { KEYS, testPolicy, TestSite, weights } from "../test-site.ts";

const narrower: Policy = {
  ...testPolicy,
  name: "narrow",
  leaseTtlMs: 1_000,
  familiesRequired: 5,
  evidenceTtlMs: 1_000,
};
const wider: Policy = { ...testPolicy, name: "wide", leaseTtlMs: 60_000, evidenceTtlMs: 2 * testPolicy.evidenceTtlMs };
const OPERATORS = [KEYS.operatorA, KEYS.operatorB];

describe("changes of policy", () => {
  test("K-48 L9 what narrows holds at once, on one operator's word", () => {
    const site = TestSite.opened();
    const before = site.state.site?.policyDigest;
    expect(site.do({ type: "policy.change", policy: narrower }, [KEYS.operatorA])).toBeNull();
    expect(site.state.site?.policy).toEqual(narrower);
    expect(site.state.site?.policyDigest).not.toBe(before);
    site.startGenesis();
    expect(site.entries.at(-1)?.policyDigest).toBe(site.state.site?.policyDigest);
  });

  test("K-48 L9 what widens needs the quorum and waits", () => {
    const site = TestSite.opened();
    expect(site.do({ type: "policy.change", policy: wider }, [KEYS.operatorA])).toBe("POLICY_QUORUM");
    expect(site.do({ type: "policy.change", policy: wider }, OPERATORS)).toBeNull();
    expect(site.state.site?.policy.leaseTtlMs).toBe(testPolicy.leaseTtlMs);
    site.at += testPolicy.policyDelayMs - 1;
    site.do({ type: "tick", holders: [] });
    expect(site.state.site?.policy.leaseTtlMs).toBe(testPolicy.leaseTtlMs);
    site.at += 1;
    site.do({ type: "tick", holders: [] });
    expect(site.state.site).toMatchObject({ policy: wider, scheduled: null });
  });

  test("K-48 a change that does both narrows now and widens later", () => {
    const site = TestSite.opened();
    site.do({ type: "policy.change", policy: { ...wider, familiesRequired: 5 } }, OPERATORS);
    expect(site.state.site?.policy).toMatchObject({ familiesRequired: 5, leaseTtlMs: testPolicy.leaseTtlMs });
    expect(site.state.site?.scheduled?.policy.leaseTtlMs).toBe(60_000);
  });

  test("K-48 a narrowing withdraws what was scheduled before", () => {
    const site = TestSite.opened();
    site.do({ type: "policy.change", policy: wider }, OPERATORS);
    site.do({ type: "policy.change", policy: narrower }, OPERATORS);
    site.at += testPolicy.policyDelayMs;
    site.do({ type: "tick", holders: [] });
    expect(site.state.site?.policy).toEqual(narrower);
  });

  test("K-48 the quorum and the delay cannot be lowered by the change that they hold up", () => {
    const site = TestSite.opened({ ...testPolicy, policyQuorum: 3 });
    expect(site.do({ type: "policy.change", policy: { ...wider, policyQuorum: 2 } }, OPERATORS)).toBe("POLICY_QUORUM");
  });

  test("K-48 K-26 a cover that shrinks lets attempts count anew: no operator alone does that, at once", () => {
    const site = TestSite.opened();
    const policy = { ...testPolicy, coverFlop: "0" };
    expect(site.do({ type: "policy.change", policy }, [KEYS.operatorA])).toBe("POLICY_QUORUM");
    expect(site.do({ type: "policy.change", policy }, OPERATORS)).toBeNull();
    site.startFrom(weights("w0"));
    const attempts = ["w0", "w1"].map((name, step) => {
      if (step > 0) site.checkpoint(weights(name), `${step}`);
      site.probe(name, weights(name), { void: 40 });
      return site.state.windowSets.get(name)?.attempts["goal_edit/EVAL"].full;
    });
    expect(attempts).toEqual([1, 2]);
  });

  test("K-48 the narrowest of two policies is never wider than either", () => {
    const amounts = fc.record({
      leaseTtlMs: fc.integer({ min: 100, max: 60_000 }),
      familiesRequired: fc.integer({ min: 1, max: 5 }),
      runQuantumFlop: fc.constantFrom(null, "10", "1000"),
      coverFlop: fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String),
      trialsPerWindow: fc.constantFrom(348, 1_132),
      coupling: fc.subarray([
        { domain: "general", kPpm: 1 },
        { domain: "other", kPpm: 7 },
      ]),
    });
    fc.assert(
      fc.property(amounts, amounts, (left, right) => {
        const [before, after] = [
          { ...testPolicy, ...left },
          { ...testPolicy, ...right },
        ];
        const both = narrowest(before, after);
        expect(policyChanges(before, both).filter(({ direction }) => direction === "wider")).toEqual([]);
        expect(narrowest(both, both)).toEqual(both);
      }),
    );
  });

  test("K-48 policies that contradict themselves are refused, and the shipped ones do not", () => {
    expect(policyFaults(shippedPolicy)).toEqual([]);
    expect(policyFaults(starterPolicy)).toEqual([]);
    const site = TestSite.opened();
    const faulty: readonly Partial<Policy>[] = [
      { trialsPerWindow: 347 },
      { trialsPerFamily: 30 },
      { coupling: [] },
      { genesisFlop: "1000000000000000000000000" },
      { tierFloorFlop: { tier2: "10", tier3: "9" } },
      { meterSilentMs: 30_000, meterForensicMs: 1_000 },
    ];
    for (const fields of faulty) {
      expect(policyFaults({ ...testPolicy, ...fields })).toHaveLength(1);
      expect(site.do({ type: "policy.change", policy: { ...testPolicy, ...fields } })).toBe("POLICY_REFUSED");
    }
  });
});
