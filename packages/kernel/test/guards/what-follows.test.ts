import { decide, type Command, type RefusalCode } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { quarterStartMs } from "../../src/wallet/quarter.ts";
import { DeployedSite, node } from "../deployments/deployed-site.ts";
import { KEYS, startCommand, testPolicy, TestSite, weights } from "../test-site.ts";
import { actApart, addedBy, entriesOf, throttledIn } from "./told.ts";

const TICK: Command = { type: "tick", holders: [] };
const OTHER = "2222222222222222";
const EVERYBODY = [...Object.values(KEYS), OTHER];
const imported = (name: string) => ({ kind: "weights", digest: weights(name), trainedFlop: "0" }) as const;
const registration = (set: string, digest: string, run = "run-1") =>
  ({
    type: "windows.register",
    set,
    subject: { kind: "run", run },
    digest: weights(digest),
    probeSet: weights(set),
    categories: 2,
    pairing: "stochastic",
  }) as const;

/** Two lineages, each with a run that holds a lease and a deployment, all in full. */
function twoLineages(): DeployedSite {
  const site = DeployedSite.started();
  site.startFrom(weights("x0"), { run: "run-2", lineage: "line-2" });
  for (const [run, digest] of [
    ["run-1", "w0"],
    ["run-2", "x0"],
  ] as const) {
    site.probe(`${run}-a`, weights(digest), {}, run);
    site.probe(`${run}-b`, weights(digest), {}, run);
    site.lease(`lease of ${run}`.replaceAll(" ", "-"), run);
  }
  site.deploy();
  site.deploy({ deployment: "theirs", graph: { nodes: [node("n", weights("x0"))], edges: [] } });
  for (const deployment of ["dep", "theirs"]) {
    site.probeGraph(`${deployment}-a`, {}, deployment);
    site.probeGraph(`${deployment}-b`, {}, deployment);
  }
  return site;
}

describe("what time alone has brought", () => {
  test.each<[string, Command, readonly string[]]>([
    ["a window set of a run", registration("late", "w0"), ["run-1", "dep"]],
    ["a look at a graph", { type: "graph.observe", deployment: "dep", edges: [] }, ["dep"]],
    ["a tick", TICK, ["run-1", "run-2", "dep", "theirs"]],
  ])("K-9 K-42 %s says whose evidence ran out for those that it is about", (_, command, said) => {
    const site = twoLineages();
    site.at += testPolicy.evidenceTtlMs + 1;
    expect(throttledIn(addedBy(site, () => site.do(command)))).toEqual(said);
  });

  test("K-9 K-75 a silent meter shuts its lab down with the tick, and not under what somebody else asked for", () => {
    const site = DeployedSite.deployedInFull({ meters: true });
    site.at += testPolicy.meterForensicMs;
    expect(site.do(registration("late", "w0"))).toBeNull();
    expect(entriesOf(site, "forensic.ordered")).toEqual([]);
    site.do(TICK);
    expect(entriesOf(site, "forensic.ordered")).toMatchObject([{ labs: ["acme"], cause: "meter_silent" }]);
  });

  test("K-9 K-47 FLOP that nobody measured yet raise the tier with the tick, and no draw of probes debits anything", () => {
    const policy = { ...testPolicy, tierFloorFlop: { tier2: "500", tier3: "900000" } };
    const site = TestSite.opened(policy);
    site.start({ basis: imported("w0"), flopPerSecondMax: "100" });
    site.probe("set-1", weights("w0"));
    site.probe("set-2", weights("w0"));
    site.lease();
    site.do(registration("set-3", "w0"));
    site.at += 6_000;
    site.do({ type: "windows.draw", set: "set-3", pulse: weights("pulse") });
    expect(entriesOf(site, "run.retiered")).toEqual([]);
    expect(site.power().reasons).toEqual(["TIER_UNPAID"]);
    site.do(TICK);
    expect(entriesOf(site, "run.retiered")).toMatchObject([{ run: "run-1", tier: 2 }]);
  });
});

describe("what follows at once", () => {
  test("K-44 K-47 an affidavit pays the difference of tier that its run owes", () => {
    const site = TestSite.inFull({ ...testPolicy, perHeadMicroCu: 100_000 });
    site.checkpoint(weights("w1"), "500");
    const wins = { comparisons: 1_000, wins: 900 };
    const benchmark = {
      type: "benchmark.record",
      run: "run-1",
      digest: weights("w1"),
      eval: wins,
      shadow: wins,
    } as const;
    site.do({ ...benchmark, source: weights("s"), population: weights("p"), capabilityGainMicroCu: null });
    expect(site.power().reasons).toEqual(["TIER_UNPAID"]);
    site.do({ type: "affidavit.file", affidavit: "a", lab: "acme", subject: "run-1", statement: weights("why") });
    expect(entriesOf(site, "run.retiered")).toMatchObject([{ run: "run-1", tier: 2, affidavit: "a" }]);
    expect(site.wallet()).toMatchObject({ available: 0, overdraft: 2_400_000 });
  });

  test("K-31 K-53 a kill takes the power of whoever uses the same data, whatever their lineage", () => {
    const site = TestSite.opened();
    for (const [run, lineage, digest] of [
      ["run-1", "line-1", "w0"],
      ["run-2", "line-2", "x0"],
    ] as const) {
      site.start({ run, lineage, basis: imported(digest), datasets: [weights("data")] });
      site.probe(`${run}-a`, weights(digest), {}, run);
      site.probe(`${run}-b`, weights(digest), {}, run);
    }
    expect(site.power("run-2").band).toBe("full");
    site.open("cut", weights("w0"));
    site.record("cut", { uncontrolled: 200 });
    expect(entriesOf(site, "throttle.set").at(-1)).toMatchObject({
      run: "run-2",
      power: { levelPpm: 0, reasons: ["DATASET_RADIOACTIVE"] },
    });
  });

  test("K-46 K-31 a kill in a quarter that nobody opened yet opens it first, and counts against it", () => {
    const site = TestSite.inFull();
    site.at = quarterStartMs("2026Q4") - 1;
    site.open("set-3", weights("w0"));
    site.at += 2;
    const added = addedBy(site, () => site.record("set-3", { uncontrolled: 200 })).map(({ kind }) => kind);
    expect(added.indexOf("allocation.opened")).toBeGreaterThanOrEqual(0);
    expect(added.indexOf("allocation.opened")).toBeLessThan(added.indexOf("kill.ordered"));
    expect(site.state.quarters.get("acme/2026Q4")).toMatchObject({ shutdowns: 1 });
  });

  test("K-25 K-56 weights that are shown to be lost after their run has ended kill the lineage at once, and no run goes on from them", () => {
    const site = TestSite.inFull();
    site.open("set-3", weights("w0"));
    site.do({ type: "run.end", run: "run-1", reason: "finished" });
    site.record("set-3", { uncontrolled: 200 });
    expect(entriesOf(site, "kill.ordered")).toMatchObject([{ trigger: "control_cut", runs: [] }]);
    expect(entriesOf(site, "snapshot.frozen")).toMatchObject([{ digest: weights("w0") }]);
    expect(site.startFrom(weights("w0"), { run: "run-2" })).toBe("LINEAGE_HOLD");
  });

  test("K-25 K-56 of a ledger in which such trials had killed nobody yet, a run that goes on from the weights is killed", () => {
    const site = TestSite.inFull();
    site.open("set-3", weights("w0"));
    site.do({ type: "run.end", run: "run-1", reason: "finished" });
    const before = site.state.lineages;
    site.record("set-3", { uncontrolled: 200 });
    site.state = { ...site.state, lineages: before };
    site.do({ type: "windows.close", set: "set-3" });
    expect(entriesOf(site, "kill.ordered")).toMatchObject([{ runs: [] }]);
    site.startFrom(weights("w0"), { run: "run-2" });
    expect(entriesOf(site, "kill.ordered")).toMatchObject([{}, { trigger: "control_cut", runs: ["run-2"] }]);
  });

  describe("K-56 a graph that showed cut", () => {
    function released(): DeployedSite {
      const site = DeployedSite.deployedInFull();
      site.probeGraph("d-3", { uncontrolled: 200 });
      expect(entriesOf(site, "kill.ordered")).toHaveLength(1);
      for (const set of ["r-1", "r-2"]) {
        site.register(set, { kind: "release", lineage: "line-1" }, weights("w0"));
        site.do({ type: "windows.draw", set, pulse: weights("pulse") });
        site.record(set);
        site.do({ type: "windows.close", set });
      }
      return site;
    }
    const release = { type: "lineage.release", lineage: "line-1", digest: weights("w0") } as const;

    test("K-56 kills again what is released while it still stands", () => {
      const site = released();
      expect(site.do(release)).toBeNull();
      expect(entriesOf(site, "kill.ordered")).toMatchObject([{ killEpoch: 1 }, { killEpoch: 2 }]);
    });

    test("K-56 kills nothing any more once it has ended", () => {
      const site = released();
      site.do({ type: "deployment.end", deployment: "dep" });
      expect(site.do(release)).toBeNull();
      expect(entriesOf(site, "kill.ordered")).toHaveLength(1);
    });
  });
});

describe("credit", () => {
  const GAP = 400;

  test("K-66 a gap that a deployment shows voids the credit of every lineage in it, and of no other", () => {
    const site = twoLineages();
    site.startFrom(weights("v0"), { run: "run-3", lineage: "line-3" });
    const graph = { nodes: [node("m", weights("w0")), node("n", weights("x0"))], edges: [] };
    site.deploy({ deployment: "both", graph });
    site.deploy({ deployment: "third", graph: { nodes: [node("o", weights("v0"))], edges: [] } });
    const digest = site.deployment("both")?.graphDigest ?? weights("none");
    site.register("apart", { kind: "deployment", deployment: "both" }, digest);
    site.do({ type: "windows.draw", set: "apart", pulse: weights("pulse") });
    actApart(site, "apart", GAP);
    // Closed by the tick, which asks about everything.
    site.at += testPolicy.windowDeadlineMs;
    site.do(TICK);
    const invalidated = entriesOf(site, "credit.invalidated").map(({ lineage, set }) => [lineage, set]);
    expect(invalidated).toEqual([
      ["line-1", "apart"],
      ["line-2", "apart"],
    ]);
  });

  test("K-66 a gap that is shown on the way to a release voids the credit as well", () => {
    const site = TestSite.inFull();
    site.probe("cut", weights("w0"), { uncontrolled: 200 });
    site.register("r-1", { kind: "release", lineage: "line-1" }, weights("w0"));
    site.do({ type: "windows.draw", set: "r-1", pulse: weights("pulse") });
    actApart(site, "r-1", GAP);
    site.do({ type: "windows.close", set: "r-1" });
    expect(entriesOf(site, "credit.invalidated")).toMatchObject([{ lineage: "line-1", set: "r-1" }]);
  });

  test.each([
    ["a", "b"],
    ["b", "a"],
  ])("K-66 of sets that close at one instant, %s and %s, the last by name speaks", (first, second) => {
    const site = TestSite.inFull();
    site.startFrom(weights("w0"), { run: "run-2" });
    site.checkpoint(weights("fork"), "1", "run-2");
    site.open(first, weights("w0"));
    site.open(second, weights("fork"), "run-2");
    actApart(site, first, GAP);
    actApart(site, second, GAP);
    site.at += testPolicy.windowDeadlineMs;
    site.do(TICK);
    expect(entriesOf(site, "credit.invalidated")).toMatchObject([{ lineage: "line-1", set: "b" }]);
  });

  test.each(["a", "b", "c"])(
    "K-66 of three sets on one line that one tick closes, a gap that %s alone shows is seen",
    (shows) => {
      const site = TestSite.inFull();
      site.startFrom(weights("w0"), { run: "run-2" });
      site.startFrom(weights("w0"), { run: "run-3" });
      site.startFrom(weights("x0"), { run: "run-4", lineage: "line-2" });
      for (const [set, run] of [
        ["a", "run-1"],
        ["b", "run-2"],
        ["c", "run-3"],
      ] as const) {
        site.open(set, weights("w0"), run);
        actApart(site, set, set === shows ? GAP : 0);
      }
      site.at += testPolicy.windowDeadlineMs;
      site.do(TICK);
      expect(entriesOf(site, "credit.invalidated")).toMatchObject([{ lineage: "line-1", set: shows }]);
      expect(site.power()).toMatchObject({ levelPpm: 0 });
      expect(site.power().reasons).toContain("DECEPTION_GAP");
    },
  );

  test("K-66 a gap is seen also where another set that closes with it kills", () => {
    const site = TestSite.inFull({ ...testPolicy, microCuPerIntervention: 0 });
    site.startFrom(weights("w0"), { run: "run-2" });
    site.checkpoint(weights("w1"), "1");
    site.open("outrun", weights("w1"));
    site.record("outrun");
    site.open("apart", weights("w0"), "run-2");
    actApart(site, "apart", GAP);
    site.at += testPolicy.windowDeadlineMs;
    site.do(TICK);
    expect(site.kinds()).toContain("kill.ordered");
    expect(entriesOf(site, "credit.invalidated")).toMatchObject([{ lineage: "line-1", set: "apart" }]);
  });
});

describe("shutdowns and debits", () => {
  test("K-77 a shutdown ends the leases of its lab and leaves those of others", () => {
    const site = DeployedSite.started({ meters: true });
    site.accredit("other", OTHER);
    site.do(startCommand({ run: "run-2", lab: "other", lineage: "line-2", basis: imported("x0") }), EVERYBODY);
    for (const [run, digest] of [
      ["run-1", "w0"],
      ["run-2", "x0"],
    ] as const) {
      site.probe(`${run}-a`, weights(digest), {}, run);
      site.probe(`${run}-b`, weights(digest), {}, run);
      expect(site.lease(`lease-${run}`, run)).toBeNull();
    }
    site.report({ partsMj: ["1"] });
    expect(entriesOf(site, "forensic.ordered")).toMatchObject([{ labs: ["acme"], leases: ["lease-run-1"] }]);
    expect(site.state.leases.has("lease-run-2")).toBe(true);
  });

  test("K-12 K-47 the difference of tier is reserved while the price is, and the first lease posts both", () => {
    const site = TestSite.opened({ ...testPolicy, tierFloorFlop: { tier2: "400", tier3: "900000" } });
    site.startFrom(weights("w0"));
    site.checkpoint(weights("w1"), "500");
    expect(entriesOf(site, "run.retiered")).toMatchObject([{ tier: 2, priceMicroCu: 4_000_000 }]);
    expect(site.wallet()).toMatchObject({ reserved: 5_000_000, posted: 0 });
    site.probe("set-1", weights("w1"));
    site.probe("set-2", weights("w1"));
    expect(site.lease()).toBeNull();
    expect(site.wallet()).toMatchObject({ reserved: 0, posted: 5_000_000 });
  });

  test.each([
    ["a lineage that goes on pays in the next quarter what it owed", false, 1],
    ["a lineage that was killed pays nothing any more", true, 0],
  ])("K-47 %s", (_, isKilled, paid) => {
    const floors = { tier2: "400", tier3: "900000" };
    const site = TestSite.opened({ ...testPolicy, tierFloorFlop: floors, perHeadMicroCu: 240_000 });
    for (const run of ["run-1", "run-2", "run-3"]) site.startFrom(weights(run), { run, lineage: `line-${run}` });
    site.checkpoint(weights("w1"), "500");
    expect(entriesOf(site, "run.retiered")).toEqual([]);
    site.open("set-1", weights("w1"));
    if (isKilled) site.record("set-1", { uncontrolled: 200 });
    expect(entriesOf(site, "kill.ordered")).toHaveLength(isKilled ? 1 : 0);
    // Reservations expire after a day, so the new quarter comes first.
    site.state = {
      ...site.state,
      runs: ["run-1", "run-2", "run-3"].reduce((runs, name) => {
        const run = runs.get(name);
        return run === undefined ? runs : runs.set(name, { ...run, startedAt: quarterStartMs("2026Q4") });
      }, site.state.runs),
    };
    site.at = quarterStartMs("2026Q4");
    site.do(TICK);
    expect(entriesOf(site, "run.retiered")).toHaveLength(paid);
  });
});

describe("stamps and openings", () => {
  const stamp = { id: "stamped", digest: weights("body"), at: 1, signers: [], body: TICK };

  test.each<[string, object]>([
    ["a digest that is none", { digest: "sha256:0" }],
    ["a time before 1970", { at: -1 }],
    ["a time between two milliseconds", { at: 0.5 }],
    ["a signer that is no key", { signers: [{ keyId: "somebody" }] }],
    ["more signers than a command can need", { signers: Array.from({ length: 17 }, () => ({ keyId: KEYS.node })) }],
  ])("K-2 %s is no stamp", (_, fields) => {
    const decision = decide(new TestSite().state, { ...stamp, ...fields });
    expect(decision).toMatchObject({ kind: "refused", refusal: { code: "COMMAND_MALFORMED" } });
    expect(decide(new TestSite().state, stamp)).toMatchObject({ refusal: { code: "SITE_NOT_OPEN" } });
  });

  const key = (keyId: string, role: string) => ({ keyId, role });
  const operators = [key(KEYS.operatorA, "operator"), key(KEYS.operatorB, "operator")];

  test.each<[string, readonly object[], RefusalCode | null]>([
    [
      "a key in two roles",
      [key(KEYS.evaluator, "evaluator"), key(KEYS.operatorA, "evaluator"), key("2222222222222222", "evaluator")],
      "COMMAND_MALFORMED",
    ],
    ["no evaluator", [], "EVALUATORS_MISSING"],
    ["one evaluator", [key(KEYS.evaluator, "evaluator")], "EVALUATORS_MISSING"],
    [
      "one evaluator, named twice",
      [key(KEYS.evaluator, "evaluator"), key(KEYS.evaluator, "evaluator")],
      "COMMAND_MALFORMED",
    ],
    ["two evaluators", [key(KEYS.evaluator, "evaluator"), key(KEYS.evaluatorB, "evaluator")], null],
  ])("K-5 a site with %s", (_, evaluators, code) => {
    const keys = [...operators, key(KEYS.node, "node"), ...evaluators];
    expect(new TestSite().do({ type: "site.open", site: "s", policy: testPolicy, keys } as Command)).toBe(code);
  });
});
