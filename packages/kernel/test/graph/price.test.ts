import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CapabilityGraph, GraphNode } from "../../src/graph/graph.ts";
import { graphPrice, unregisteredNodes } from "../../src/graph/price.ts";
import { range } from "./small-graphs.ts";
import { ALPHA_MICRO_CU, edge, edges, model, node, system, thing, tierOf } from "./systems.ts";

const priceOf = (graph: CapabilityGraph) => graphPrice(graph, tierOf, ALPHA_MICRO_CU);
const tool = (name: string, id: number): GraphNode => node(name, [thing(1, id)]);

/** 20 CU and α on each of 3 privileges × 64 × 64 pairs. */
const WORST = { tier: 3, privilegeEdges: 12_288, priceMicroCu: 6_164_000_000 };

const models = [1, 2, 3].map((id) => model(`m${id}`, 2, id));
const tools = [4, 5, 6].map((id) => tool(`t${id}`, id));
const m = ["m1", "m2", "m3"];
const t = ["t4", "t5", "t6"];
const direct = system([...models, ...tools], edges(m, t));

describe("tier", () => {
  test.each([
    [[1, 1], 1],
    [[1, 2], 2],
    [[2, 3, 1], 3],
  ] as const)("K-80 of %o: %i, the highest of any node", (tiers, tier) => {
    expect(priceOf(system(tiers.map((each, id) => model(`m${id}`, each, id)))).tier).toBe(tier);
  });

  test("K-80 it goes by digest, whatever kind the node calls itself", () => {
    for (const kind of ["model", "router", "tool", "memory"]) {
      expect(priceOf(system([model("m", 1, 1), node("disguised", [thing(3, 2)], kind)])).tier).toBe(3);
    }
  });
});

describe("formula", () => {
  test.each<[string, CapabilityGraph, number, number]>([
    ["one Tier 1 model", system([model("m", 1, 1)]), 0, 1_000_000],
    ["a Tier 2 model with three tools", system([models[0] as GraphNode, ...tools], edges(["m1"], t)), 3, 6_500_000],
    [
      "a router before three Tier 2 models",
      system([...models, node("r", [thing(1, 9)], "router")], edges(["r"], m, "routing")),
      3,
      6_500_000,
    ],
    ["three models on three tools", direct, 9, 9_500_000],
    [
      "two privileges on one pair",
      system([...models, ...tools], [edge("m1", "t4"), edge("m1", "t4", "memory_write")]),
      2,
      6_000_000,
    ],
    ["one privilege listed twice", system([...models, ...tools], [edge("m1", "t4"), edge("m1", "t4")]), 1, 5_500_000],
    ["a node that holds itself", system(models, [edge("m1", "m1", "routing")]), 1, 5_500_000],
    ["a Tier 3 model alone", system([model("m", 3, 1)]), 0, 20_000_000],
  ])("K-81 %s", (_, graph, privilegeEdges, priceMicroCu) => {
    expect(priceOf(graph)).toMatchObject({ privilegeEdges, priceMicroCu });
  });

  test("K-81 where nothing passes through, it is max + α · edges to the micro-CU", () => {
    const drawings = fc.record({
      tiers: fc.array(fc.constantFrom(1, 2, 3), { minLength: 1, maxLength: 8 }),
      targets: fc.integer({ min: 1, max: 8 }),
      alpha: fc.nat(10_000_000),
      edges: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom("tool_access", "routing", "memory_write")), {
        maxLength: 40,
      }),
    });
    fc.assert(
      fc.property(drawings, ({ tiers, targets, alpha, edges }) => {
        const nodes = [
          ...tiers.map((tier, id) => model(`m${id}`, tier as 1, id)),
          ...range(targets).map((id) => tool(`t${id}`, 100 + id)),
        ];
        const drawn = edges.map(([from, to, privilege]) =>
          edge(`m${from % tiers.length}`, `t${to % targets}`, privilege),
        );
        const different = new Set(drawn.map((each) => JSON.stringify(each))).size;
        const dearest = [0, 1_000_000, 5_000_000, 20_000_000][Math.max(...tiers)] as number;
        expect(graphPrice(system(nodes, drawn), tierOf, alpha).priceMicroCu).toBe(dearest + alpha * different);
      }),
      { seed: 81 },
    );
  });

  test("K-81 α = 0 leaves the tier's price", () => {
    expect(graphPrice(direct, tierOf, 0).priceMicroCu).toBe(5_000_000);
  });
});

describe("what is unknown", () => {
  test.each<[string, CapabilityGraph]>([
    ["weights that nobody registered", system([model("m", 0, 1)])],
    ["a part that nobody registered", system([node("m", [thing(1, 1), thing(0, 2)])])],
    ["a node that says nothing of what is inside", system([...models, node("box", [])])],
    ["no node at all", system([])],
  ])("K-82 %s: as dear as the dearest graph", (_, graph) => {
    expect(priceOf(graph)).toEqual(WORST);
  });

  test("K-82 the nodes to mend are named", () => {
    const graph = system([...models, node("box", []), model("stray", 0, 7), node("half", [thing(1, 1), thing(0, 2)])]);
    expect(unregisteredNodes(graph, tierOf)).toEqual(["box", "stray", "half"]);
    expect(unregisteredNodes(direct, tierOf)).toEqual([]);
  });

  test("K-82 no registered graph is dearer than anything unknown", () => {
    const everything = system(
      range(64).map((id) => model(`n${id}`, 3, id)),
      range(64).map((id) => edge(`n${id}`, `n${(id + 1) % 64}`, "anything")),
    );
    expect(priceOf(everything)).toEqual(WORST);
  });

  test("K-82 an unknown kind of node: Tier 3", () => {
    expect(priceOf(system([node("g", [thing(1, 1)], "gadget")]))).toMatchObject({ tier: 3, priceMicroCu: 20_000_000 });
  });

  test("K-82 an unknown privilege: Tier 3, and all three at once; two of them no more", () => {
    const one = system([...models, ...tools], [edge("m1", "t4", "levitation")]);
    const two = system(one.nodes, [...one.edges, edge("m1", "t4", "telepathy"), edge("m1", "t4", "routing")]);
    expect(priceOf(one)).toEqual({ tier: 3, privilegeEdges: 3, priceMicroCu: 21_500_000 });
    expect(priceOf(two)).toEqual(priceOf(one));
  });

  test("K-82 several things in one node: Tier 3, with every privilege among them; two copies too", () => {
    expect(priceOf(system([node("pair", [thing(1, 1), thing(1, 2)])]))).toEqual({
      tier: 3,
      privilegeEdges: 12,
      priceMicroCu: 26_000_000,
    });
    expect(priceOf(system([node("pair", [thing(1, 1), thing(1, 1)])]))).toMatchObject({ tier: 3, privilegeEdges: 3 });
  });
});

describe("registration", () => {
  test("K-83 a higher tier, or a registration withdrawn, never lowers the price", () => {
    const tiers = [1, 2, 3, null] as const;
    const registrations = fc.tuple(...direct.nodes.map(() => fc.tuple(fc.nat(3), fc.nat(3))));
    const place = new Map(direct.nodes.map(({ weights, components }, index) => [weights ?? components[0], index]));
    fc.assert(
      fc.property(registrations, (pairs) => {
        const [low, high] = [Math.min, Math.max].map(
          (pick) =>
            graphPrice(
              direct,
              (digest) => tiers[pick(...(pairs[place.get(digest) as number] as [number, number]))] ?? null,
              ALPHA_MICRO_CU,
            ).priceMicroCu,
        );
        expect(low).toBeLessThanOrEqual(high as number);
      }),
      { seed: 83 },
    );
  });
});

describe("known attacks", () => {
  const through = (hub: GraphNode): CapabilityGraph =>
    system([...direct.nodes, hub], [...edges(m, [hub.node], "routing"), ...edges([hub.node], t)]);

  test.each(["router", "model", "tool", "memory"])(
    "K-84 a %s as hub: nine edges drawn as six count fifteen",
    (kind) => {
      expect(priceOf(direct).privilegeEdges).toBe(9);
      expect(priceOf(through(node("hub", [thing(1, 9)], kind))).privilegeEdges).toBe(15);
    },
  );

  test("K-84 a store as hub: whoever acts on what it holds is declared, and its writers hold what that one holds", () => {
    const reader = model("reader", 1, 8);
    const board = system(
      [...direct.nodes, node("board", [thing(1, 9)], "memory"), reader],
      [...edges(m, ["board"], "memory_write"), edge("board", "reader", "routing"), ...edges(["reader"], t)],
    );
    expect(priceOf(board).privilegeEdges).toBeGreaterThan(9);
  });

  test("K-84 one model as two that seem not to be linked is one model", () => {
    const whole = system([...models, ...tools], [edge("m1", "m2", "routing"), edge("m2", "t4")]);
    const halves = system(
      [...whole.nodes, model("m2-back", 2, 2)],
      [edge("m1", "m2", "routing"), edge("m2-back", "t4")],
    );
    expect(priceOf(whole).privilegeEdges).toBe(3);
    expect(priceOf(halves)).toEqual(priceOf(whole));
  });

  test("K-84 a system in one box is not cheaper: declared, silent, or under a digest of its own", () => {
    const things = direct.nodes.flatMap(({ weights, components }) => (weights === null ? components : [weights]));
    for (const inside of [things, [], [thing(0, 9)]]) {
      expect(priceOf(system([node("box", inside)])).priceMicroCu).toBeGreaterThan(priceOf(direct).priceMicroCu);
    }
  });

  test("K-84 a Tier 3 model in a Tier 1 wrapper is Tier 3", () => {
    const wrapped = system([{ node: "w", kind: "tool", weights: thing(1, 9), components: [thing(3, 1)] }]);
    expect(priceOf(wrapped).tier).toBe(3);
  });

  test("K-85 exchanging all names changes no price", () => {
    const turned = new Map([...m, ...t].map((name, place, names) => [name, names[names.length - 1 - place] as string]));
    const to = (name: string): string => turned.get(name) as string;
    const renamed = system(
      direct.nodes.map((each) => ({ ...each, node: to(each.node) })),
      direct.edges.map(({ from, to: target, privilege }) => edge(to(from), to(target), privilege)),
    );
    expect(priceOf(renamed)).toEqual(priceOf(direct));
  });
});
