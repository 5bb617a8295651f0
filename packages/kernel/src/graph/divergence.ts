import type { CapabilityGraph, GraphNode, PrivilegeEdge } from "./graph.ts";

/** What was seen at the proxy and never declared, in the order seen, each once. Empty: the system is as declared. */
export function undeclaredEdges(graph: CapabilityGraph, observed: readonly PrivilegeEdge[]): readonly PrivilegeEdge[] {
  const seen = new Set(graph.edges.map(edgeKey));
  return observed.filter((edge) => {
    const key = edgeKey(edge);
    const news = !seen.has(key);
    seen.add(key);
    return news;
  });
}

/**
 * The system that is really deployed: what was declared, with what was seen besides (ACB-K §7, §9 "re-tier").
 *
 * A node that nobody declared is taken in as one that says nothing of what is inside, and so is priced at the worst. The
 * result never costs less than the declaration. It may be larger than `graphShape` admits: it is for pricing, not for registering.
 */
export function withObserved(graph: CapabilityGraph, observed: readonly PrivilegeEdge[]): CapabilityGraph {
  const undeclared = undeclaredEdges(graph, observed);
  const declared = new Set(graph.nodes.map(({ node }) => node));
  const strangers = new Set(undeclared.flatMap(({ from, to }) => [from, to]).filter((node) => !declared.has(node)));
  return { nodes: [...graph.nodes, ...[...strangers].map(stranger)], edges: [...graph.edges, ...undeclared] };
}

const stranger = (node: string): GraphNode => ({ node, kind: "undeclared", weights: null, components: [] });

const edgeKey = ({ from, to, privilege }: PrivilegeEdge): string => JSON.stringify([from, privilege, to]);
