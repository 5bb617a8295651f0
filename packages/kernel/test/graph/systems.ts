import type { Digest } from "@plimsoll/foundation";
import type { CapabilityGraph, GraphNode, PrivilegeEdge } from "../../src/graph/graph.ts";
import type { TierOf } from "../../src/graph/price.ts";
import type { Tier } from "../../src/wallet/price.ts";

/** 0.5 CU, as ruled. */
export const ALPHA_MICRO_CU = 500_000;

/** A digest that says its own tier in its first digit; 0 is registered nowhere. */
export const thing = (tier: Tier | 0, id: number): Digest => `sha256:${tier}${id.toString(16).padStart(63, "0")}`;

export const tierOf: TierOf = (digest) => {
  const tier = Number(digest.charAt("sha256:".length));
  return tier === 1 || tier === 2 || tier === 3 ? tier : null;
};

export const node = (name: string, components: readonly Digest[], kind = "tool"): GraphNode => ({
  node: name,
  kind,
  weights: null,
  components,
});

export const edge = (from: string, to: string, privilege = "tool_access"): PrivilegeEdge => ({ from, to, privilege });

export const model = (name: string, tier: Tier | 0, id: number): GraphNode => ({
  node: name,
  kind: "model",
  weights: thing(tier, id),
  components: [],
});

/** Every one of `from` holds the privilege on every one of `to`. */
export const edges = (from: readonly string[], to: readonly string[], privilege = "tool_access"): PrivilegeEdge[] =>
  from.flatMap((holder) => to.map((target) => edge(holder, target, privilege)));

export const system = (nodes: readonly GraphNode[], edges: readonly PrivilegeEdge[] = []): CapabilityGraph => ({
  nodes,
  edges,
});
