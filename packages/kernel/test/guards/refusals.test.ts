import type { Command, Policy, RefusalCode } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { Examiner } from "../credit/examiner.ts";
import { DeployedSite, node } from "../deployments/deployed-site.ts";
import { KEYS, testPolicy, TestSite, weights } from "../test-site.ts";

const own = { kind: "run", run: "run-1" } as const;
const release = { kind: "release", lineage: "line-1" } as const;
const deployed = { kind: "deployment", deployment: "dep" } as const;
const register = (subject: object, digest: string) =>
  ({
    type: "windows.register",
    set: "set-9",
    subject,
    digest: weights(digest),
    probeSet: weights("fresh probes"),
    categories: 2,
    pairing: "stochastic",
  }) as Command;
const examine = (subject: object, digest: string, fields: object = {}) =>
  ({
    type: "families.register",
    examination: "exam",
    subject,
    digest: weights(digest),
    probeSet: weights("public"),
    heldOutSet: weights("held-out"),
    ...fields,
  }) as Command;

function killed(): TestSite {
  const site = TestSite.inFull();
  site.startFrom(weights("x0"), { run: "other", lineage: "line-2" });
  site.probe("cut", weights("w0"), { uncontrolled: 200 });
  return site;
}

/** A site of which the lab is shut down. */
function held(): DeployedSite {
  const site = DeployedSite.started({ meters: true });
  site.open("set-1", weights("w0"));
  site.report({ partsMj: ["1"] });
  return site;
}

describe("the site", () => {
  test("K-3 before it is open, nothing but its opening is answered", () => {
    expect(new TestSite().do({ type: "tick", holders: [] })).toBe("SITE_NOT_OPEN");
    expect(new TestSite().startGenesis()).toBe("SITE_NOT_OPEN");
  });

  const opening = (policy: Policy = testPolicy) =>
    ({
      type: "site.open",
      site: "twice",
      policy,
      keys: TestSite.opened().state.site === null ? [] : KEYS_OF,
    }) as Command;
  const KEYS_OF = [
    { keyId: KEYS.operatorA, role: "operator" },
    { keyId: KEYS.operatorB, role: "operator" },
    { keyId: KEYS.evaluator, role: "evaluator" },
    { keyId: KEYS.evaluatorB, role: "evaluator" },
  ];

  test("K-5 it is opened once", () => {
    expect(TestSite.opened().do(opening())).toBe("SITE_ALREADY_OPEN");
    expect(new TestSite().do(opening())).toBeNull();
  });

  test("K-48 a policy that contradicts itself opens no site", () => {
    expect(new TestSite().do(opening({ ...testPolicy, trialsPerWindow: 347 }))).toBe("POLICY_REFUSED");
  });
});

describe("runs and leases", () => {
  test("K-12 a run ends once", () => {
    const site = TestSite.inFull();
    const end = { type: "run.end", run: "run-1", reason: "finished" } as const;
    expect(site.do(end)).toBeNull();
    const wallet = site.wallet();
    expect(site.do(end)).toBe("RUN_ENDED");
    expect(site.wallet()).toEqual(wallet);
  });

  test("K-12 the price is posted by the first lease alone", () => {
    const site = TestSite.inFull();
    const grants = () => site.entries.filter((entry) => entry.kind === "lease.granted");
    expect(grants()).toMatchObject([{ transfers: [{ from: "reserved", to: "posted" }], output: "debit-receipt" }]);
    site.do({ type: "lease.end", lease: "lease-1", reason: "released" });
    expect(site.lease("lease-2")).toBeNull();
    expect(grants().at(-1)).toMatchObject({ transfers: [], output: null });
    expect(site.wallet()).toMatchObject({ posted: 1_000_000, reserved: 0 });
  });

  test("K-40 a lease that is not live ends no more", () => {
    const site = TestSite.inFull();
    const end = { type: "lease.end", lease: "lease-1", reason: "released" } as const;
    expect(site.do(end)).toBeNull();
    expect(site.do(end)).toBe("UNKNOWN_LEASE");
    expect(site.do({ ...end, lease: "never" })).toBe("UNKNOWN_LEASE");
  });

  test("K-41 a shut-down lab probes only where an auditor signs", () => {
    const site = held();
    const lease = { type: "evaluation_lease.request", lease: "probe", set: "set-1", node: "n" } as const;
    const without = Object.values(KEYS).filter((key) => key !== KEYS.auditor);
    expect(site.do(lease, without)).toBe("FORENSIC_HOLD");
    expect(site.do(lease)).toBeNull();
    expect(site.newest("lease.granted")).toMatchObject({ purpose: "evaluation", run: "run-1", set: "set-1" });
  });

  test("K-41 probes of a deployment are leased to no run", () => {
    const site = DeployedSite.deployedInFull();
    site.register("d-3", deployed, site.deployment()?.graphDigest ?? weights("none"));
    expect(site.do({ type: "evaluation_lease.request", lease: "probe", set: "d-3", node: "n" })).toBeNull();
    expect(site.newest("lease.granted")).toMatchObject({ run: null, lab: "acme", transfers: [], output: null });
  });
});

describe("who may be probed and examined", () => {
  test.each<[string, object, string, RefusalCode]>([
    ["a run that nobody started", { kind: "run", run: "nobody" }, "w0", "UNKNOWN_RUN"],
    ["weights that are not the run's", own, "x0", "UNKNOWN_CHECKPOINT"],
    ["a deployment that nobody registered", deployed, "w0", "UNKNOWN_DEPLOYMENT"],
    ["a lineage that nobody began", { kind: "release", lineage: "nobody" }, "w0", "UNKNOWN_LINEAGE"],
    ["a lineage that was not killed", release, "w0", "NOT_KILLED"],
  ])("K-27 no set is registered for %s", (_, subject, digest, code) => {
    const site = TestSite.inFull();
    site.startFrom(weights("x0"), { run: "other", lineage: "line-2" });
    expect(site.do(register(subject, digest))).toBe(code);
  });

  test("K-27 K-55 after a kill, sets are for weights of that lineage and for its release alone", () => {
    const site = killed();
    expect(site.do(register(own, "w0"))).toBe("LINEAGE_HOLD");
    expect(site.do(register(release, "x0"))).toBe("UNKNOWN_CHECKPOINT");
    expect(site.do(register(release, "unknown"))).toBe("UNKNOWN_CHECKPOINT");
    expect(site.do(register(release, "w0"))).toBeNull();
  });

  test("K-27 a deployment is probed as the graph that it is, while it goes on", () => {
    const site = DeployedSite.deployedInFull();
    const graph = site.deployment()?.graphDigest;
    expect(site.do(register(deployed, "w0"))).toBe("UNKNOWN_CHECKPOINT");
    site.do({ type: "deployment.end", deployment: "dep" });
    expect(site.do({ ...register(deployed, "w0"), digest: graph } as Command)).toBe("DEPLOYMENT_ENDED");
  });

  test("K-63 an examination is of a run's weights or of a model in a deployment, and of nothing killed", () => {
    const site = DeployedSite.deployedInFull();
    site.startFrom(weights("x0"), { run: "other", lineage: "line-2" });
    expect(site.do(examine(deployed, "x0"))).toBe("UNKNOWN_CHECKPOINT");
    expect(site.do(examine(deployed, "nothing"))).toBe("UNKNOWN_CHECKPOINT");
    expect(site.do(examine({ kind: "deployment", deployment: "nobody" }, "w0"))).toBe("UNKNOWN_DEPLOYMENT");
    expect(site.do(examine({ kind: "run", run: "nobody" }, "w0"))).toBe("UNKNOWN_RUN");
    expect(site.do(examine(deployed, "w0"))).toBeNull();
    expect(site.state.examinations.get("exam")?.lineage).toBe("line-1");
    expect(killed().do(examine(own, "w0"))).toBe("LINEAGE_HOLD");
  });

  test.each<[string, object, RefusalCode]>([
    ["is the public one", { heldOutSet: weights("public") }, "PROBE_SET_WORN"],
    ["was public before", { heldOutSet: weights("public of before") }, "PROBE_SET_WORN"],
  ])("K-65 a held-out set that %s is refused", (_, fields, code) => {
    const examiner = new Examiner();
    examiner.examine("before", weights("w0"));
    expect(examiner.site.do(examine(own, "w0", fields))).toBe(code);
    expect(examiner.site.do(examine(own, "w0"))).toBeNull();
  });

  test("K-77 a shut-down lab has no examination, except where an auditor signs", () => {
    const site = held();
    const without = Object.values(KEYS).filter((key) => key !== KEYS.auditor);
    expect(site.do(examine(own, "w0"), without)).toBe("FORENSIC_HOLD");
    expect(site.do(examine(own, "w0"))).toBeNull();
  });

  test("K-63 one examination is open for a lineage", () => {
    const site = TestSite.inFull();
    expect(site.do(examine(own, "w0"))).toBeNull();
    expect(site.do(examine(own, "w0"))).toBe("WINDOWS_EXIST");
    expect(site.do(examine(own, "w0", { examination: "second" }))).toBe("WINDOWS_OPEN");
  });
});

describe("pairs and discriminators", () => {
  const pairs = (fields: object = {}) =>
    ({
      type: "pairs.record",
      set: "set-3",
      dimension: "goal_edit",
      pairs: 1,
      discordant: 0,
      transcript: weights("pairs"),
      ...fields,
    }) as Command;
  const counted = { pairs: 100, wins: 50, ties: 0 };
  const score = (fields: object = {}) =>
    ({
      type: "detectability.record",
      set: "set-3",
      discriminator: weights("discriminator"),
      probes: counted,
      planted: counted,
      transcript: weights("scores"),
      ...fields,
    }) as Command;

  test("K-60 pairs are of a drawn, open set", () => {
    const site = TestSite.inFull();
    expect(site.do(pairs())).toBe("UNKNOWN_WINDOWS");
    site.register("set-3", own, weights("w0"));
    expect(site.do(pairs())).toBe("WINDOWS_NOT_DRAWN");
    expect(site.do(pairs({ set: "set-2" }))).toBe("WINDOWS_CLOSED");
  });

  test("K-61 a score is of a drawn, open set, once, and of no more wins and ties than pairs", () => {
    const site = TestSite.inFull();
    expect(site.do(score())).toBe("UNKNOWN_WINDOWS");
    site.register("set-3", own, weights("w0"));
    expect(site.do(score())).toBe("WINDOWS_NOT_DRAWN");
    site.do({ type: "windows.draw", set: "set-3", pulse: weights("pulse") });
    expect(site.do(score({ probes: { ...counted, ties: 51 } }))).toBe("TRIALS_INCONSISTENT");
    expect(site.do(score({ planted: { ...counted, wins: 101 } }))).toBe("TRIALS_INCONSISTENT");
    expect(site.do(score({ planted: { ...counted, pairs: 1_000_000 } }))).toBe("TRIALS_EXCEED_WINDOW");
    expect(site.do(score({ probes: { ...counted, wins: 100 } }))).toBeNull();
    expect(site.do(score())).toBe("TRIALS_EXCEED_WINDOW");
  });
});

describe("deployments", () => {
  test("K-70 a system without any weights is of no lineage", () => {
    const site = DeployedSite.started();
    const graph = { nodes: [{ node: "t", kind: "tool", weights: null, components: [weights("tool")] }], edges: [] };
    expect(site.deploy({ graph })).toBe("UNKNOWN_LINEAGE");
    expect(site.deploy({ graph: { nodes: [node("m", weights("nobody's"))], edges: [] } })).toBe("UNKNOWN_LINEAGE");
  });

  test("K-70 a deployment that has ended pays for no further quarter", () => {
    const site = DeployedSite.deployedInFull({ policy: { ...testPolicy, evidenceTtlMs: 31 * 86_400_000 } });
    site.do({ type: "deployment.end", deployment: "dep" });
    const paid = () => site.entries.filter((entry) => entry.kind === "deployment.paid").length;
    site.tick(92 * 86_400_000);
    expect(paid()).toBe(0);
  });
});

describe("policies and affidavits", () => {
  const affidavit = (name: string, lab = "acme") =>
    ({ type: "affidavit.file", affidavit: name, lab, subject: "run-1", statement: weights("risk") }) as Command;

  test("K-44 one affidavit is open for linked labs, and another lab's is no obstacle", () => {
    const site = TestSite.opened();
    const strange = "2222222222222222";
    const lab = { type: "lab.accredit", lab: "other", labKey: strange, headcount: 1, baselineComputeUnits: 0 } as const;
    site.do({ ...lab, persons: [], hardwareRoots: [], meters: [] }, [...Object.values(KEYS), strange]);
    expect(site.do(affidavit("a-1", "other"), [...Object.values(KEYS), strange])).toBeNull();
    expect(site.do(affidavit("a-2"))).toBeNull();
    expect(site.do(affidavit("a-3"))).toBe("AFFIDAVIT_OPEN");
  });

  test("K-48 a change that narrows and widens narrows now; one that changes nothing says so once", () => {
    const site = TestSite.opened();
    const changes = () => site.entries.filter(({ kind }) => kind.startsWith("policy."));
    const both = { ...testPolicy, leaseTtlMs: 1_000, coverFlop: "2000" };
    expect(site.do({ type: "policy.change", policy: both })).toBeNull();
    expect(changes()).toMatchObject([{ kind: "policy.changed" }, { kind: "policy.scheduled" }]);
    expect(site.state.site?.policy).toMatchObject({ leaseTtlMs: 1_000, coverFlop: "1000" });
    const wider = { ...testPolicy, leaseTtlMs: 1_000, coverFlop: "3000" };
    site.do({ type: "policy.change", policy: wider });
    expect(changes().slice(2)).toMatchObject([{ kind: "policy.scheduled" }]);
  });
});
