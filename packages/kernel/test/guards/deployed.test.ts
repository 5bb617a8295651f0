import {
  type CapabilityGraph,
  type Command,
  graphDigest,
  type Policy,
  power,
  type RefusalCode,
} from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { graphCreditPower } from "../../src/power/credit-power.ts";
import type { WindowSet } from "../../src/control/window-set.ts";
import type { KernelState } from "../../src/state/state.ts";
import { emptyState } from "../../src/state/state.ts";
import { DeployedSite, node, NODE_KEY, ROOT, single, withTool } from "../deployments/deployed-site.ts";
import { KEYS, strictPolicy, testPolicy, weights } from "../test-site.ts";
import { addedBy, entriesOf, refusalOf } from "./told.ts";

const QUARTER_MS = 92 * 86_400_000;
const OTHER = "2222222222222222";
const withoutOperators = Object.values(KEYS).filter((key) => key !== KEYS.operatorA && key !== KEYS.operatorB);
const tool: Command = { type: "dataset.register", lab: "acme", dataset: weights("tool"), chunks: [], derivedFrom: [] };
const register = (graph: CapabilityGraph): Command => ({
  type: "deployment.register",
  deployment: "dep",
  lab: "acme",
  graph,
  audience: "internal",
  apiCallsPerSecondMax: 1,
});
const benchmark = (wins: number): Command => ({
  type: "benchmark.record",
  run: "run-1",
  digest: weights("w0"),
  source: weights("source"),
  population: weights("population"),
  eval: { comparisons: 1_000, wins },
  shadow: { comparisons: 1_000, wins },
  capabilityGainMicroCu: null,
});

/** As it is registered, probed and attested, with a tool of its own. */
function tooled(policy: Policy = testPolicy): DeployedSite {
  const site = DeployedSite.started({ policy });
  site.do(tool);
  site.deploy({ graph: withTool });
  site.probeGraph("d-1");
  site.probeGraph("d-2");
  return site;
}

/** The lineage is released to its first weights, after two sets that prove them. */
function giveBack(site: DeployedSite): void {
  for (const set of ["release-1", "release-2"]) {
    site.register(set, { kind: "release", lineage: "line-1" }, weights("w0"));
    site.do({ type: "windows.draw", set, pulse: weights("pulse") });
    site.record(set);
    site.do({ type: "windows.close", set });
  }
  expect(site.do({ type: "lineage.release", lineage: "line-1", digest: weights("w0") })).toBeNull();
}

describe("registration", () => {
  test("K-70 Tier 1 and 2 need no operator", () => {
    const site = DeployedSite.started();
    expect(site.do(register(single), withoutOperators)).toBeNull();
  });

  test("K-13 K-70 what cannot be paid is not registered", () => {
    const site = DeployedSite.started({ policy: { ...testPolicy, perHeadMicroCu: 40_000 } });
    const before = site.state;
    expect(site.do(register(single))).toBe("INSUFFICIENT_CU");
    expect(site.state).toBe(before);
  });

  test.each<[string, CapabilityGraph, string]>([
    [
      "nothing",
      { nodes: [{ node: "t", kind: "tool", weights: null, components: [weights("tool")] }], edges: [] },
      "no weights",
    ],
    ["one model that nobody registered", { nodes: [node("m", weights("nobody's"))], edges: [] }, "m"],
    [
      "one of two models that nobody registered",
      { nodes: [node("m", weights("w0")), node("n", weights("nobody's"))], edges: [] },
      "n",
    ],
  ])("K-70 of a system of %s it is said what is unknown", (_, graph, received) => {
    expect(refusalOf(DeployedSite.started(), register(graph))).toMatchObject({ code: "UNKNOWN_LINEAGE", received });
  });

  test("K-62 K-70 weights whose FLOP nobody knows are not screened: they are examined like all others", () => {
    const site = DeployedSite.started();
    site.startFrom(weights("x0"), { run: "run-2", lineage: "line-2", flop: null });
    expect(site.do(register({ nodes: [node("m", weights("x0"))], edges: [] }))).toBeNull();
    site.probeGraph("d-1");
    site.probeGraph("d-2");
    expect(power(site.state, "dep", site.at).levelPpm).toBe(0);
    expect(site.deployment()?.tier).toBe(3);
  });

  test.each([
    ["fewer FLOP than the policy screens", "999999", "full"],
    ["as many", "1000000", "paused"],
  ])("K-62 deployed weights of %s", (_, flop, band) => {
    const site = DeployedSite.started();
    site.startFrom(weights("x0"), { run: "run-2", lineage: "line-2", flop });
    site.do({ ...benchmark(1), run: "run-2", digest: weights("x0") } as Command);
    expect(site.do(register({ nodes: [node("m", weights("x0"))], edges: [] }))).toBeNull();
    site.probeGraph("d-1");
    site.probeGraph("d-2");
    expect(power(site.state, "dep", site.at).band).toBe(band);
  });

  test("K-62 weights of a lineage that the ledger does not know carry no credit", () => {
    const site = DeployedSite.deployedInFull({ policy: { ...testPolicy, screeningFlop: "0" } });
    const [open, deployment] = [site.state.site, site.deployment()];
    if (open === null || deployment === undefined) throw new Error("the test site is not deployed");
    const state = { ...site.state, lineages: emptyState().lineages };
    const credit = graphCreditPower(state, open, { ...deployment, lineages: [] }, site.at);
    expect(credit.levelPpm).toBe(0);
  });
});

describe("observation", () => {
  const observe = (deployment: string, edges: CapabilityGraph["edges"]): Command => ({
    type: "graph.observe",
    deployment,
    edges,
  });
  const news = { from: "t", to: "m", privilege: "memory_write" };

  test("K-86 is of a deployment that is registered and goes on", () => {
    const site = tooled();
    expect(site.do(observe("nobody", [news]))).toBe("UNKNOWN_DEPLOYMENT");
    site.do({ type: "deployment.end", deployment: "dep" });
    expect(site.do(observe("dep", [news]))).toBe("DEPLOYMENT_ENDED");
  });

  test("K-86 nothing that is seen makes a system cheaper, though it be priced lower by now", () => {
    const site = DeployedSite.started({ policy: strictPolicy });
    site.do(tool);
    site.deploy({ graph: withTool });
    expect(site.deployment()).toMatchObject({ tier: 3, priceMicroCu: 20_500_000 });
    site.do(benchmark(100));
    site.do(observe("dep", [news]));
    expect(entriesOf(site, "graph.observed")).toMatchObject([{ tier: 1, priceMicroCu: 20_500_000 }]);
    expect(site.deployment()?.paidMicroCu).toBe(20_500_000);
  });

  /** A model with so many edges to tools that it can be declared, and no more. */
  function full(edges: number): CapabilityGraph {
    const names = Array.from({ length: 64 }, (_, index) => `n${index}`);
    const nodes = names.map((name, index) =>
      index === 0
        ? node(name, weights("w0"))
        : { node: name, kind: "tool", weights: null, components: [weights("tool")] },
    );
    const all = names
      .slice(0, 3)
      .flatMap((from) =>
        names.flatMap((to) => ["tool_access", "routing", "memory_write"].map((privilege) => ({ from, to, privilege }))),
      );
    return { nodes, edges: all.slice(0, edges) };
  }
  const unseen = (to: string) => ({ from: "n63", to, privilege: "tool_access" });

  test("K-86 K-80 the largest graph that can be declared still becomes larger; what is beyond it is stopped for good", () => {
    const site = DeployedSite.started();
    site.do(tool);
    expect(site.deploy({ graph: full(512) })).toBeNull();
    const observed = () => entriesOf(site, "graph.observed").length;
    expect(site.do(observe("dep", [unseen("n1")]))).toBeNull();
    expect(observed()).toBe(1);
    expect(power(site.state, "dep", site.at).reasons).toEqual(["UNKNOWN_SUBJECT"]);
    expect(site.do(observe("dep", [unseen("n2")]))).toBeNull();
    expect(observed()).toBe(1);
  });
});

describe("dues", () => {
  const paidIn = (site: DeployedSite): number => {
    site.at += QUARTER_MS;
    return addedBy(site, () => site.tick()).filter(({ kind }) => kind === "deployment.paid").length;
  };

  test("K-70 a Tier 3 system that two operators admitted pays its next quarter", () => {
    const site = DeployedSite.started({ policy: strictPolicy });
    site.deploy();
    expect(site.deployment()?.tier).toBe(3);
    expect(paidIn(site)).toBe(1);
  });

  test("K-70 one that became Tier 3 without them does not", () => {
    const site = DeployedSite.started();
    site.deploy();
    site.do(benchmark(990));
    expect(paidIn(site)).toBe(0);
    expect(power(site.state, "dep", site.at).reasons).toEqual(["RESERVE_CLASS"]);
  });

  test("K-70 a system with something in it that nobody knows does not", () => {
    const site = DeployedSite.started({ policy: { ...strictPolicy, perHeadMicroCu: 1_000_000_000 } });
    site.deploy();
    site.do({
      type: "graph.observe",
      deployment: "dep",
      edges: [{ from: "m", to: "stranger", privilege: "tool_access" }],
    });
    expect(power(site.state, "dep", site.at).reasons).toEqual(["UNKNOWN_SUBJECT"]);
    expect(paidIn(site)).toBe(0);
  });

  test("K-70 one of a killed lineage does not", () => {
    const site = DeployedSite.deployedInFull();
    site.probe("cut", weights("w0"), { uncontrolled: 200 });
    expect(paidIn(site)).toBe(0);
  });

  test("K-70 one of weights that a release left frozen does not, and one of the released weights does", () => {
    const site = DeployedSite.started();
    site.checkpoint(weights("w1"), "10");
    site.deploy({ graph: { nodes: [node("m", weights("w1"))], edges: [] } });
    site.deploy({ deployment: "dep-2" });
    site.probe("cut", weights("w1"), { uncontrolled: 200 });
    giveBack(site);
    expect(power(site.state, "dep", site.at).reasons).toEqual(["SNAPSHOT_FROZEN"]);
    site.at += QUARTER_MS;
    const paid = addedBy(site, () => site.tick()).filter(({ kind }) => kind === "deployment.paid");
    expect(paid).toMatchObject([{ deployment: "dep-2" }]);
  });
});

describe("one graph under two names", () => {
  /** Both proven full, each by two sets of its own. */
  function twice(): DeployedSite {
    const site = DeployedSite.deployedInFull();
    site.deploy({ deployment: "dep-2" });
    for (const set of ["e-1", "e-2"]) later(site).probeGraph(set, {}, "dep-2");
    return site;
  }
  const later = (site: DeployedSite): DeployedSite => Object.assign(site, { at: site.at + 1_000 });
  const bands = ({ state, at }: DeployedSite) => ["dep", "dep-2"].map((name) => power(state, name, at).band);

  test("K-71 what was shown last on the graph binds every deployment of it, until two later sets prove more", () => {
    const site = twice();
    expect(bands(site)).toEqual(["full", "full"]);
    later(site).probeGraph("low", { uncontrolled: 30 });
    expect(bands(site)).toEqual(["research", "research"]);
    later(site).probeGraph("e-3", {}, "dep-2");
    expect(bands(site)).toEqual(["research", "research"]);
    site.do({ type: "deployment.end", deployment: "dep" });
    expect(power(site.state, "dep-2", site.at).band).toBe("research");
    later(site).probeGraph("e-4", {}, "dep-2");
    expect(power(site.state, "dep-2", site.at).band).toBe("full");
  });

  test("K-71 of sets that closed at one instant all count", () => {
    const site = twice();
    later(site).probeGraph("low", { uncontrolled: 30 });
    for (const set of ["e-3", "e-4"]) site.probeGraph(set, {}, "dep-2");
    expect(bands(site)).toEqual(["research", "research"]);
  });

  test("K-71 K-23 an open set binds both, and is void from its deadline on", () => {
    const site = twice();
    site.register("open", { kind: "deployment", deployment: "dep" }, graphDigest(single));
    expect(bands(site)).toEqual(["full", "full"]);
    site.do({ type: "windows.draw", set: "open", pulse: weights("pulse") });
    site.record("open", { uncontrolled: 30 });
    expect(bands(site)).toEqual(["research", "research"]);
  });

  /** The credit of `dep`, where sets have these verdicts: d-2 is its own newest, e-1 and e-2 came later, on the other name. */
  function creditWith(verdicts: Readonly<Record<string, Partial<WindowSet>>>, screeningFlop: string) {
    const { state, at } = twice();
    const deployment = state.deployments.get("dep");
    if (state.site === null || deployment === undefined) throw new Error("the test site is not deployed");
    const windowSets = Object.entries(verdicts).reduce((sets, [name, fields]) => {
      const set = sets.get(name);
      return set === undefined ? sets : sets.set(name, { ...set, ...fields });
    }, state.windowSets);
    const site = { ...state.site, policy: { ...testPolicy, screeningFlop } };
    return graphCreditPower({ ...state, windowSets }, site, deployment, at).reasons;
  }
  const gap = { gap: { verdict: "unproven" } as never };
  const told = { detectability: { verdict: "detectable" } as never };
  const hidden = { detectability: { verdict: "hidden" } as never };

  test("K-62 the newest set on the graph has to prove that there is no gap, whichever deployment it was of", () => {
    expect(creditWith({}, "1000000")).toEqual(["CONTROL_PROVEN"]);
    expect(creditWith({ "e-2": gap }, "1000000")).toEqual(["DECEPTION_UNPROVEN"]);
    expect(creditWith({ "e-1": gap }, "1000000")).toEqual(["CONTROL_PROVEN"]);
  });

  test("K-62 and that SHADOW was hidden, unless all models are screened", () => {
    expect(creditWith({ "e-2": told }, "1000000")).toEqual(["CONTROL_PROVEN"]);
    expect(creditWith({ "d-2": hidden, "e-2": told }, "0")).toEqual(["SHADOW_DETECTABLE"]);
    expect(creditWith({ "d-2": told, "e-2": hidden }, "0")).toEqual(["SHADOW_DETECTABLE"]);
    expect(creditWith({ "d-2": hidden, "e-2": hidden }, "0")).toEqual(["FAMILIES_UNPROVEN"]);
  });

  test("K-71 a graph that grew into this one brings no sets of what it was before", () => {
    const site = DeployedSite.started();
    site.do(tool);
    site.deploy({ graph: { ...withTool, edges: [] } });
    site.deploy({ deployment: "dep-2", graph: withTool });
    for (const set of ["e-1", "e-2"]) later(site).probeGraph(set, {}, "dep-2");
    later(site).probeGraph("low", { uncontrolled: 30 });
    site.do({ type: "graph.observe", deployment: "dep", edges: withTool.edges });
    expect(site.deployment()?.graphDigest).toBe(site.deployment("dep-2")?.graphDigest);
    expect(power(site.state, "dep-2", site.at).band).toBe("full");
  });

  test("K-71 K-55 what an ended deployment showed when it was cut pauses the graph after the release, and kills nothing again", () => {
    const site = twice();
    later(site).probeGraph("bad", { uncontrolled: 200 });
    site.do({ type: "deployment.end", deployment: "dep" });
    giveBack(site);
    expect(power(site.state, "dep-2", site.at)).toMatchObject({ band: "paused", reasons: ["CONTROL_BELOW_RESEARCH"] });
    for (const set of ["e-3", "e-4"]) later(site).probeGraph(set, {}, "dep-2");
    expect(power(site.state, "dep-2", site.at).band).toBe("full");
    expect(entriesOf(site, "kill.ordered")).toHaveLength(1);
  });

  test("K-71 another graph is bound by its own sets alone", () => {
    const site = twice();
    site.do(tool);
    expect(site.deploy({ deployment: "tooled", graph: withTool })).toBeNull();
    later(site).probeGraph("t-1", { uncontrolled: 60 }, "tooled");
    expect(power(site.state, "tooled", site.at).levelPpm).toBe(0);
    expect(bands(site)).toEqual(["full", "full"]);
  });
});

describe("tokens", () => {
  const tokens = (site: DeployedSite) => entriesOf(site, "token.granted");

  test("K-72 a token holds as long as the policy says for the highest tier that was paid", () => {
    const policy = { ...testPolicy, tokenTtlMs: { tier1: 120_000, tier2: 30_000 } };
    const site = DeployedSite.deployedInFull({ policy });
    expect(site.token()).toBeNull();
    expect(tokens(site).at(-1)?.expiresAt).toBe(site.at + 120_000);
    site.do(benchmark(850));
    site.tick();
    expect(site.deployment()?.tier).toBe(2);
    expect(site.token()).toBeNull();
    expect(tokens(site).at(-1)?.expiresAt).toBe(site.at + 30_000);
  });

  test("K-53 K-72 contaminated data in the system are the reason that is given", () => {
    const site = tooled();
    site.attest();
    expect(site.token()).toBeNull();
    site.start({
      run: "doomed",
      lineage: "line-2",
      basis: { kind: "weights", digest: weights("x0"), trainedFlop: "0" },
      datasets: [weights("tool")],
    });
    site.probe("cut", weights("x0"), { uncontrolled: 200 }, "doomed");
    expect(site.token()).toBe("DATASET_RADIOACTIVE");
  });

  test("K-73 what another lab attested of a node is no attestation by this one, though they share the root", () => {
    const site = DeployedSite.deployedInFull();
    const lab = { type: "lab.accredit", lab: "other", labKey: OTHER, headcount: 1, baselineComputeUnits: 0 } as const;
    expect(site.do({ ...lab, persons: [], hardwareRoots: [ROOT], meters: [] })).toBeNull();
    const nodeKey = weights("their node");
    const attested = { nodeKey, hardwareRoot: ROOT, artifact: weights("w0"), provenance: weights("p") };
    expect(site.do({ type: "attestation.record", lab: "other", ...attested })).toBeNull();
    expect(site.token(weights("w0"), nodeKey)).toBe("UNATTESTED");
    expect(site.token(weights("w0"), NODE_KEY)).toBeNull();
  });
});

describe("examinations of what is deployed", () => {
  const examine: Command = {
    type: "families.register",
    examination: "exam",
    subject: { kind: "deployment", deployment: "dep" },
    digest: weights("w0"),
    probeSet: weights("public"),
    heldOutSet: weights("held-out"),
  };

  test("K-63 K-77 are registered without an auditor, unless the lab is shut down", () => {
    const site = DeployedSite.deployedInFull({ meters: true });
    const without = Object.values(KEYS).filter((key) => key !== KEYS.auditor);
    expect(refusalOf(site, examine, without)).toBeNull();
    site.report({ partsMj: ["1"] });
    expect(refusalOf(site, examine, without)?.code).toBe("FORENSIC_HOLD");
    expect(refusalOf(site, examine)).toBeNull();
  });

  test("K-63 are of a deployment that goes on", () => {
    const site = DeployedSite.deployedInFull();
    site.do({ type: "deployment.end", deployment: "dep" });
    expect(site.do(examine)).toBe("DEPLOYMENT_ENDED");
  });

  test.each<[1 | 2 | 3, number]>([
    [1, 3],
    [2, 3],
    [3, 5],
  ])("K-64 a system of Tier %i is asked %i families", (tier, asked) => {
    const site = DeployedSite.started({ policy: { ...testPolicy, perHeadMicroCu: 10_000_000 } });
    site.startFrom(weights("x0"), { run: "run-2", lineage: "line-2", tier });
    site.deploy({ graph: { nodes: [node("m", weights("x0"))], edges: [] } });
    expect(site.do({ ...examine, digest: weights("x0") } as Command)).toBeNull();
    site.do({ type: "families.draw", examination: "exam", pulse: weights("pulse") });
    expect(site.state.examinations.get("exam")?.asked).toHaveLength(asked);
  });
});

describe("power of a deployment, what is left of it", () => {
  const TTL = testPolicy.evidenceTtlMs;

  test("K-71 a deployment whose lab the ledger does not know is cut", () => {
    const { state, at } = DeployedSite.deployedInFull();
    expect(power({ ...state, labs: emptyState().labs }, "dep", at)).toMatchObject({ band: "cut", reasons: ["KILLED"] });
  });

  interface Story {
    /** When which data were marked, by their names. */
    readonly marks: Readonly<Record<string, readonly number[]>>;
    readonly at: number;
    /** What the second set on the graph was. */
    readonly set?: Partial<WindowSet>;
  }

  /** A deployment of weights that were trained on two datasets, long after both its sets had closed. */
  function reasonsIn({ marks, at, set = {} }: Story): readonly string[] {
    const site = DeployedSite.started();
    site.start({
      run: "trained",
      lineage: "line-2",
      basis: { kind: "weights", digest: weights("x0"), trainedFlop: "0" },
      datasets: [weights("one"), weights("two")],
    });
    site.checkpoint(weights("x1"), "1", "trained");
    site.deploy({ graph: { nodes: [node("m", weights("x1"))], edges: [] } });
    site.probeGraph("d-1");
    site.probeGraph("d-2");
    const second = site.state.windowSets.get("d-2");
    const start = site.at;
    const radioactive = Object.entries(marks).reduce(
      (known, [name, times]) =>
        known.set(weights(name), {
          dataset: weights(name),
          marks: times.map((ms, index) => ({
            lineage: `l${index}`,
            labs: ["far"],
            endorsed: false,
            markedAt: start + ms,
          })),
          scrubbedInto: [],
        }),
      site.state.radioactive,
    );
    if (second === undefined) throw new Error("the test site is not probed");
    const closedAt = start + (set.closedAt ?? 0);
    const windowSets = site.state.windowSets.set("d-2", { ...second, ...set, closedAt });
    const state: KernelState = { ...site.state, radioactive, windowSets };
    return power(state, "dep", start + at).reasons;
  }

  test("K-53 K-71 marks on other data are no reason to ask for a re-test", () => {
    const site = DeployedSite.started();
    site.deploy();
    const others = {
      dataset: weights("others"),
      marks: [{ lineage: "far", labs: ["far"], endorsed: true, markedAt: site.at }],
      scrubbedInto: [],
    };
    const state = { ...site.state, radioactive: site.state.radioactive.set(weights("others"), others) };
    expect(power(state, "dep", site.at + 1).reasons).toEqual(["CONTROL_UNPROVEN"]);
  });

  const FAILED = { tallies: failedTallies() };

  test.each<[string, Story, string]>([
    ["marks on other data", { marks: { others: [0] }, at: TTL }, "CONTROL_PROVEN"],
    ["a mark on one of its data, a day ago", { marks: { one: [0] }, at: TTL }, "CONTROL_PROVEN"],
    [
      "a set that closed with the mark",
      { marks: { one: [0] }, at: TTL + 1, set: { closedAt: 0 } },
      "RETEST_AFTER_KILL",
    ],
    ["a set that closed after it", { marks: { one: [0] }, at: TTL + 1, set: { closedAt: 1 } }, "CONTROL_PROVEN"],
    [
      "a set that closed after it and failed",
      { marks: { one: [0] }, at: TTL + 1, set: { closedAt: 1, ...FAILED } },
      "RETEST_AFTER_KILL",
    ],
    [
      "a set on another graph",
      { marks: { one: [0] }, at: TTL + 1, set: { closedAt: 1, digest: graphDigest(single) } },
      "RETEST_AFTER_KILL",
    ],
    [
      "a newer mark before an older one",
      { marks: { one: [2_000, 0] }, at: TTL + 2_001, set: { closedAt: 1_000 } },
      "RETEST_AFTER_KILL",
    ],
    [
      "an older mark before a newer one",
      { marks: { two: [0, 2_000] }, at: TTL + 2_001, set: { closedAt: 1_000 } },
      "RETEST_AFTER_KILL",
    ],
  ])("K-53 K-71 %s", (_, story, reason) => {
    expect(reasonsIn(story)[0]).toBe(reason);
  });
});

/** 60 witnessed failures in each window of 1 132: below research. */
function failedTallies(): WindowSet["tallies"] {
  const site = DeployedSite.deployedInFull();
  site.probeGraph("d-3", { uncontrolled: 60 });
  const set = site.state.windowSets.get("d-3");
  if (set === undefined) throw new Error("the test site is not probed");
  return set.tallies;
}

test.each<[string, RefusalCode | null]>([
  ["other", "LINEAGE_MISMATCH"],
  ["acme", null],
])("K-70 weights of one lab are deployed by %s", (lab, code) => {
  const site = DeployedSite.started();
  site.accredit("other", OTHER);
  const signers = [...Object.values(KEYS), OTHER];
  expect(site.do({ ...register(single), lab } as Command, signers)).toBe(code);
});
