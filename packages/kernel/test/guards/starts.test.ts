import { type Command, type RefusalCode, REFUSAL_CODES } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { refusal } from "../../src/codes.ts";
import { gravest } from "../../src/rules/precedence.ts";
import { quarterStartMs } from "../../src/wallet/quarter.ts";
import { DeployedSite } from "../deployments/deployed-site.ts";
import { KEYS, startCommand, testPolicy, TestSite, weights } from "../test-site.ts";
import { addedBy, entriesOf, refusalOf } from "./told.ts";

const OTHER = "2222222222222222";
const THIRD = "3333333333333333";
const EVERYBODY = [...Object.values(KEYS), OTHER, THIRD];
const from = (digest: string, trainedFlop: string | null = "0") =>
  ({ kind: "weights", digest: weights(digest), trainedFlop }) as const;

describe("who may start", () => {
  test("K-77 a shut-down lab starts nothing", () => {
    const site = DeployedSite.started({ meters: true });
    site.report({ partsMj: ["1"] });
    expect(site.startGenesis("run-2", "line-2")).toBe("FORENSIC_HOLD");
  });

  test("K-70 runs and deployments do not share a name: power is asked by name", () => {
    const site = DeployedSite.deployedInFull();
    expect(site.start({ run: "dep", lineage: "line-2" })).toBe("RUN_EXISTS");
    expect(site.deploy({ deployment: "run-1" })).toBe("DEPLOYMENT_EXISTS");
    expect(site.start({ run: "run-2", lineage: "line-2" })).toBeNull();
  });

  test("K-5 a quantum for a run that nobody started has no lab that could sign for it", () => {
    expect(TestSite.inFull().do({ type: "quantum.buy", run: "nobody" })).toBe("SIGNER_NOT_ALLOWED");
  });

  test.each<[string, RefusalCode | null]>([
    ["nobody", "UNKNOWN_RUN"],
    ["run-1", null],
  ])("K-47 two operators admit %s to the Reserve Class", (run, code) => {
    expect(TestSite.inFull().do({ type: "reserve.approve", run })).toBe(code);
  });
});

describe("the tier of a start", () => {
  const policy = { ...testPolicy, tierFloorFlop: { tier2: "500", tier3: "900000" } };

  test.each<[string, Partial<Parameters<typeof startCommand>[0]>, RefusalCode | null]>([
    ["an import below the floor", { tier: 1, basis: from("x0", "499") }, null],
    ["an import that declares what the floor is", { tier: 1, basis: from("x0", "500") }, "TIER_TOO_LOW"],
    ["such an import in its tier", { tier: 2, basis: from("x0", "500") }, null],
    ["an import of unknown FLOP, of which its power is asked", { tier: 1, basis: from("x0", null) }, null],
    ["a training from scratch", { tier: 1, basis: { kind: "genesis", seed: "1" } }, null],
  ])("K-47 %s", (_, fields, code) => {
    expect(TestSite.opened(policy).start({ run: "new", lineage: "new-line", ...fields })).toBe(code);
  });

  /** Another lab that may go on from the first one's weights, having both signatures. */
  function forked(site: TestSite, fields: Parameters<typeof startCommand>[0]): RefusalCode | null {
    site.accredit("other", OTHER);
    return site.do(startCommand({ run: "fork", lab: "other", ...fields }), EVERYBODY);
  }

  test("K-47 the FLOP of known weights are the ledger's, whatever the start declares", () => {
    const site = TestSite.opened(policy);
    site.startFrom(weights("w0"), { tier: 2 });
    site.checkpoint(weights("w1"), "600");
    expect(forked(site, { tier: 1, basis: from("w1", "0") })).toBe("TIER_TOO_LOW");
    const lineage = site.state.lineages.get("line-1");
    if (lineage === undefined) throw new Error("the test site has no lineage");
    // With no run left that speaks for the tier, the FLOP do.
    site.state = { ...site.state, lineages: site.state.lineages.set("line-1", { ...lineage, runs: [] }) };
    const again = (tier: 1 | 2) => startCommand({ run: "again", lab: "other", tier, basis: from("w1", "0") });
    expect(site.do(again(1), EVERYBODY)).toBe("TIER_TOO_LOW");
    expect(site.do(again(2), EVERYBODY)).toBeNull();
  });

  test("K-47 what a lineage has reached holds for every lab that goes on from it", () => {
    const site = TestSite.opened();
    site.startFrom(weights("w0"), { tier: 2 });
    expect(forked(site, { tier: 1, basis: from("w0") })).toBe("TIER_TOO_LOW");
    expect(forked(site, { tier: 2, basis: from("w0") })).toBeNull();
  });
});

describe("trainings from scratch", () => {
  const again = (site: TestSite) => site.startGenesis("second", "line-2");
  const end = { type: "run.end", run: "run-1", reason: "abandoned" } as const;
  const begun = (): TestSite => {
    const site = TestSite.opened();
    site.startGenesis();
    return site;
  };

  test("K-15 one per quarter; it comes back when the start got no power and left no weights", () => {
    const site = begun();
    expect(again(site)).toBe("GENESIS_SPENT");
    site.do(end);
    expect(again(site)).toBeNull();
  });

  test("K-15 time under power spends it", () => {
    const site = begun();
    site.lease();
    site.at += 1_000;
    site.do(end);
    expect(site.state.runs.get("run-1")?.poweredMs).toBe(1_000);
    expect(again(site)).toBe("GENESIS_SPENT");
  });

  test("K-15 weights spend it, without any time that was measured", () => {
    const site = begun();
    site.checkpoint(weights("g1"), "1");
    site.do(end);
    expect(again(site)).toBe("GENESIS_SPENT");
  });

  test("K-15 the next quarter has its own, and imports take none", () => {
    const site = begun();
    site.startFrom(weights("w0"), { run: "imported", lineage: "line-3" });
    site.at = quarterStartMs("2026Q4") - 1;
    expect(again(site)).toBe("GENESIS_SPENT");
    site.at += 1;
    expect(again(site)).toBeNull();
    const importing = TestSite.inFull();
    expect(again(importing)).toBeNull();
  });

  test.each<[string, readonly string[], RefusalCode | null]>([
    ["a linked lab has none besides", ["jo"], "GENESIS_SPENT"],
    ["another lab has its own", [], null],
  ])("K-15 %s", (_, persons, code) => {
    const site = TestSite.opened();
    site.accredit("third", THIRD, { persons: ["jo"] });
    site.accredit("other", OTHER, { persons });
    expect(site.do(startCommand({ lab: "third" }), EVERYBODY)).toBeNull();
    expect(site.do(startCommand({ run: "r2", lab: "other", lineage: "line-2" }), EVERYBODY)).toBe(code);
  });
});

describe("what the link that a start makes brings with it", () => {
  const joint = (fields: Parameters<typeof startCommand>[0]): Command =>
    startCommand({ run: "joint", lab: "other", ...fields });

  test("K-15 K-46 a genesis that the lineage's lab has run is spent for whoever a start links to it", () => {
    const site = TestSite.opened();
    site.accredit("other", OTHER);
    expect(site.startGenesis()).toBeNull();
    expect(site.do(joint({ basis: { kind: "genesis", seed: "8" } }), EVERYBODY)).toBe("GENESIS_SPENT");
    expect(entriesOf(site, "labs.linked")).toEqual([]);
    expect(site.do(joint({ lineage: "line-2", basis: { kind: "genesis", seed: "8" } }), EVERYBODY)).toBeNull();
  });

  test("K-77 K-46 nobody starts on the lineage of a lab that is shut down", () => {
    const site = DeployedSite.started({ meters: true });
    site.accredit("other", OTHER);
    site.report({ partsMj: ["1"] });
    expect(site.do(joint({ basis: from("w0") }), EVERYBODY)).toBe("FORENSIC_HOLD");
    expect(site.do(joint({ lineage: "line-2" }), EVERYBODY)).toBeNull();
  });

  test("K-31 K-46 while another lineage of its lab is held, nobody imports onto a lineage", () => {
    const site = TestSite.inFull();
    site.startFrom(weights("v0"), { run: "run-2", lineage: "line-2" });
    site.accredit("other", OTHER);
    site.probe("cut", weights("w0"), { uncontrolled: 200 });
    expect(site.do(joint({ lineage: "line-2", basis: from("unknown") }), EVERYBODY)).toBe("LINEAGE_HOLD");
    expect(site.do(joint({ lineage: "line-2", basis: from("v0") }), EVERYBODY)).toBeNull();
  });

  test("K-53 K-46 data that a kill of the lineage's lab marked are contaminated for whoever a start links to it", () => {
    const site = TestSite.opened();
    const basis = { kind: "weights", digest: weights("w0"), trainedFlop: "0" } as const;
    site.start({ basis, datasets: [weights("data")] });
    site.startFrom(weights("v0"), { run: "run-2", lineage: "line-2" });
    site.accredit("other", OTHER);
    site.probe("cut", weights("w0"), { uncontrolled: 200 });
    const start = joint({ lineage: "line-2", basis: from("v0"), datasets: [weights("data")] });
    expect(site.do(start, EVERYBODY)).toBe("DATASET_RADIOACTIVE");
  });
});

describe("linked labs", () => {
  test("K-11 K-46 the quarter of a lab that a start links opens with the compliance they share from then on", () => {
    const site = TestSite.inFull();
    site.startFrom(weights("v0"), { run: "run-2", lineage: "line-2" });
    site.accredit("other", OTHER);
    site.probe("cut", weights("w0"), { uncontrolled: 200 });
    site.at = quarterStartMs("2026Q4");
    const start = startCommand({ run: "joint", lab: "other", lineage: "line-2", basis: from("v0") });
    expect(site.do(start, EVERYBODY)).toBeNull();
    expect(entriesOf(site, "labs.linked")).toMatchObject([{ labs: ["other", "acme"], by: "lineage" }]);
    const opened = entriesOf(site, "allocation.opened").find(({ lab }) => lab === "other");
    expect(opened).toMatchObject({ quarter: "2026Q4", compliancePpm: 750_000 });
  });

  test("K-46 a start on a lineage of its own, or of a lab that it is linked to, links nobody anew", () => {
    const site = TestSite.inFull();
    site.accredit("other", OTHER);
    expect(site.startFrom(weights("w0"), { run: "own" })).toBeNull();
    expect(entriesOf(site, "labs.linked")).toEqual([]);
    for (const run of ["first", "second"]) {
      expect(site.do(startCommand({ run, lab: "other", basis: from("w0") }), EVERYBODY)).toBeNull();
      expect(entriesOf(site, "labs.linked")).toHaveLength(1);
    }
  });

  test("K-46 labs with meters of their own are not linked by having meters", () => {
    const site = new TestSite();
    const keys = [
      [KEYS.operatorA, "operator"],
      [KEYS.operatorB, "operator"],
      [KEYS.evaluator, "evaluator"],
      [KEYS.evaluatorB, "evaluator"],
      [KEYS.meter, "meter"],
      [THIRD, "meter"],
    ].map(([keyId, role]) => ({ keyId, role }));
    site.do({ type: "site.open", site: "two-meters", policy: testPolicy, keys } as Command);
    expect(site.accredit("first", KEYS.lab, { meters: [KEYS.meter] })).toBeNull();
    expect(site.accredit("second", OTHER, { meters: [THIRD] })).toBeNull();
    expect(entriesOf(site, "labs.linked")).toEqual([]);
    expect(site.accredit("third", "4444444444444444", { meters: [THIRD] })).toBeNull();
    expect(entriesOf(site, "labs.linked")).toMatchObject([{ labs: ["third", "second"], by: "meter" }]);
  });
});

describe("affidavits", () => {
  const affidavit = (name: string, subject: string): Command => ({
    type: "affidavit.file",
    affidavit: name,
    lab: "acme",
    subject,
    statement: weights("risk"),
  });

  test("K-44 one that a deployment has used stays open until that has ended", () => {
    const site = DeployedSite.started();
    expect(site.do(affidavit("a-1", "dep"))).toBeNull();
    site.deploy();
    expect(site.state.affidavits.get("a-1")?.used).toBe(true);
    expect(refusalOf(site, affidavit("a-2", "dep-2"))).toMatchObject({ code: "AFFIDAVIT_OPEN", received: '"a-1"' });
    site.do({ type: "deployment.end", deployment: "dep" });
    expect(refusalOf(site, affidavit("a-1", "dep-2"))).toMatchObject({ code: "AFFIDAVIT_OPEN", received: '"a-1"' });
    expect(site.do(affidavit("a-2", "dep-2"))).toBeNull();
  });
});

describe("runs that go on", () => {
  test("K-43 a checkpoint whose FLOP nobody measured follows one that was measured", () => {
    const site = TestSite.inFull();
    expect(site.checkpoint(weights("w1"), null)).toBeNull();
    expect(site.checkpoint(weights("w2"), "100")).toBeNull();
  });

  test("K-12 the end of a run ends its training lease, where it holds one", () => {
    const site = TestSite.inFull();
    const ended = (run: string) =>
      addedBy(site, () => site.do({ type: "run.end", run, reason: "finished" })).map(({ kind }) => kind);
    site.startFrom(weights("x0"), { run: "run-2", lineage: "line-2" });
    expect(ended("run-1").slice(0, 2)).toEqual(["lease.ended", "run.ended"]);
    expect(site.state.leases.size).toBe(0);
    expect(ended("run-2")).not.toContain("lease.ended");
  });

  const wins = (won: number, comparisons: number) => ({ wins: won, comparisons });

  test.each([
    [wins(100, 100), wins(0, 100)],
    [wins(0, 100), wins(100, 100)],
  ])("K-47 a benchmark in which every comparison is won counts: %o, %o", (evaluation, shadow) => {
    const site = TestSite.inFull();
    const benchmark = {
      type: "benchmark.record",
      run: "run-1",
      digest: weights("w0"),
      eval: evaluation,
      shadow,
    } as const;
    const sources = { source: weights("s"), population: weights("p"), capabilityGainMicroCu: null };
    expect(site.do({ ...benchmark, ...sources })).toBeNull();
    expect(entriesOf(site, "benchmark.recorded")).toMatchObject([{ tier: 3 }]);
  });

  test.each<[number, RefusalCode | null]>([
    [64, null],
    [65, "TRIALS_EXCEED_WINDOW"],
  ])("K-51 a set has costs of at most 64 tasks: %i", (tasks, code) => {
    const site = TestSite.inFull();
    site.open("set-3", weights("w0"));
    const costs = Array.from({ length: tasks }, (_, index) => ({ task: `t${index}`, cost: 1 }));
    const record = (part: typeof costs) =>
      site.do({ type: "costs.record", set: "set-3", costs: part, transcript: weights("t") });
    expect(record(costs.slice(0, 2))).toBeNull();
    expect(record(costs.slice(2))).toBe(code);
  });
});

describe("K-6 the gravest of several refusals", () => {
  const codes = Object.keys(REFUSAL_CODES) as RefusalCode[];
  const told = (code: RefusalCode, received = "") => refusal(code, "", received, "");

  test("K-6 it is the first in the order of precedence, in whatever order they were found", () => {
    expect(gravest(codes.map((code) => told(code)))?.code).toBe(codes[0]);
    expect(gravest(codes.toReversed().map((code) => told(code)))?.code).toBe(codes[0]);
    expect(gravest([null, told("BANKRUPT"), null, told("FORENSIC_HOLD"), null])?.code).toBe("FORENSIC_HOLD");
    expect(gravest([null, null])).toBeNull();
  });

  test("K-6 of two with one code it is the one that was found first", () => {
    expect(gravest([told("LINEAGE_HOLD", "first"), told("LINEAGE_HOLD", "second")])?.received).toBe("first");
  });
});
