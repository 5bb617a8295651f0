import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { undeclaredEdges, withObserved } from "../../src/graph/divergence.ts";
import type { CapabilityGraph } from "../../src/graph/graph.ts";
import { graphPrice } from "../../src/graph/price.ts";
import { ALPHA_MICRO_CU, edge, model, node, system, thing, tierOf } from "./systems.ts";

const priceOf = (graph: CapabilityGraph) => graphPrice(graph, tierOf, ALPHA_MICRO_CU);

const declared = system(
  [
    model("agent", 2, 1),
    node("hub", [thing(1, 2)], "router"),
    node("search", [thing(1, 3)]),
    node("notes", [thing(1, 4)], "memory"),
  ],
  [edge("agent", "hub", "routing"), edge("hub", "search")],
);

describe("edges seen at the proxy", () => {
  test("K-86 what was declared diverges in nothing", () => {
    expect(undeclaredEdges(declared, declared.edges.toReversed())).toEqual([]);
    expect(withObserved(declared, declared.edges)).toEqual(declared);
    expect(withObserved(declared, [])).toEqual(declared);
  });

  test("K-86 an undeclared edge is found once, and its price is the difference", () => {
    const seen = [edge("agent", "notes", "memory_write"), ...declared.edges, edge("agent", "notes", "memory_write")];
    expect(undeclaredEdges(declared, seen)).toEqual([edge("agent", "notes", "memory_write")]);
    expect(priceOf(withObserved(declared, seen)).priceMicroCu - priceOf(declared).priceMicroCu).toBe(ALPHA_MICRO_CU);
  });

  test("K-86 an edge that the declaration could exercise anyway diverges, and costs nothing more", () => {
    const seen = [edge("agent", "search")];
    expect(undeclaredEdges(declared, seen)).toEqual(seen);
    expect(priceOf(withObserved(declared, seen))).toEqual(priceOf(declared));
  });

  test("K-86 a node that nobody declared is priced at the worst", () => {
    const real = withObserved(declared, [edge("agent", "shell"), edge("shell", "attic")]);
    expect(real.nodes.map(({ node }) => node)).toEqual(["agent", "hub", "search", "notes", "shell", "attic"]);
    expect(priceOf(real)).toEqual({ tier: 3, privilegeEdges: 12_288, priceMicroCu: 6_164_000_000 });
  });

  test("K-86 a privilege that nobody knows: Tier 3", () => {
    expect(priceOf(withObserved(declared, [edge("agent", "notes", "levitation")])).tier).toBe(3);
  });

  test("K-86 a read that steers: the writers of a store hold what its reader holds", () => {
    const wired = system(declared.nodes, [edge("agent", "notes", "memory_write"), edge("hub", "search")]);
    const read = withObserved(wired, [edge("notes", "hub", "routing")]);
    // Drawn: 3. Besides, the store comes to search, and the agent to the hub and to search.
    expect(priceOf(read).privilegeEdges).toBe(6);
  });

  test("K-86 observing never lowers the price, in any order, and twice is once", () => {
    const names = fc.constantFrom("agent", "hub", "search", "notes", "shell");
    const observations = fc.array(
      fc
        .tuple(names, names, fc.constantFrom("tool_access", "routing", "memory_write", "levitation"))
        .map(([from, to, privilege]) => edge(from, to, privilege)),
    );
    fc.assert(
      fc.property(observations, (seen) => {
        const real = withObserved(declared, seen);
        expect(priceOf(real).priceMicroCu).toBeGreaterThanOrEqual(priceOf(declared).priceMicroCu);
        expect(priceOf(withObserved(declared, seen.toReversed()))).toEqual(priceOf(real));
        expect(withObserved(real, seen)).toEqual(real);
      }),
      { seed: 86, numRuns: 500 },
    );
  });
});
