import { describe, expect, test } from "vitest";
import { type CapabilityGraph, graphShape } from "../../src/graph/graph.ts";
import { frozenIn, isKnown, nodesOfUnknownWeights } from "../../src/graph/lineages.ts";
import { tierOf } from "../../src/graph/tier-of.ts";
import type { Policy } from "../../src/policy/policy.ts";
import type { Benchmark, Checkpoint } from "../../src/state/checkpoint.ts";
import type { Run } from "../../src/state/run.ts";
import type { KernelState, Site } from "../../src/state/state.ts";
import type { Tier } from "../../src/wallet/price.ts";
import { checkpoint, digestNamed, lineage, stateWith } from "../credit/samples.ts";
import { range } from "../graph/small-graphs.ts";
import { edge, node, system } from "../graph/systems.ts";
import { testPolicy } from "../test-site.ts";

const policy: Policy = {
  ...testPolicy,
  coverCheckpoints: 2,
  screeningFlop: "1000",
  tierFloorFlop: { tier2: "100000", tier3: "1000000" },
};
const site = { policy } as Site;
const model = (name: string, weights: string) => ({ ...node(name, [], "model"), weights: digestNamed(weights) });

describe("size", () => {
  test("K-80 64 different things are admitted", () => {
    const full = system(range(64).map((id) => model(`n${id}`, `w${id}`)));
    expect(graphShape.parse(full).ok).toBe(true);
  });
});

describe("what is known of a graph", () => {
  const state = stateWith({
    site,
    checkpoints: [checkpoint("w0")],
    datasets: [digestNamed("tool")],
    lineages: [lineage()],
  });
  const agent = model("agent", "w0");
  const tool = node("tool", [digestNamed("tool")]);
  const repeated = (edges: number) => range(edges).map(() => edge("agent", "tool"));

  test.each<[string, CapabilityGraph, boolean]>([
    ["a model and a tool that are registered", system([agent, tool]), true],
    ["as many edges as a graph may have", system([agent, tool], repeated(512)), true],
    ["more, because some were seen and not declared", system([agent, tool], repeated(513)), false],
    ["no model", system([tool]), false],
    ["weights that nobody registered", system([agent, model("other", "w9")]), false],
    ["a dataset in the place of weights", system([agent, model("other", "tool")]), false],
    ["a model that says nothing of its weights", system([agent, node("other", [digestNamed("tool")], "model")]), false],
    ["a tool that nobody registered", system([agent, node("other", [digestNamed("x")])]), false],
  ])("K-71 %s", (_, graph, expected) => {
    expect(isKnown(state, graph)).toBe(expected);
  });

  test("K-70 weights are those that a run of this ledger registered", () => {
    const graph = system([agent, tool, model("fake", "tool"), model("unknown", "w9")]);
    expect(nodesOfUnknownWeights(state, graph)).toEqual(["fake", "unknown"]);
  });

  test("K-71 frozen weights are found in any node", () => {
    const held = stateWith({
      checkpoints: [checkpoint("w0"), checkpoint("w1")],
      lineages: [lineage({ frozen: [digestNamed("w1")] })],
    });
    expect(frozenIn(held, system([agent]))).toBeNull();
    expect(frozenIn(held, system([agent, node("box", [digestNamed("w1")])]))).toBe(digestNamed("w1"));
  });
});

describe("the tier of weights in a graph", () => {
  const benchmarked = (name: string, tier: Tier): Benchmark => ({
    digest: digestNamed(name),
    tier,
    capabilityGainMicroCu: null,
    recordedAt: 0,
  });

  /** w0 → w1 → w2 → w3 of 5 000 FLOP each: too many to be screened, too few for a floor. The tier of w3. */
  function tierWith(
    head: Partial<Checkpoint>,
    { paid = 1, ran = true }: { paid?: Tier; ran?: boolean } = {},
  ): Tier | null {
    const line = range(4).map((ordinal) => checkpoint(`w${ordinal}`, { ordinal, trainedFlop: "5000" }));
    const state = stateWith({
      site,
      checkpoints: [...line.slice(0, 3), checkpoint("w3", { ordinal: 3, trainedFlop: "5000", ...head })],
    });
    const run = { run: "run-1", tier: paid } as Run;
    return tierOf(ran ? { ...state, runs: state.runs.set("run-1", run) } : state)(digestNamed("w3"));
  }

  test.each<[string, Partial<Checkpoint>, Tier]>([
    ["no benchmark", {}, 3],
    ["one of Tier 1 on these weights", { benchmark: benchmarked("w3", 1) }, 1],
    ["one of Tier 2 on these weights", { benchmark: benchmarked("w3", 2) }, 2],
    ["one on the last ancestor that it covers", { benchmark: benchmarked("w1", 1) }, 1],
    ["one on an ancestor beyond its cover", { benchmark: benchmarked("w0", 1) }, 3],
    ["one on weights that nobody registered", { benchmark: benchmarked("w9", 1) }, 3],
    ["FLOP below the screening limit", { trainedFlop: "999" }, 1],
    ["FLOP at the screening limit", { trainedFlop: "1000" }, 3],
    ["FLOP that nobody knows", { trainedFlop: null, flopAtMost: null, benchmark: benchmarked("w3", 1) }, 3],
    ["FLOP at a floor", { trainedFlop: "100000", benchmark: benchmarked("w3", 1) }, 2],
  ])("K-70 with %s", (_, head, tier) => {
    expect(tierWith(head)).toBe(tier);
  });

  test("K-70 what their run paid for counts, and a run that the ledger does not know paid for nothing lower than Tier 3", () => {
    const benchmark = benchmarked("w3", 1);
    expect(tierWith({ benchmark }, { paid: 2 })).toBe(2);
    expect(tierWith({ benchmark }, { ran: false })).toBe(3);
  });

  test("K-82 what is registered nowhere has no tier, nor have weights before a policy is in force", () => {
    const known: KernelState = stateWith({ site, checkpoints: [checkpoint("w0")], datasets: [digestNamed("tool")] });
    expect(tierOf(known)(digestNamed("tool"))).toBe(1);
    expect(tierOf(known)(digestNamed("w9"))).toBeNull();
    expect(tierOf({ ...known, site: null })(digestNamed("w0"))).toBeNull();
  });
});
