import { graphDigest, power } from "@plimsoll/kernel";
import { describe, expect, it } from "vitest";
import { graphPrice } from "../../src/graph/price.ts";
import { tierOf } from "../../src/graph/tier-of.ts";
import { KEYS, strictPolicy, testPolicy, weights } from "../test-site.ts";
import { DeployedSite, node, single, withTool } from "./deployed-site.ts";

const QUARTER_MS = 92 * 86_400_000;
const withoutOperators = Object.values(KEYS).filter((key) => key !== KEYS.operatorB);

describe("deployments pay", () => {
  it("K-70 registration debits the price of the graph and gives no power yet", () => {
    const site = DeployedSite.started();
    site.do({ type: "dataset.register", lab: "acme", dataset: weights("tool"), chunks: [], derivedFrom: [] });
    expect(site.deploy({ graph: withTool })).toBeNull();
    expect(site.newest("deployment.registered")).toMatchObject({
      tier: 1,
      priceMicroCu: 1_500_000,
      lineages: ["line-1"],
    });
    expect(site.wallet()).toMatchObject({ reserved: 1_000_000, spent: 1_500_000 });
    const receipt = site.entries[site.deployment()?.receiptIndex ?? -1];
    expect(receipt).toMatchObject({ kind: "deployment.registered", output: "debit-receipt" });
    expect(power(site.state, "dep", site.at)).toMatchObject({ levelPpm: 0, band: "paused" });
  });

  it("K-70 what the ledger does not know is not registered: weights, tools, other labs' lineages, killed ones", () => {
    const site = DeployedSite.started();
    expect(site.deploy({ graph: { nodes: [node("m", weights("unknown"))], edges: [] } })).toBe("UNKNOWN_LINEAGE");
    expect(site.deploy({ graph: withTool })).toBe("UNKNOWN_DATASET");
    site.do({ type: "dataset.register", lab: "acme", dataset: weights("hidden"), chunks: [], derivedFrom: [] });
    expect(site.deploy({ graph: { nodes: [node("m", weights("hidden"))], edges: [] } })).toBe("UNKNOWN_LINEAGE");
    site.accredit("other", KEYS.lab.replaceAll("1", "2"));
    const signers = [...Object.values(KEYS), KEYS.lab.replaceAll("1", "2")];
    const foreign = { type: "deployment.register", deployment: "x", lab: "other", graph: single } as const;
    expect(site.do({ ...foreign, audience: "internal", apiCallsPerSecondMax: 1 }, signers)).toBe("LINEAGE_MISMATCH");
    expect(site.deploy()).toBeNull();
    expect(site.deploy()).toBe("DEPLOYMENT_EXISTS");
    site.probe("bad", weights("w0"), { uncontrolled: 200 });
    expect(site.deploy({ deployment: "again" })).toBe("LINEAGE_HOLD");
  });

  it("K-70 without a benchmark nothing is below Tier 3, which two operators must sign", () => {
    const site = DeployedSite.started({ policy: strictPolicy });
    const command = { type: "deployment.register", deployment: "dep", lab: "acme", graph: single } as const;
    const register = { ...command, audience: "internal", apiCallsPerSecondMax: 1 } as const;
    expect(site.do(register, withoutOperators)).toBe("RESERVE_CLASS");
    expect(site.do(register)).toBeNull();
    expect(site.newest("deployment.registered")).toMatchObject({ tier: 3, priceMicroCu: 20_000_000 });
  });

  it("K-70 weights have the higher of what their run paid for and the floor for their FLOP, however they score", () => {
    const floors = { tier2: "500", tier3: "900" };
    const tierFor = (flop: string, tier: 1 | 2 | 3) => {
      const site = DeployedSite.started({ policy: { ...testPolicy, tierFloorFlop: floors } });
      site.startFrom(weights("w9"), { run: "run-9", lineage: "line-9", tier, flop });
      site.deploy({ graph: { nodes: [node("m", weights("w9"))], edges: [] } });
      return site.newest("deployment.registered")?.tier;
    };
    expect(tierFor("499", 1)).toBe(1);
    expect(tierFor("499", 2)).toBe(2);
    expect(tierFor("500", 2)).toBe(2);
    const { state } = DeployedSite.started({ policy: { ...testPolicy, tierFloorFlop: floors } });
    const checkpoint = state.checkpoints.get(weights("w0"));
    if (checkpoint === undefined) throw new Error("the run began from w0");
    const tierAt = (flopAtMost: string | null) =>
      tierOf({ ...state, checkpoints: state.checkpoints.set(weights("w0"), { ...checkpoint, flopAtMost }) })(
        weights("w0"),
      );
    expect(["499", "500", "899", "900", null].map(tierAt)).toEqual([1, 2, 2, 3, 3]);
    const unknown = { nodes: [node("m", weights("unknown"))], edges: [] };
    expect(graphPrice(unknown, tierOf(state), 0).tier).toBe(3);
  });

  it("K-70 nothing is paid for a lab that is shut down", () => {
    const site = DeployedSite.deployedInFull({ meters: true });
    site.report({ partsMj: ["1"] });
    site.at += QUARTER_MS;
    site.tick();
    expect(site.entries.some(({ kind }) => kind === "deployment.paid")).toBe(false);
  });

  it("K-70 a new quarter is paid by the tick, and until then there is no power", () => {
    const site = DeployedSite.deployedInFull({ policy: { ...testPolicy, evidenceTtlMs: 31 * 86_400_000 } });
    expect(power(site.state, "dep", site.at).band).toBe("full");
    const before = site.deployment()?.receiptIndex;
    expect(power(site.state, "dep", site.at + QUARTER_MS).levelPpm).toBe(0);
    site.at += QUARTER_MS;
    expect(power(site.state, "dep", site.at).reasons).toContain("QUARTER_UNPAID");
    site.tick();
    expect(site.newest("deployment.paid")).toMatchObject({
      deployment: "dep",
      priceMicroCu: 1_000_000,
      quarter: "2026Q4",
    });
    expect(site.deployment()?.receiptIndex).toBeGreaterThan(before ?? 0);
    expect(power(site.state, "dep", site.at).reasons).not.toContain("QUARTER_UNPAID");
    const openings = site.entries.filter((entry) => entry.kind === "allocation.opened" && entry.quarter === "2026Q4");
    expect(openings).toHaveLength(1);
    site.tick(1);
    expect(site.entries.filter(({ kind }) => kind === "deployment.paid")).toHaveLength(1);
  });

  it("K-70 weights that turn out to be Tier 2 cost the difference with the next tick, and nothing has power before", () => {
    const site = DeployedSite.deployedInFull();
    const benchmark = (wins: number) => ({
      type: "benchmark.record" as const,
      run: "run-1",
      digest: weights("w0"),
      source: weights("source"),
      population: weights("population"),
      eval: { comparisons: 100, wins },
      shadow: { comparisons: 100, wins },
      capabilityGainMicroCu: 0,
    });
    expect(site.do(benchmark(85))).toBeNull();
    expect(power(site.state, "dep", site.at).reasons).toEqual(["TIER_UNPAID"]);
    site.tick(1_000);
    expect(site.newest("deployment.paid")).toMatchObject({ tier: 2, priceMicroCu: 5_000_000 });
    expect(site.newest("deployment.paid")?.transfers).toMatchObject([{ to: "spent", amountMicroCu: 4_000_000 }]);
    expect(power(site.state, "dep", site.at).reasons).not.toContain("TIER_UNPAID");
    expect(site.deployment()?.tier).toBe(2);
  });

  it("K-70 who cannot pay for all pays in the order of names, and the rest has no power", () => {
    const site = DeployedSite.started({ policy: { ...testPolicy, perHeadMicroCu: 77_000 } });
    site.do({ type: "run.end", run: "run-1", reason: "abandoned" });
    site.deploy({ deployment: "b" });
    site.deploy({ deployment: "a" });
    expect(site.wallet()?.available).toBe(2_000);
    // After the first full year 2 % less is granted: enough for one.
    site.at += 240 * 86_400_000;
    site.tick();
    expect(site.entries.filter(({ kind }) => kind === "deployment.paid")).toHaveLength(1);
    expect(site.deployment("a")?.quarter).toBe("2027Q2");
    expect(power(site.state, "a", site.at).reasons).toEqual(["CONTROL_UNPROVEN"]);
    expect(power(site.state, "b", site.at).reasons).toEqual(["QUARTER_UNPAID"]);
  });

  it("K-70 an end settles nothing back, and an ended deployment has no power", () => {
    const site = DeployedSite.deployedInFull();
    const spent = site.wallet()?.spent;
    expect(site.do({ type: "deployment.end", deployment: "dep" })).toBeNull();
    expect(site.wallet()?.spent).toBe(spent);
    expect(power(site.state, "dep", site.at).reasons).toEqual(["DEPLOYMENT_ENDED"]);
    expect(site.do({ type: "deployment.end", deployment: "dep" })).toBe("DEPLOYMENT_ENDED");
    expect(site.do({ type: "deployment.end", deployment: "nobody" })).toBe("UNKNOWN_DEPLOYMENT");
  });
});

describe("deployment power", () => {
  it("K-71 two closed sets on the graph give full, one or none nothing", () => {
    const site = DeployedSite.started();
    site.deploy();
    site.probeGraph("d-1");
    expect(power(site.state, "dep", site.at)).toMatchObject({ levelPpm: 0, reasons: ["CONTROL_UNPROVEN"] });
    site.probeGraph("d-2");
    expect(power(site.state, "dep", site.at)).toMatchObject({ levelPpm: 1_000_000, band: "full" });
    expect(site.newest("deployment.throttled")?.power.band).toBe("full");
  });

  it("K-71 sets on the weights carry nothing for the graph", () => {
    const site = DeployedSite.started();
    site.deploy();
    site.probe("set-1", weights("w0"));
    site.probe("set-2", weights("w0"));
    expect(power(site.state, "dep", site.at).levelPpm).toBe(0);
  });

  it("K-71 the lower of two sets counts, an open one counts at once, and evidence ages", () => {
    const site = DeployedSite.deployedInFull();
    site.probeGraph("d-3", { uncontrolled: 20 });
    expect(power(site.state, "dep", site.at)).toMatchObject({ levelPpm: 200_000, band: "research" });
    site.probeGraph("d-4");
    expect(power(site.state, "dep", site.at).band).toBe("research");
    site.probeGraph("d-5");
    expect(power(site.state, "dep", site.at).band).toBe("full");
    expect(power(site.state, "dep", site.at + testPolicy.evidenceTtlMs).band).toBe("full");
    expect(power(site.state, "dep", site.at + testPolicy.evidenceTtlMs + 1).reasons).toEqual(["CONTROL_STALE"]);
  });

  it("K-71 a kill of a lineage in the graph cuts it", () => {
    const site = DeployedSite.deployedInFull();
    site.probe("bad", weights("w0"), { uncontrolled: 200 });
    expect(power(site.state, "dep", site.at)).toMatchObject({ levelPpm: 0, band: "cut", reasons: ["KILLED"] });
    expect(site.deployment()?.desired.band).toBe("cut");
    expect(site.token()).toBe("LINEAGE_HOLD");
  });

  it("K-71 bankruptcy leaves a Tier 1 deployment 20 % and stops a Tier 3 one", () => {
    const all = { perHeadMicroCu: 60_000, privilegeEdgeMicroCu: 560_000 };
    const tier1 = DeployedSite.started({ policy: { ...testPolicy, ...all } });
    tier1.do({ type: "run.end", run: "run-1", reason: "abandoned" });
    tier1.do({ type: "dataset.register", lab: "acme", dataset: weights("tool"), chunks: [], derivedFrom: [] });
    tier1.deploy({ graph: withTool });
    expect(tier1.wallet()?.available).toBe(0);
    tier1.probeGraph("d-1");
    tier1.probeGraph("d-2");
    expect(power(tier1.state, "dep", tier1.at)).toEqual({ levelPpm: 200_000, band: "research", reasons: ["BANKRUPT"] });
    const most = { perHeadMicroCu: 800_000, privilegeEdgeMicroCu: 800_000 };
    const tier3 = DeployedSite.started({ policy: { ...strictPolicy, ...most } });
    tier3.do({ type: "run.end", run: "run-1", reason: "abandoned" });
    tier3.do({ type: "dataset.register", lab: "acme", dataset: weights("tool"), chunks: [], derivedFrom: [] });
    tier3.deploy({ graph: withTool });
    expect(tier3.wallet()?.available).toBe(0);
    expect(power(tier3.state, "dep", tier3.at).reasons).toEqual(["BANKRUPT"]);
  });

  it("K-71 contaminated training data stop a deployment after a day, until a window set on the graph", () => {
    const site = DeployedSite.started();
    const dataset = weights("data");
    site.do({ type: "dataset.register", lab: "acme", dataset, chunks: [weights("chunk")], derivedFrom: [] });
    for (const name of ["a", "b"]) {
      site.start({
        run: `run-${name}`,
        lineage: `line-${name}`,
        basis: { kind: "weights", digest: weights(name), trainedFlop: "0" },
        datasets: [dataset],
      });
    }
    site.checkpoint(weights("a1"), "1", "run-a");
    site.deploy({ graph: { nodes: [node("m", weights("a1"))], edges: [] } });
    site.probeGraph("d-1");
    site.probeGraph("d-2");
    expect(power(site.state, "dep", site.at).band).toBe("full");
    site.at += 1_000;
    site.probe("bad", weights("b"), { uncontrolled: 200 }, "run-b");
    expect(site.state.radioactive.has(dataset)).toBe(true);
    expect(power(site.state, "dep", site.at).band).toBe("full");
    const later = site.at + testPolicy.evidenceTtlMs + 1;
    site.at += testPolicy.evidenceTtlMs - 10;
    site.probeGraph("d-3");
    site.at = later;
    expect(power(site.state, "dep", site.at).band).toBe("full");
    const without = {
      ...site.state,
      windowSets: site.state.windowSets.set("d-3", {
        ...site.state.windowSets.get("d-3")!,
        closedAt: site.at - testPolicy.evidenceTtlMs - 5,
      }),
    };
    expect(power(without, "dep", site.at).reasons).toEqual(["RETEST_AFTER_KILL"]);
  });
});

describe("observed edges", () => {
  const tooled = () => {
    const site = DeployedSite.started();
    site.do({ type: "dataset.register", lab: "acme", dataset: weights("tool"), chunks: [], derivedFrom: [] });
    site.deploy({ graph: withTool });
    site.probeGraph("d-1");
    site.probeGraph("d-2");
    return site;
  };

  it("K-86 an edge that was never declared costs the difference and voids the evidence on the smaller graph", () => {
    const site = tooled();
    expect(power(site.state, "dep", site.at).band).toBe("full");
    const spent = site.wallet()?.spent ?? 0;
    const edges = [{ from: "t", to: "m", privilege: "memory_write" }];
    expect(site.do({ type: "graph.observe", deployment: "dep", edges })).toBeNull();
    const observed = site.newest("graph.observed");
    expect(observed).toMatchObject({ deployment: "dep", tier: 1 });
    expect(observed?.priceMicroCu).toBeGreaterThan(1_500_000);
    expect(site.newest("deployment.paid")).toMatchObject({
      priceMicroCu: observed?.priceMicroCu,
      output: "debit-receipt",
    });
    expect((site.wallet()?.spent ?? 0) - spent).toBe((observed?.priceMicroCu ?? 0) - 1_500_000);
    expect(site.deployment()?.graphDigest).not.toBe(graphDigest(withTool));
    expect(power(site.state, "dep", site.at).reasons).toEqual(["CONTROL_UNPROVEN"]);
    expect(site.deployment()?.desired.levelPpm).toBe(0);
    site.probeGraph("d-3");
    site.probeGraph("d-4");
    expect(power(site.state, "dep", site.at).band).toBe("full");
  });

  it("K-86 what is declared is no news", () => {
    const site = tooled();
    const before = site.entries.length;
    expect(site.do({ type: "graph.observe", deployment: "dep", edges: withTool.edges })).toBeNull();
    expect(site.entries).toHaveLength(before);
  });

  it("K-86 a stranger makes the system Tier 3 at the worst price: nothing is debited, everything stops", () => {
    const site = tooled();
    const spent = site.wallet()?.spent;
    const edges = [{ from: "m", to: "stranger", privilege: "tool_access" }];
    site.do({ type: "graph.observe", deployment: "dep", edges });
    expect(site.newest("graph.observed")).toMatchObject({ tier: 3 });
    expect(site.wallet()?.spent).toBe(spent);
    expect(site.deployment()?.desired).toMatchObject({ levelPpm: 0, reasons: ["UNKNOWN_SUBJECT"] });
    expect(site.token()).toBe("NO_POWER");
  });

  it("K-86 a privilege that nobody knows is Tier 3: stopped, because two operators never admitted it", () => {
    const site = tooled();
    site.do({ type: "graph.observe", deployment: "dep", edges: [{ from: "m", to: "t", privilege: "teleport" }] });
    expect(site.deployment()?.desired).toMatchObject({ levelPpm: 0 });
    expect(site.deployment()?.desired.reasons).toEqual(["RESERVE_CLASS"]);
  });

  it("K-86 a difference that cannot be paid stops the deployment until it is", () => {
    const site = DeployedSite.started({ policy: { ...testPolicy, perHeadMicroCu: 120_000 } });
    site.do({ type: "dataset.register", lab: "acme", dataset: weights("tool"), chunks: [], derivedFrom: [] });
    site.deploy({ graph: withTool });
    expect(site.wallet()?.available).toBe(620_000);
    site.do({ type: "graph.observe", deployment: "dep", edges: [{ from: "t", to: "m", privilege: "routing" }] });
    expect(power(site.state, "dep", site.at).reasons).toEqual(["TIER_UNPAID"]);
    site.do({ type: "run.end", run: "run-1", reason: "abandoned" });
    site.tick(1_000);
    expect(power(site.state, "dep", site.at).reasons).not.toContain("TIER_UNPAID");
  });
});
