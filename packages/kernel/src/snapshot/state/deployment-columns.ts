import type { CapabilityGraph, GraphNode, PrivilegeEdge } from "../../graph/graph.ts";
import type { Attestation } from "../../state/attestation.ts";
import type { Deployment } from "../../state/deployment.ts";
import type { ReleaseVerdict } from "../../state/release-verdict.ts";
import { lists, nullable, objects } from "../nested-columns.ts";
import { digests, flags, integers } from "../scalar-columns.ts";
import { names, quarters, wordsOf } from "../text-columns.ts";
import { failedAttempts, powerLevels, tiers } from "./shared-columns.ts";

const nodes = objects<GraphNode>({
  node: names,
  kind: names,
  weights: nullable(digests),
  components: lists(digests),
});

const edges = objects<PrivilegeEdge>({ from: names, to: names, privilege: names });

export const deployments = objects<Deployment>({
  deployment: names,
  lab: names,
  graph: objects<CapabilityGraph>({ nodes: lists(nodes), edges: lists(edges) }),
  graphDigest: digests,
  audience: wordsOf({ internal: true, external: true }),
  tier: tiers,
  lineages: lists(names),
  apiCallsPerSecondMax: integers(),
  quarter: quarters,
  paidMicroCu: integers(),
  priceMicroCu: integers(),
  receiptIndex: integers(),
  registeredAt: integers(),
  ended: flags,
  openSet: nullable(names),
  lastSets: lists(names),
  failedAttempts,
  desired: powerLevels,
});

export const attestations = objects<Attestation>({
  lab: names,
  nodeKey: digests,
  hardwareRoot: digests,
  artifact: digests,
  provenance: digests,
  attestedAt: integers(),
});

export const releases = objects<ReleaseVerdict>({
  artifact: digests,
  level: wordsOf({ green: true, yellow: true, red: true }),
  pack: digests,
  judgedAt: integers(),
  expiresAt: integers(),
});
