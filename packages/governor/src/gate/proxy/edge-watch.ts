import { type Digest, digestOfValue, identifier } from "@plimsoll/foundation";
import type { CapabilityGraph } from "@plimsoll/kernel";

/** Who was seen to hold which privilege on whom. */
export type ObservedEdge = CapabilityGraph["edges"][number];

/** Takes edges that were seen and not declared. Settles once they are where they cannot be lost; rejects to be asked again. */
export interface EdgeSink {
  submit(edges: readonly ObservedEdge[]): Promise<void>;
}

/** As many as one `graph.observe` holds. A graph with more has no power any more, whatever else is seen. */
export const OBSERVED_EDGES_MAX = 512;

export interface EdgeWatchParts {
  readonly graph: CapabilityGraph;
  /** What the gate serves: the graph's digest, or one of the things in it. */
  readonly artifact: Digest;
  /** Nodes of the graph by the names that tools go by on the wire, where they differ. */
  readonly nodeOfTool: ReadonlyMap<string, string>;
  /** Edges that were reported before. */
  readonly reported: readonly ObservedEdge[];
  readonly onUndeclared: (edge: ObservedEdge) => void;
}

/** Compares the tools that pass a gate with those that were declared (ACB-K §7, §9). Each stranger is told once. */
export class EdgeWatch {
  readonly #from: string;
  readonly #nodeOfTool: ReadonlyMap<string, string>;
  readonly #declared: ReadonlySet<string>;
  readonly #known: Set<string>;
  readonly #onUndeclared: (edge: ObservedEdge) => void;
  #reports: number;

  constructor({ graph, artifact, nodeOfTool, reported, onUndeclared }: EdgeWatchParts) {
    const from = servedNodes(graph, artifact);
    this.#from = from[0]!;
    this.#nodeOfTool = nodeOfTool;
    const held = graph.edges.filter((edge) => from.includes(edge.from) && edge.privilege === "tool_access");
    this.#declared = new Set(held.map(({ to }) => to));
    this.#known = new Set([...this.#declared, ...reported.map(({ to }) => to)]);
    this.#onUndeclared = onUndeclared;
    this.#reports = reported.length;
  }

  /** Whether the served node was declared to hold the tool; one that was only observed is not. */
  isDeclared(tool: string): boolean {
    return this.#declared.has(this.#nodeOfTool.get(tool) ?? tool);
  }

  /** A tool was offered to the model, or called by it. */
  saw(tool: string): void {
    const to = this.#nodeOfTool.get(tool) ?? tool;
    if (this.#known.has(to)) return;
    const node = nodeName(to);
    if (this.#known.has(node) || this.#reports >= OBSERVED_EDGES_MAX) return;
    this.#known.add(node);
    this.#reports += 1;
    this.#onUndeclared({ from: this.#from, to: node, privilege: "tool_access" });
  }
}

/** Nodes that answer at the gate: those with the artifact inside, else every model; by name. A graph has at least one node. */
function servedNodes({ nodes }: CapabilityGraph, artifact: Digest): readonly string[] {
  const holding = nodes.filter(({ weights, components }) => weights === artifact || components.includes(artifact));
  const models = nodes.filter(({ kind }) => kind === "model");
  const served = [holding, models, nodes].find((found) => found.length > 0) ?? [];
  return served.map(({ node }) => node).toSorted();
}

/** A tool's name is the client's to choose; one that cannot be a node's goes by its digest. */
function nodeName(tool: string): string {
  if (identifier.parse(tool).ok) return tool;
  return `tool:${digestOfValue({ tool: tool.toWellFormed() }).slice("sha256:".length, "sha256:".length + 32)}`;
}
