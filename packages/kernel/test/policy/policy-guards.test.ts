import { type Policy, type PolicyChange, policyChanges, policyFaults, stateDigest } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { narrowest } from "../../src/policy/policy-change.ts";
import { DeployedSite } from "../deployments/deployed-site.ts";
import { entriesOf } from "../guards/told.ts";
import { KEYS, testPolicy, TestSite, weights } from "../test-site.ts";

const general = { domain: "general", kPpm: 1_000_000 };
const special = { domain: "special", kPpm: 2_000_000 };
const before: Policy = { ...testPolicy, coupling: [general], runQuantumFlop: "1000000" };
const OPERATORS = [KEYS.operatorA, KEYS.operatorB];

describe("what changes between two policies", () => {
  type Told = Pick<PolicyChange, "path" | "direction"> & Partial<PolicyChange>;

  test.each<[string, Partial<Policy>, readonly Told[]]>([
    ["nothing", {}, []],
    ["a name", { name: "other" }, [{ path: "/name", direction: "neutral", before: "test", after: "other" }]],
    ["a smaller limit", { leaseTtlMs: 4_000 }, [{ path: "/leaseTtlMs", direction: "narrower" }]],
    ["a larger limit", { leaseTtlMs: 6_000 }, [{ path: "/leaseTtlMs", direction: "wider" }]],
    ["a larger need", { familiesRequired: 4 }, [{ path: "/familiesRequired", direction: "narrower" }]],
    ["a smaller need", { familiesRequired: 2 }, [{ path: "/familiesRequired", direction: "wider" }]],
    [
      "more trials, of which nobody can say",
      { trialsPerWindow: 2_000 },
      [{ path: "/trialsPerWindow", direction: "wider" }],
    ],
    ["fewer trials, likewise", { trialsPerWindow: 1_000 }, [{ path: "/trialsPerWindow", direction: "wider" }]],
    ["a larger cover, in which attempts add up", { coverFlop: "2000" }, [{ path: "/coverFlop", direction: "wider" }]],
    [
      "a smaller cover, after which they begin anew",
      { coverFlop: "500" },
      [{ path: "/coverFlop", direction: "wider" }],
    ],
    [
      "a limit that is taken away",
      { runQuantumFlop: null },
      [{ path: "/runQuantumFlop", direction: "wider", before: "1000000", after: "null" }],
    ],
    [
      "a domain that comes",
      { coupling: [general, special] },
      [{ path: "/coupling/special", direction: "wider", before: "none", after: "2000000" }],
    ],
    [
      "a domain that goes",
      { coupling: [special] },
      [
        { path: "/coupling/general", direction: "narrower", before: "1000000", after: "none" },
        { path: "/coupling/special", direction: "wider" },
      ],
    ],
  ])("K-92 K-48 %s", (_, fields, told) => {
    expect(policyChanges(before, { ...before, ...fields })).toMatchObject(told);
    expect(policyChanges(before, { ...before, ...fields })).toHaveLength(told.length);
  });

  test("K-48 of two coupling tables the rows of both hold, with the smaller k", () => {
    const after = { ...before, coupling: [{ ...general, kPpm: 5 }, special] };
    expect(narrowest(before, after).coupling).toEqual([{ ...general, kPpm: 5 }]);
    expect(narrowest(after, before).coupling).toEqual([{ ...general, kPpm: 5 }]);
    expect(narrowest({ ...before, coupling: [special] }, before).coupling).toEqual([]);
  });
});

describe("policies at the edge of what can be meant", () => {
  test.each<[string, Partial<Policy>]>([
    ["Tier 3 begins where Tier 2 does", { tierFloorFlop: { tier2: "1000", tier3: "1000" } }],
    ["a training from scratch may use a whole quantum", { genesisFlop: "1000", runQuantumFlop: "1000" }],
    ["only a window without failures proves full control", { trialsPerWindow: 348 }],
    ["a silent meter pauses and shuts down at once", { meterSilentMs: 5_000, meterForensicMs: 5_000 }],
  ])("K-48 %s: that can be meant", (_, fields) => {
    expect(policyFaults({ ...testPolicy, ...fields })).toEqual([]);
  });

  test.each<[string, Partial<Policy>, string]>([
    ["Tier 3 begins before Tier 2", { tierFloorFlop: { tier2: "1000", tier3: "999" } }, "/tierFloorFlop/tier3"],
    [
      "a training from scratch may use more than a quantum",
      { genesisFlop: "1001", runQuantumFlop: "1000" },
      "/genesisFlop",
    ],
    ["no window can prove full control", { trialsPerWindow: 347 }, "/trialsPerWindow"],
    ["a domain has two rows", { coupling: [general, { ...general, kPpm: 1 }] }, "/coupling"],
    ["no domain has a row", { coupling: [] }, "/coupling"],
    ["a meter shuts down before it pauses", { meterSilentMs: 5_001, meterForensicMs: 5_000 }, "/meterForensicMs"],
  ])("K-48 %s: that is a fault", (_, fields, path) => {
    expect(policyFaults({ ...testPolicy, ...fields })).toMatchObject([{ path }]);
  });
});

describe("what the dearest graph costs", () => {
  const opened = (privilegeEdgeMicroCu: number) =>
    DeployedSite.deployedInFull({ policy: { ...testPolicy, privilegeEdgeMicroCu } });
  const ghost = { from: "m", to: "ghost", privilege: "tool_access" };

  test("K-82 K-86 at the highest price of a privilege, what nobody declared is priced in whole micro-CU", () => {
    const site = opened(100_000_000_000);
    expect(site.do({ type: "graph.observe", deployment: "dep", edges: [ghost] })).toBeNull();
    expect(entriesOf(site, "graph.observed")).toMatchObject([{ priceMicroCu: 20_000_000 + 12_288 * 100_000_000_000 }]);
    expect(() => stateDigest(site.state)).not.toThrow();
  });

  test("K-82 K-2 a price of a privilege beyond it is no policy", () => {
    const site = TestSite.opened();
    const policy = { ...testPolicy, privilegeEdgeMicroCu: 100_000_000_001 };
    expect(site.do({ type: "policy.change", policy }, OPERATORS)).toBe("COMMAND_MALFORMED");
  });
});

describe("changes of policy, guard by guard", () => {
  const change = (site: TestSite, fields: Partial<Policy>, signers: readonly string[] = OPERATORS) =>
    site.do({ type: "policy.change", policy: { ...testPolicy, ...fields } }, signers);

  test("K-48 what holds at once until a policy widens is a policy too: the only domain is not renamed in one step", () => {
    const site = TestSite.opened();
    const coupling = testPolicy.coupling.slice(0, 1);
    expect(change(site, { coupling })).toBeNull();
    expect(change(site, { coupling: [special] })).toBe("POLICY_REFUSED");
    expect(site.state.site?.policy.coupling).toEqual(coupling);
    expect(change(site, { coupling: [...coupling, special] })).toBeNull();
    site.at += testPolicy.policyDelayMs;
    site.do({ type: "tick", holders: [] });
    expect(change(site, { coupling: [special] })).toBeNull();
  });

  test("K-48 a policy of an older ledger that contradicts itself can be mended", () => {
    const site = TestSite.opened();
    if (site.state.site === null) throw new Error("the test site is not open");
    site.state = { ...site.state, site: { ...site.state.site, policy: { ...testPolicy, coupling: [] } } };
    expect(change(site, {})).toBeNull();
  });

  test("K-48 K-50 a domain keeps its row while a run in it goes on", () => {
    const site = TestSite.inFull();
    const coupling = testPolicy.coupling.filter(({ domain }) => domain !== "general");
    expect(change(site, { coupling })).toBe("POLICY_REFUSED");
    expect(change(site, { coupling: [{ domain: "general", kPpm: 1_000_000 }] })).toBeNull();
    const ended = TestSite.inFull();
    ended.do({ type: "run.end", run: "run-1", reason: "finished" });
    expect(change(ended, { coupling })).toBeNull();
  });

  test("K-48 a killed run keeps no row, though it is settled only by the release", () => {
    const site = TestSite.inFull();
    site.probe("cut", weights("w0"), { uncontrolled: 200 });
    expect(site.state.runs.get("run-1")?.ended).toBe(false);
    expect(change(site, { coupling: testPolicy.coupling.filter(({ domain }) => domain !== "general") })).toBeNull();
  });

  test("K-48 who is no operator does not count towards the quorum", () => {
    const site = TestSite.opened();
    const others = Object.values(KEYS).filter((key) => key !== KEYS.operatorB);
    expect(change(site, { leaseTtlMs: 6_000 }, others)).toBe("POLICY_QUORUM");
    expect(change(site, { leaseTtlMs: 6_000 })).toBeNull();
  });

  test("K-48 quorum and delay are the stricter of the two policies', whichever asks for more", () => {
    const raising = TestSite.opened();
    expect(change(raising, { leaseTtlMs: 6_000, policyQuorum: 3 })).toBe("POLICY_QUORUM");
    const { policyDelayMs } = testPolicy;
    for (const delay of [policyDelayMs - 1_000, policyDelayMs, policyDelayMs + 1_000]) {
      const site = TestSite.opened();
      expect(change(site, { leaseTtlMs: 6_000, policyDelayMs: delay })).toBeNull();
      expect(entriesOf(site, "policy.scheduled")).toMatchObject([
        { effectiveAt: site.at + Math.max(policyDelayMs, delay) },
      ]);
    }
  });

  test("K-48 a policy that is in force already is said once more, and withdraws what waits", () => {
    const site = TestSite.opened();
    change(site, { leaseTtlMs: 6_000 });
    expect(change(site, {}, [KEYS.operatorA])).toBeNull();
    expect(entriesOf(site, "policy.changed")).toMatchObject([{ policy: testPolicy }]);
    expect(site.state.site?.scheduled).toBeNull();
  });
});
