import type { Command, RefusalCode } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { DeployedSite, withTool } from "../deployments/deployed-site.ts";
import { KEYS, startCommand, testPolicy, TestSite, weights } from "../test-site.ts";

const STRANGE = "2222222222222222";
const EVERYBODY = [...Object.values(KEYS), STRANGE];

const accredit = (lab: string, fields: object = {}) =>
  ({
    type: "lab.accredit",
    lab,
    labKey: STRANGE,
    headcount: 1,
    baselineComputeUnits: 0,
    persons: [],
    hardwareRoots: [],
    meters: [],
    ...fields,
  }) as Command;

const orderOf = (site: TestSite) => site.entries.find((entry) => entry.kind === "kill.ordered");

describe("leases", () => {
  const training = (lease: string, run: string) => ({ type: "lease.request", lease, run, node: "n" }) as const;
  const probing = (lease: string, set: string) =>
    ({ type: "evaluation_lease.request", lease, set, node: "n" }) as const;

  test("K-41 a name is leased once, and a run has one training lease", () => {
    const site = TestSite.inFull();
    site.startFrom(weights("x0"), { run: "run-2", lineage: "line-2" });
    site.open("set-3", weights("w0"));
    expect(site.do(training("lease-1", "run-2"))).toBe("LEASE_EXISTS");
    expect(site.do(training("lease-2", "run-1"))).toBe("LEASE_EXISTS");
    expect(site.do(probing("lease-1", "set-3"))).toBe("LEASE_EXISTS");
    expect(site.do(probing("probe", "set-3"))).toBeNull();
  });

  test("K-41 nothing is leased to a run that has no power, nor to probes of a set that is not open", () => {
    const site = TestSite.inFull();
    site.startFrom(weights("x0"), { run: "run-2", lineage: "line-2" });
    expect(site.do(training("lease-2", "run-2"))).toBe("NO_POWER");
    expect(site.do(training("lease-2", "nobody"))).toBe("UNKNOWN_RUN");
    expect(site.do(probing("probe", "set-2"))).toBe("WINDOWS_CLOSED");
    expect(site.do(probing("probe", "nowhere"))).toBe("UNKNOWN_WINDOWS");
    site.open("set-3", weights("w0"));
    site.do({ type: "run.end", run: "run-1", reason: "finished" });
    expect(site.do(probing("probe", "set-3"))).toBe("RUN_ENDED");
  });

  test("K-40 a probe's lease is renewed while its set is open, at the full level, and not after", () => {
    const site = TestSite.inFull();
    site.open("set-3", weights("w0"));
    site.do(probing("probe", "set-3"));
    const renewed = () => {
      site.do({ type: "tick", holders: ["probe"] });
      return site.entries.findLast((entry) => entry.kind === "leases.renewed");
    };
    expect(renewed()).toMatchObject({ count: 1 });
    const count = site.entries.filter(({ kind }) => kind === "leases.renewed").length;
    site.record("set-3");
    site.do({ type: "windows.close", set: "set-3" });
    renewed();
    expect(site.entries.filter(({ kind }) => kind === "leases.renewed")).toHaveLength(count);
  });
});

describe("kills", () => {
  test("K-32 a death is confirmed of a lineage that is known and was killed", () => {
    const site = TestSite.inFull();
    const confirm = (lineage: string) =>
      site.do({ type: "kill.confirm", lineage, channel: "meter", survivors: 0, elapsedMs: 1 });
    expect(confirm("nobody")).toBe("UNKNOWN_LINEAGE");
    expect(confirm("line-1")).toBe("NOT_KILLED");
    site.probe("cut", weights("w0"), { uncontrolled: 200 });
    expect(confirm("line-1")).toBeNull();
  });

  test("K-56 leases that probe a deployment of the lineage end with it, those of others stay", () => {
    const site = DeployedSite.deployedInFull();
    site.startFrom(weights("x0"), { run: "run-2", lineage: "line-2" });
    site.open("theirs", weights("x0"), "run-2");
    site.do({ type: "evaluation_lease.request", lease: "other probe", set: "theirs", node: "n" });
    site.do({ type: "evaluation_lease.request", lease: "their-probe", set: "theirs", node: "n" });
    site.register("d-3", { kind: "deployment", deployment: "dep" }, site.deployment()?.graphDigest ?? weights("none"));
    site.do({ type: "evaluation_lease.request", lease: "graph-probe", set: "d-3", node: "n" });
    site.probe("cut", weights("w0"), { uncontrolled: 200 });
    expect(orderOf(site)).toMatchObject({ lineage: "line-1", leases: ["graph-probe"], deployments: ["dep"] });
    expect(site.state.leases.has("their-probe")).toBe(true);
  });

  test("K-56 deployed weights are frozen, and tools beside them are not weights", () => {
    const site = DeployedSite.started();
    const tool = {
      type: "dataset.register",
      dataset: weights("tool"),
      lab: "acme",
      chunks: [],
      derivedFrom: [],
    } as const;
    site.do(tool);
    site.deploy({ graph: withTool });
    site.probe("cut", weights("w0"), { uncontrolled: 200 });
    const frozen = site.entries.flatMap((entry) => (entry.kind === "snapshot.frozen" ? [entry.digest] : []));
    expect(frozen).toEqual([weights("w0")]);
  });
});

describe("accreditation", () => {
  test("K-5 a lab's key has no other role, and its meters are the site's", () => {
    const site = TestSite.opened();
    expect(site.do(accredit("other", { labKey: KEYS.auditor }), EVERYBODY)).toBe("LAB_EXISTS");
    expect(site.do(accredit("other", { meters: [KEYS.node] }), EVERYBODY)).toBe("SIGNER_NOT_ALLOWED");
    expect(site.do(accredit("other", { meters: ["9999999999999999"] }), EVERYBODY)).toBe("SIGNER_NOT_ALLOWED");
    expect(site.do(accredit("other", { meters: [KEYS.meter] }), EVERYBODY)).toBeNull();
  });

  test.each<[string, object, readonly string[]]>([
    ["a hardware root", { hardwareRoots: [weights("root")] }, ["acme", "other"]],
    ["a person", { persons: ["ada"] }, ["acme", "other"]],
    ["nothing", { hardwareRoots: [weights("their root")], persons: ["bob"] }, ["other"]],
  ])("K-46 labs that share %s are linked accordingly", (_, fields, linked) => {
    const site = TestSite.opened();
    const acme = site.state.labs.get("acme");
    if (acme === undefined) throw new Error("the test site has no lab");
    const known = { ...acme, hardwareRoots: [weights("root")], persons: ["ada"] };
    site.state = { ...site.state, labs: site.state.labs.set("acme", known) };
    expect(site.do(accredit("other", fields), EVERYBODY)).toBeNull();
    expect(site.state.labs.get("other")?.linked.toSorted()).toEqual(linked);
  });

  test.each<[string, object]>([
    ["starts runs", startCommand({ lab: "nobody" })],
    ["registers data", { type: "dataset.register", dataset: weights("d"), lab: "nobody", chunks: [], derivedFrom: [] }],
    [
      "files affidavits",
      { type: "affidavit.file", affidavit: "a", lab: "nobody", subject: "s", statement: weights("r") },
    ],
    ["is cleared", { type: "forensic.clear", lab: "nobody", report: weights("r") }],
  ])("K-5 a lab that nobody accredited never %s", (_, body) => {
    expect(TestSite.opened().do(body as Command)).toBe("UNKNOWN_LAB");
  });
});

describe("meters, benchmarks and checkpoints", () => {
  test("K-74 a report is by exactly one meter", () => {
    const site = DeployedSite.started({ meters: true });
    expect(site.report({}, [])).toBe("SIGNER_NOT_ALLOWED");
    expect(site.report({}, [KEYS.meter])).toBeNull();
  });

  const benchmark = (fields: object = {}) =>
    ({
      type: "benchmark.record",
      run: "run-1",
      digest: weights("w0"),
      source: weights("source"),
      population: weights("population"),
      eval: { wins: 1, comparisons: 100 },
      shadow: { wins: 1, comparisons: 100 },
      capabilityGainMicroCu: null,
      ...fields,
    }) as Command;

  test.each<[string, object, RefusalCode]>([
    ["another lineage's weights", { digest: weights("x0") }, "UNKNOWN_CHECKPOINT"],
    ["weights that nobody registered", { digest: weights("unknown") }, "UNKNOWN_CHECKPOINT"],
    ["weights of a run that nobody started", { run: "nobody" }, "UNKNOWN_RUN"],
    ["more wins than comparisons in EVAL", { eval: { wins: 101, comparisons: 100 } }, "TRIALS_INCONSISTENT"],
    ["more wins than comparisons in SHADOW", { shadow: { wins: 101, comparisons: 100 } }, "TRIALS_INCONSISTENT"],
  ])("K-47 no benchmark is recorded of %s", (_, fields, code) => {
    const site = TestSite.inFull();
    site.startFrom(weights("x0"), { run: "run-2", lineage: "line-2" });
    expect(site.do(benchmark(fields))).toBe(code);
    expect(site.do(benchmark())).toBeNull();
  });

  test("K-24 weights are registered once, and their FLOP do not run back", () => {
    const site = TestSite.inFull();
    expect(site.checkpoint(weights("w1"), "100")).toBeNull();
    const before = site.entries.length;
    expect(site.checkpoint(weights("w1"), "100")).toBe("CHECKPOINT_EXISTS");
    expect(site.checkpoint(weights("w2"), "99")).toBe("CHECKPOINT_BACKWARD");
    expect(site.entries).toHaveLength(before);
    expect(site.checkpoint(weights("w2"), "100")).toBeNull();
  });
});

describe("starts", () => {
  const from = (digest: string) => ({ kind: "weights", digest: weights(digest), trainedFlop: "0" }) as const;

  test("K-15 a training from scratch is Tier 1", () => {
    expect(TestSite.opened().do(startCommand({ tier: 2 }))).toBe("GENESIS_SPENT");
  });

  test("K-47 weights of one lineage start no run of another, and no run below what the lineage has reached", () => {
    const site = TestSite.opened();
    site.startFrom(weights("w0"), { tier: 2 });
    expect(site.do(startCommand({ run: "run-2", lineage: "line-2", basis: from("w0") }))).toBe("LINEAGE_MISMATCH");
    expect(site.do(startCommand({ run: "run-2", basis: from("w0") }))).toBe("TIER_TOO_LOW");
    expect(site.do(startCommand({ run: "run-2", tier: 2, basis: from("w0") }))).toBeNull();
  });

  test("K-43 a quantum is bought for a run that was posted", () => {
    const site = TestSite.opened(testPolicy);
    site.startFrom(weights("w0"));
    expect(site.do({ type: "quantum.buy", run: "run-1" })).toBe("NO_QUANTUM");
    site.probe("set-1", weights("w0"));
    site.probe("set-2", weights("w0"));
    site.lease();
    expect(site.do({ type: "quantum.buy", run: "run-1" })).toBeNull();
  });
});
