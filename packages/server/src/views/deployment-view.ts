import type { CapabilityGraph, Deployment } from "@plimsoll/kernel";
import { dimensionsOf, type DimensionView, evidenceAge, type EvidenceAge, evidenceOf } from "./evidence-view.ts";
import { powerOf, type PowerView } from "./power-view.ts";
import type { SiteView } from "./site-view.ts";

/** A deployed capability graph as a person looks at it. */
export interface DeploymentView {
  readonly deployment: string;
  readonly lab: string;
  readonly audience: "internal" | "external";
  readonly tier: number;
  readonly lineages: readonly string[];
  readonly registeredAt: number;
  readonly ended: boolean;
  readonly power: PowerView;
  readonly graph: CapabilityGraph;
  readonly graphDigest: string;
  readonly priceMicroCu: string;
  readonly paidMicroCu: string;
  readonly apiCallsPerSecondMax: number;
  readonly dimensions: readonly DimensionView[];
  readonly evidence: EvidenceAge;
}

export function deploymentView(view: SiteView, each: Deployment): DeploymentView {
  const status = evidenceOf(view, each.deployment);
  const newest = each.lastSets[0];
  const closedAt = newest === undefined ? null : (view.state.windowSets.get(newest)?.closedAt ?? null);
  return {
    deployment: each.deployment,
    lab: each.lab,
    audience: each.audience,
    tier: each.tier,
    lineages: each.lineages,
    registeredAt: each.registeredAt,
    ended: each.ended,
    power: powerOf(view, each.deployment),
    graph: each.graph,
    graphDigest: each.graphDigest,
    priceMicroCu: String(each.priceMicroCu),
    paidMicroCu: String(each.paidMicroCu),
    apiCallsPerSecondMax: each.apiCallsPerSecondMax,
    dimensions: dimensionsOf(status),
    evidence: evidenceAge(view, status, closedAt),
  };
}
