import {
  digest,
  type Digest,
  digestOfValue,
  err,
  identifier,
  list,
  nullable,
  object,
  ok,
  type Result,
  type Shape,
  type Shaped,
  type ShapeFault,
} from "@plimsoll/foundation";

/** What a node of a deployed system may be. A kind that is not listed is admitted and priced at its worst. */
export const NODE_KINDS = ["model", "router", "tool", "memory"] as const;

/** Privileges that one node may hold on another (ACB-K §7). One that is not listed is admitted and priced at its worst. */
export const PRIVILEGES = ["tool_access", "routing", "memory_write"] as const;

const NODES_MAX = 64;
export const EDGES_MAX = 512;
/** Different things in all nodes together. It bounds what a graph can hold, and so the worst price. */
export const THINGS_MAX = 64;

const nodeShape = object({
  node: identifier,
  kind: identifier,
  /** Of a model: its weights, or for a part of it the weights of the whole. */
  weights: nullable(digest),
  /** Everything else inside: the manifest of a tool, the policy of a router, each model and tool of a merged node. */
  components: list(digest, THINGS_MAX),
});

export const edgeShape = object({ from: identifier, to: identifier, privilege: identifier });

const outline = object({ nodes: list(nodeShape, NODES_MAX), edges: list(edgeShape, EDGES_MAX) });

export type GraphNode = Shaped<typeof nodeShape>;
export type PrivilegeEdge = Shaped<typeof edgeShape>;

/** A deployed system as one governed unit (ACB-K §7): its nodes, and who holds which privilege on whom. */
export type CapabilityGraph = Shaped<typeof outline>;

/**
 * A capability graph that makes sense: at least one node, no name twice, no edge to a node that is not there, at most
 * 64 different things. Anything else is a fault and not a price: its author can mend it, and guessing what was meant
 * would price a system that nobody declared.
 */
export const graphShape: Shape<CapabilityGraph> = {
  ...outline,
  parse: (value, path = "") => {
    const parsed = outline.parse(value, path);
    return parsed.ok ? consistent(parsed.value, path) : parsed;
  },
};

function consistent(graph: CapabilityGraph, path: string): Result<CapabilityGraph, ShapeFault> {
  const nodes = graph.nodes.map(({ node }) => node);
  const known = new Set(nodes);
  if (nodes.length === 0) return fault(`${path}/nodes`, "at least one node", "none");
  const twice = nodes.findIndex((node, index) => nodes.indexOf(node) < index);
  if (twice >= 0) return fault(`${path}/nodes/${twice}/node`, "a name of its own", `"${nodes[twice]}" again`);
  const dangling = graph.edges.findIndex(({ from, to }) => !known.has(from) || !known.has(to));
  if (dangling >= 0) return fault(`${path}/edges/${dangling}`, "an edge between nodes of the graph", "another node");
  const things = thingsIn(graph).size;
  if (things > THINGS_MAX) return fault(`${path}/nodes`, `at most ${THINGS_MAX} different digests`, `${things}`);
  return ok(graph);
}

const fault = (path: string, expected: string, received: string): Result<never, ShapeFault> =>
  err({ path, expected, received });

/** What is inside a node, as often as it declares it: two copies in one node are two. Empty if it declares nothing. */
export const thingsInside = ({ weights, components }: GraphNode): readonly Digest[] =>
  weights === null ? components : [weights, ...components];

export const thingsIn = (graph: CapabilityGraph): ReadonlySet<Digest> => new Set(graph.nodes.flatMap(thingsInside));

/** One digest for one declaration: the order of nodes, edges and components does not matter, nor an edge listed twice. */
export const graphDigest = ({ nodes, edges }: CapabilityGraph): Digest =>
  digestOfValue({
    type: "capability-graph",
    nodes: nodes
      .map(({ node, kind, weights, components }) => ({ node, kind, weights, components: sorted(components) }))
      .sort((left, right) => (left.node < right.node ? -1 : 1)),
    edges: sorted(new Set(edges.map(({ from, to, privilege }) => JSON.stringify([from, privilege, to])))),
  });

/** By code units: a locale would make the digest depend on the machine. */
const sorted = <T extends string>(texts: Iterable<T>): readonly T[] => [...texts].sort();
