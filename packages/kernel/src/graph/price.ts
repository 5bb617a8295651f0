import type { Digest } from "@plimsoll/foundation";
import { priceMicroCu, type Tier } from "../wallet/price.ts";
import { effectivePrivileges, privilegesMax } from "./capability.ts";
import { type CapabilityGraph, type GraphNode, NODE_KINDS, PRIVILEGES, THINGS_MAX, thingsInside } from "./graph.ts";

/**
 * The tier that a digest is registered with, or null if it is not registered.
 * Tools, routers and stores are registered too (Tier 1 if no model is inside); a part of a model has the tier of the whole.
 */
export type TierOf = (digest: Digest) => Tier | null;

export interface GraphPrice {
  readonly tier: Tier;
  /** Price of the system in micro-CU: for a deployment, per quarter. */
  readonly priceMicroCu: number;
  /** Privileges that the system can exercise; of these α is paid for each. */
  readonly privilegeEdges: number;
}

/**
 * `CU_system = max(CU_i) + α · (number of privilege edges)` (ACB-K §7), edges counted as in `effectivePrivileges`.
 *
 * What is not known is priced at its worst. Something unregistered or undeclared may hide any system behind one name, so
 * the whole then costs as much as the dearest graph there is: nothing unknown is ever cheaper than anything known.
 *
 * @param graph a graph that `graphShape` admitted, or one `withObserved` made of it
 * @param alphaMicroCu α in micro-CU for each privilege, a whole number from 0 to 1e11
 */
export function graphPrice(graph: CapabilityGraph, tierOf: TierOf, alphaMicroCu: number): GraphPrice {
  const tier = graphTier(graph, tierOf);
  const known = graph.nodes.length > 0 && unregisteredNodes(graph, tierOf).length === 0;
  const privilegeEdges = known ? effectivePrivileges(graph) : privilegesMax(THINGS_MAX);
  return { tier, privilegeEdges, priceMicroCu: priceMicroCu(tier) + alphaMicroCu * privilegeEdges };
}

/** Nodes that do not say what is inside, or name something that nobody registered: what a refusal asks to be mended. */
export const unregisteredNodes = (graph: CapabilityGraph, tierOf: TierOf): readonly string[] =>
  graph.nodes.filter((node) => !isRegistered(node, tierOf)).map(({ node }) => node);

function isRegistered(node: GraphNode, tierOf: TierOf): boolean {
  const inside = thingsInside(node);
  return inside.length > 0 && inside.every((thing) => tierOf(thing) !== null);
}

/**
 * The highest tier of anything in any node, whatever kind the node calls itself. Anything unknown is Tier 3, and so is a
 * node with several things inside: what goes on between them is not declared, and may be a privilege nobody knows.
 */
function graphTier({ nodes, edges }: CapabilityGraph, tierOf: TierOf): Tier {
  const known =
    nodes.length > 0 &&
    nodes.every(({ kind }) => isOneOf(NODE_KINDS, kind)) &&
    edges.every(({ privilege }) => isOneOf(PRIVILEGES, privilege));
  return known ? nodes.map((node) => nodeTier(node, tierOf)).reduce(higher, 1) : 3;
}

function nodeTier(node: GraphNode, tierOf: TierOf): Tier {
  const [thing, ...others] = thingsInside(node);
  return thing === undefined || others.length > 0 ? 3 : (tierOf(thing) ?? 3);
}

const isOneOf = (known: readonly string[], name: string): boolean => known.includes(name);

const higher = (left: Tier, right: Tier): Tier => Math.max(left, right) as Tier;
