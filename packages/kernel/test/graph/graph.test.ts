import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CapabilityGraph, graphDigest, graphShape } from "../../src/graph/graph.ts";
import { range } from "./small-graphs.ts";
import { edge, model, node, system, thing } from "./systems.ts";

const agent = system(
  [model("agent", 2, 1), node("search", [thing(1, 2)]), node("notes", [thing(1, 3), thing(1, 4)], "memory")],
  [edge("agent", "search"), edge("agent", "notes", "memory_write")],
);

describe("shape", () => {
  test("K-81 a graph that makes sense comes back as it was, unknown kinds and privileges too", () => {
    const odd = system([...agent.nodes, node("odd", [], "gadget")], [...agent.edges, edge("odd", "odd", "levitation")]);
    expect(graphShape.parse(agent)).toEqual({ ok: true, value: agent });
    expect(graphShape.parse(odd)).toEqual({ ok: true, value: odd });
  });

  test.each<[string, unknown, string]>([
    ["no nodes", system([]), "/nodes"],
    ["a name twice", system([...agent.nodes, model("search", 1, 9)]), "/nodes/3/node"],
    ["an edge to nowhere", system(agent.nodes, [edge("agent", "search"), edge("agent", "attic")]), "/edges/1"],
    ["an edge from nowhere", system(agent.nodes, [edge("attic", "agent")]), "/edges/0"],
    ["65 nodes", system(range(65).map((id) => model(`n${id}`, 1, 1))), "/nodes"],
    [
      "65 different things",
      system(
        range(65)
          .map((id) => id)
          .reduce(pairUp, []),
      ),
      "/nodes",
    ],
    [
      "513 edges",
      system(
        agent.nodes,
        range(513).map(() => edge("agent", "search")),
      ),
      "/edges",
    ],
    ["a field of its own", { ...agent, discount: 1 }, "/discount"],
    ["a digest that is none", system([{ ...model("m", 1, 1), weights: "sha256:0" as never }]), "/nodes/0/weights"],
  ])("K-82 %s is malformed, at its place", (_, graph, path) => {
    expect(graphShape.parse(graph)).toMatchObject({ ok: false, error: { path } });
  });

  test("K-82 nothing makes the shape throw", () => {
    fc.assert(fc.property(fc.anything(), (value) => typeof graphShape.parse(value).ok === "boolean"));
  });
});

/** Things 0 and 1 in one node, then one thing in each. */
function pairUp(nodes: CapabilityGraph["nodes"], id: number): CapabilityGraph["nodes"] {
  return id === 1 ? [node("pair", [thing(1, 0), thing(1, 1)])] : [...nodes, model(`n${id}`, 1, id)];
}

describe("digest", () => {
  test("K-85 the order of nodes, edges and components does not change it, nor an edge listed twice", () => {
    const turned = system(
      agent.nodes.toReversed().map((each) => ({ ...each, components: each.components.toReversed() })),
      [...agent.edges.toReversed(), ...agent.edges],
    );
    expect(graphDigest(turned)).toBe(graphDigest(agent));
  });

  test.each<[string, CapabilityGraph]>([
    ["a node", system([...agent.nodes, model("other", 1, 9)], agent.edges)],
    ["an edge", system(agent.nodes, [...agent.edges, edge("search", "agent")])],
    ["a privilege", system(agent.nodes, [edge("agent", "search", "routing"), edge("agent", "notes", "memory_write")])],
    ["a direction", system(agent.nodes, [edge("search", "agent"), edge("agent", "notes", "memory_write")])],
    ["weights", system([model("agent", 2, 7), ...agent.nodes.slice(1)], agent.edges)],
    ["a component", system([...agent.nodes.slice(0, 2), node("notes", [thing(1, 3)], "memory")], agent.edges)],
    [
      "a kind",
      system(
        [...agent.nodes.slice(0, 1), node("search", [thing(1, 2)], "router"), ...agent.nodes.slice(2)],
        agent.edges,
      ),
    ],
  ])("K-85 %s changes it", (_, other) => {
    expect(graphDigest(other)).not.toBe(graphDigest(agent));
  });
});
