import { type CapabilityGraph, thingsIn } from "../../graph/graph.ts";
import type { DeploymentFacts, Facts } from "./facts.ts";
import type { Observers } from "./observer.ts";
import { debited } from "./runs-observed.ts";

export const deploymentObservers: Observers = {
  "deployment.registered": (facts, entry) => {
    const { deployment, lab, graph, graphDigest, lineages, audience, tier, quarter, affidavit } = entry;
    const registered = { lab, graphDigest, lineages, audience, tier, quarter, affidavit, ended: false };
    return debited(
      withDeployment(facts, deployment, { ...registered, ...inside(facts, graph) }),
      affidavit,
      entry.transfers,
    );
  },
  "deployment.paid": (facts, { deployment, tier, quarter, affidavit, transfers }) =>
    debited(
      changed(facts, deployment, (before) => ({ ...before, tier: Math.max(tier, before.tier), quarter })),
      affidavit,
      transfers,
    ),
  "graph.observed": (facts, { deployment, graph, graphDigest, lineages }) =>
    changed(facts, deployment, (before) => ({ ...before, graphDigest, lineages, ...inside(facts, graph) })),
  "deployment.ended": (facts, { deployment }) => changed(facts, deployment, (before) => ({ ...before, ended: true })),
  "attestation.recorded": (facts, { lab, nodeKey, artifact, at }) => ({
    ...facts,
    attestations: { ...facts.attestations, [nodeKey]: { lab, artifact, attestedAt: at } },
  }),
  "release.judged": (facts, { artifact, level, at, expiresAt = at }) => ({
    ...facts,
    verdicts: { ...facts.verdicts, [artifact]: { level, expiresAt } },
  }),
};

const inside = (facts: Facts, graph: CapabilityGraph): Pick<DeploymentFacts, "weights" | "things"> => {
  const things = [...thingsIn(graph)];
  return { things, weights: things.filter((thing) => facts.weights[thing] !== undefined) };
};

const withDeployment = (facts: Facts, deployment: string, known: DeploymentFacts): Facts => ({
  ...facts,
  deployments: { ...facts.deployments, [deployment]: known },
});

function changed(facts: Facts, name: string, change: (before: DeploymentFacts) => DeploymentFacts): Facts {
  const before = facts.deployments[name];
  return before === undefined ? facts : withDeployment(facts, name, change(before));
}
