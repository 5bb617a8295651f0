import type { Digest } from "@plimsoll/foundation";
import {
  type CapabilityGraph,
  type GraphNode,
  PRIVILEGES,
  type PrivilegeEdge,
  thingsInside,
} from "../../src/graph/graph.ts";
import type { Tier } from "../../src/wallet/price.ts";
import { tierOf, edge, edges, node, system, thing } from "./systems.ts";
import { choices, subsets } from "./small-graphs.ts";

/** All the ways to apply one transformation to a graph. Things that it brings in are new to the graph. */
export type Transformation = (graph: CapabilityGraph, effort: Effort) => Iterable<CapabilityGraph>;

/** `every`: all instances. `telling`: for graphs with too many, those where a difference is largest. */
export type Effort = "every" | "telling";

const fresh = (graph: CapabilityGraph, label: string): string => {
  const names = new Set(graph.nodes.map(({ node }) => node));
  let number = 0;
  while (names.has(`${label}${number}`)) number += 1;
  return `${label}${number}`;
};

/** Two things that the graph does not hold; of Tier 1 where they shall help an attacker. */
function newThings(graph: CapabilityGraph, tier: Tier | 0 = 1): readonly [Digest, Digest] {
  const held = new Set(graph.nodes.flatMap(thingsInside));
  const free: Digest[] = [];
  for (let id = 4096; free.length < 2; id++) if (!held.has(thing(tier, id))) free.push(thing(tier, id));
  return free as [Digest, Digest];
}

const namesOf = (graph: CapabilityGraph): string[] => graph.nodes.map(({ node }) => node);

const partition = <T>(items: readonly T[], inFirst: (item: T) => boolean): [T[], T[]] => [
  items.filter(inFirst),
  items.filter((item) => !inFirst(item)),
];

/* Adding. */

export const addNode: Transformation = (graph) =>
  [
    ...([1, 2, 3, 0] as const).map((tier) => node(fresh(graph, "added"), [thing(tier, 8192)])),
    node(fresh(graph, "added"), []),
    node(fresh(graph, "added"), [thing(1, 8192)], "gadget"),
  ].map((added) => system([...graph.nodes, added], graph.edges));

export function* addEdge(graph: CapabilityGraph, effort: Effort): Generator<CapabilityGraph> {
  for (const privilege of effort === "every" ? [...PRIVILEGES, "anything"] : ["tool_access"]) {
    for (const added of edges(namesOf(graph), namesOf(graph), privilege)) {
      yield system(graph.nodes, [...graph.edges, added]);
    }
  }
}

/** Not to a node that says nothing: what it says then is a declaration, which takes doubt away and adds nothing. */
export const addComponent: Transformation = (graph) =>
  graph.nodes
    .filter((each) => thingsInside(each).length > 0)
    .flatMap((grown) =>
      [newThings(graph)[0], thing(0, 8192), ...thingsInside(graph.nodes[0] as GraphNode)].map((added) =>
        system(
          graph.nodes.map((each) => (each === grown ? { ...each, components: [...each.components, added] } : each)),
          graph.edges,
        ),
      ),
    );

/* The same capability, arranged otherwise. */

const DEGREE_MAX = 6;

/** Each way to deal a node's edges to its two halves; `telling`: what comes in to one half, what goes out from the other. */
function* dealings(graph: CapabilityGraph, name: string, halves: readonly [string, string], effort: Effort) {
  const [mine, others] = partition(graph.edges, ({ from, to }) => from === name || to === name);
  const ends = (half: string, { from, to, privilege }: PrivilegeEdge, into = half): PrivilegeEdge =>
    edge(from === name ? half : from, to === name ? into : to, privilege);
  if (effort === "every" && mine.length <= DEGREE_MAX) {
    for (const dealt of choices(mine.map((each) => halves.map((half) => ends(half, each)))))
      yield [...others, ...dealt];
    return;
  }
  yield [...others, ...mine.map((each) => ends(halves[0], each, halves[1]))];
  yield [...others, ...mine.map((each) => ends(halves[1], each, halves[0]))];
  yield [...others, ...mine.map((each, index) => ends(halves[index % 2] as string, each))];
}

/** One node becomes two, both under the digests of the whole. */
export function* splitIntoCopies(graph: CapabilityGraph, effort: Effort): Generator<CapabilityGraph> {
  for (const whole of graph.nodes) {
    const copy = { ...whole, node: fresh(graph, "copy") };
    for (const dealt of dealings(graph, whole.node, [whole.node, copy.node], effort)) {
      yield system([...graph.nodes, copy], dealt);
    }
  }
}

/**
 * One node becomes two linked parts, registered by digests of their own with the tier of the whole.
 * Not one of several copies: a part that is registered as if it were none of the whole is a false registration.
 */
export function* splitIntoParts(graph: CapabilityGraph, effort: Effort): Generator<CapabilityGraph> {
  for (const whole of graph.nodes) {
    const digest = thingsInside(whole)[0];
    if (thingsInside(whole).length !== 1 || digest === undefined || copiesOf(digest, graph) > 1) continue;
    const things = newThings(graph, tierOf(digest) ?? 0);
    const halves = [fresh(graph, "front"), fresh(graph, "back")] as const;
    const nodes = halves.map((half, index) => node(half, [things[index] as Digest], whole.kind));
    const links = PRIVILEGES.flatMap((privilege) => [
      edge(halves[0], halves[1], privilege),
      edge(halves[1], halves[0], privilege),
    ]);
    for (const dealt of dealings(graph, whole.node, halves, effort)) {
      yield system([...graph.nodes.filter((each) => each !== whole), ...nodes], [...dealt, ...links]);
    }
  }
}

const copiesOf = (digest: Digest, graph: CapabilityGraph): number =>
  graph.nodes.filter((each) => thingsInside(each).includes(digest)).length;

/** A cheap wrapper takes what comes to a node and passes it on; or what comes and what goes; or hides the node inside itself. */
export function* wrap(graph: CapabilityGraph): Generator<CapabilityGraph> {
  for (const wrapped of graph.nodes) {
    const name = wrapped.node;
    const wrapper = node(fresh(graph, "wrapper"), [newThings(graph)[0]], "router");
    const comes = graph.edges.map((each) =>
      each.to === name && each.from !== name
        ? [edge(each.from, wrapper.node, each.privilege), edge(wrapper.node, name, each.privilege)]
        : [each],
    );
    const goes = comes
      .flat()
      .map((each) =>
        each.from === name && each.to !== name
          ? [edge(name, wrapper.node, each.privilege), edge(wrapper.node, each.to, each.privilege)]
          : [each],
      );
    yield system([...graph.nodes, wrapper], [...comes.flat(), edge(wrapper.node, name, "routing")]);
    yield system([...graph.nodes, wrapper], [...goes.flat(), edge(wrapper.node, name, "routing")]);
    if (thingsInside(wrapped).length > 0) yield addInside(graph, wrapped, newThings(graph)[0]);
  }
}

const addInside = (graph: CapabilityGraph, wrapped: GraphNode, cheap: Digest): CapabilityGraph =>
  system(
    graph.nodes.map((each) =>
      each === wrapped ? { node: each.node, kind: "tool", weights: cheap, components: thingsInside(each) } : each,
    ),
    graph.edges,
  );

/** The nodes become one that declares what is inside. What went on between them is no longer drawn. */
export function merged(
  graph: CapabilityGraph,
  names: readonly string[],
  components?: readonly Digest[],
): CapabilityGraph {
  const [inside, outside] = partition(graph.nodes, ({ node }) => names.includes(node));
  const one = node(fresh(graph, "merged"), components ?? inside.flatMap(thingsInside));
  const moved = (name: string): string => (names.includes(name) ? one.node : name);
  return system(
    [...outside, one],
    graph.edges
      .filter(({ from, to }) => !(names.includes(from) && names.includes(to)))
      .map(({ from, to, privilege }) => edge(moved(from), moved(to), privilege)),
  );
}

/** A node that declares nothing cannot be declared as part of another: naming the rest alone would be a false statement. */
const nameable = (graph: CapabilityGraph, names: readonly string[]): boolean =>
  graph.nodes.every((each) => !names.includes(each.node) || thingsInside(each).length > 0);

export function* merge(graph: CapabilityGraph): Generator<CapabilityGraph> {
  for (const names of subsets(namesOf(graph)).filter(({ length }) => length === 2)) {
    yield merged(graph, names, nameable(graph, names) ? undefined : []);
  }
}

/** Several nodes, up to all of them, become one: declared, saying nothing, or under one digest that nobody registered. */
export function* collapse(graph: CapabilityGraph, effort: Effort): Generator<CapabilityGraph> {
  const all = namesOf(graph);
  const several = effort === "every" ? subsets(all).filter(({ length }) => length > 2) : [all.slice(1), all];
  for (const names of several.filter(({ length }) => length > 0)) {
    if (names.length > 1 && nameable(graph, names)) yield merged(graph, names);
    yield merged(graph, names, []);
    yield merged(graph, names, [thing(0, 8192)]);
  }
}

/** Edges from some sources to some targets go through a new hub. */
export function* rerouteThroughHub(graph: CapabilityGraph, effort: Effort): Generator<CapabilityGraph> {
  for (const kind of effort === "every" ? ["router", "model"] : ["tool"]) {
    for (const [taken, left] of bundles(graph, effort)) {
      const hub = node(fresh(graph, "hub"), [newThings(graph)[0]], kind);
      yield system([...graph.nodes, hub], [...left, ...throughHub(taken, hub.node)]);
    }
  }
}

const throughHub = (taken: readonly PrivilegeEdge[], hub: string): PrivilegeEdge[] =>
  taken.flatMap(({ from, to, privilege }) => [edge(from, hub, "routing"), edge(hub, to, privilege)]);

/** The sources write to a new store; a new agent that acts on what the store holds has their privileges. */
export function* rerouteThroughStore(graph: CapabilityGraph, effort: Effort): Generator<CapabilityGraph> {
  const [storeThing, agentThing] = newThings(graph);
  const store = node(fresh(graph, "store"), [storeThing], "memory");
  const agent = node(fresh(graph, "agent"), [agentThing], "model");
  for (const [taken, left] of bundles(graph, effort)) {
    const relayed = taken.flatMap(({ from, to, privilege }) => [
      edge(from, store.node, "memory_write"),
      edge(agent.node, to, privilege),
    ]);
    yield system([...graph.nodes, store, agent], [...left, ...relayed, edge(store.node, agent.node, "routing")]);
  }
}

/** Edges between some sources and some targets, and the rest. */
function* bundles(graph: CapabilityGraph, effort: Effort): Generator<[PrivilegeEdge[], PrivilegeEdge[]]> {
  const all = namesOf(graph);
  const groups = effort === "every" ? subsets(all) : [all, ...all.map((left) => all.filter((name) => name !== left))];
  for (const sources of groups) {
    for (const targets of effort === "every" ? groups : [all]) {
      const [taken, left] = partition(graph.edges, ({ from, to }) => sources.includes(from) && targets.includes(to));
      if (taken.length > 0) yield [taken, left];
    }
  }
}

/** An edge goes through a node that is there already. */
export function* rerouteThroughNode(graph: CapabilityGraph): Generator<CapabilityGraph> {
  for (const direct of graph.edges) {
    for (const hub of namesOf(graph).filter((name) => name !== direct.from && name !== direct.to)) {
      const left = graph.edges.filter((each) => each !== direct);
      yield system(graph.nodes, [...left, ...throughHub([direct], hub)]);
    }
  }
}

/** An edge is dropped whose holder comes to the same privilege through another node. */
export function* dropTheRedundant(graph: CapabilityGraph): Generator<CapabilityGraph> {
  const drawn = new Set(graph.edges.map(({ from, to, privilege }) => `${from} ${privilege} ${to}`));
  for (const shortcut of graph.edges) {
    const { from, to, privilege } = shortcut;
    const around = graph.edges.some(
      (first) =>
        first.from === from && first.to !== from && first.to !== to && drawn.has(`${first.to} ${privilege} ${to}`),
    );
    if (around)
      yield system(
        graph.nodes,
        graph.edges.filter((each) => each !== shortcut),
      );
  }
}

/** Other names, the same length and none the same; and other known kinds. */
export function* rename(graph: CapabilityGraph): Generator<CapabilityGraph> {
  const names = namesOf(graph);
  const turned = new Map(names.map((name, place) => [name, `renamed-${names.length - place}`]));
  const to = (name: string): string => turned.get(name) as string;
  const moved = graph.edges.map(({ from, to: into, privilege }) => edge(to(from), to(into), privilege));
  yield system(
    graph.nodes.map((each) => ({ ...each, node: to(each.node) })),
    moved,
  );
  const kinds = new Map([
    ["model", "tool"],
    ["tool", "router"],
    ["router", "memory"],
    ["memory", "model"],
  ]);
  yield system(
    graph.nodes.map((each) => ({ ...each, kind: kinds.get(each.kind) ?? "gizmo" })),
    graph.edges,
  );
}

/** Another order, every edge said twice. */
export function* reorder(graph: CapabilityGraph): Generator<CapabilityGraph> {
  yield system(graph.nodes.toReversed(), graph.edges.toReversed());
  yield system(
    graph.nodes.map((each) => ({ ...each, components: each.components.toReversed() })),
    [...graph.edges, ...graph.edges.toReversed()],
  );
}

export const ADDING = { addNode, addEdge, addComponent } as const satisfies Record<string, Transformation>;

export const REARRANGING = {
  splitIntoCopies,
  splitIntoParts,
  wrap,
  merge,
  collapse,
  rerouteThroughHub,
  rerouteThroughStore,
  rerouteThroughNode,
  dropTheRedundant,
} as const satisfies Record<string, Transformation>;

export const RELABELLING = { rename, reorder } as const satisfies Record<string, Transformation>;
