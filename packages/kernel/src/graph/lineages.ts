import type { Digest } from "@plimsoll/foundation";
import { isFrozen } from "../control/frozen.ts";
import type { Checkpoint } from "../state/checkpoint.ts";
import type { KernelState } from "../state/state.ts";
import { type CapabilityGraph, EDGES_MAX, type GraphNode, thingsIn } from "./graph.ts";
import { unregisteredNodes } from "./price.ts";
import { tierOf } from "./tier-of.ts";

/** The registered weights in a graph, in any node and whatever the node calls itself. */
export const checkpointsIn = (state: KernelState, graph: CapabilityGraph): readonly Checkpoint[] =>
  [...thingsIn(graph)].flatMap((thing) => state.checkpoints.get(thing) ?? []);

/** The lineages of a graph's weights, in the order of their names. */
export const lineagesIn = (state: KernelState, graph: CapabilityGraph): readonly string[] =>
  [...new Set(checkpointsIn(state, graph).map(({ lineage }) => lineage))].sort();

/** Nodes that are models, or hold weights, which no run of this ledger registered. */
export const nodesOfUnknownWeights = (state: KernelState, { nodes }: CapabilityGraph): readonly string[] =>
  nodes.filter((node) => hasUnknownWeights(state, node)).map(({ node }) => node);

const hasUnknownWeights = (state: KernelState, { kind, weights }: GraphNode): boolean =>
  weights === null ? kind === "model" : !state.checkpoints.has(weights);

/** Is everything in the system known, and is there a model in it? Control over anything else cannot be shown. */
export const isKnown = (state: KernelState, graph: CapabilityGraph): boolean =>
  graph.edges.length <= EDGES_MAX &&
  nodesOfUnknownWeights(state, graph).length === 0 &&
  unregisteredNodes(graph, tierOf(state)).length === 0 &&
  checkpointsIn(state, graph).length > 0;

/** Weights in the graph that a kill froze; null if there are none. */
export const frozenIn = (state: KernelState, graph: CapabilityGraph): Digest | null =>
  checkpointsIn(state, graph).find(({ digest }) => isFrozen(state, digest))?.digest ?? null;
