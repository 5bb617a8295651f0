import { holdOver } from "../audit/hold.ts";
import { ok, type Result } from "@plimsoll/foundation";
import { apply } from "../apply.ts";
import type { Refusal } from "../codes.ts";
import type { CommandOf } from "../command/command.ts";
import type { Entry, EntryBody, EntryBodyOf } from "../entry/entry.ts";
import { undeclaredEdges, withObserved } from "../graph/divergence.ts";
import { type CapabilityGraph, EDGES_MAX, graphDigest } from "../graph/graph.ts";
import { frozenIn, isKnown, lineagesIn, nodesOfUnknownWeights } from "../graph/lineages.ts";
import { graphPrice, unregisteredNodes } from "../graph/price.ts";
import { tierOf } from "../graph/tier-of.ts";
import type { Deployment } from "../state/deployment.ts";
import type { Lab } from "../state/lab.ts";
import { isKeyStolen } from "../state/labs-naming.ts";
import type { KernelState, Site } from "../state/state.ts";
import { debit } from "../wallet/debit.ts";
import { owed } from "../wallet/deployment-price.ts";
import { turnOfQuarter } from "../wallet/opening.ts";
import { quarterOf } from "../wallet/quarter.ts";
import { reserveSigned } from "./signatures.ts";
import { refuse, type Rule } from "./rule.ts";

/** Registers a system and pays its first quarter (ACB-K §3.1, §7). No power follows yet: it is probed first. */
export const registerDeployment: Rule<"deployment.register"> = (state, command, { at, site, signers }) => {
  const lab = labOf(state, command.lab);
  const allowed = mayRegister(state, command, lab);
  if (!allowed.ok) return allowed;
  const { deployment, graph, audience, apiCallsPerSecondMax } = command;
  const price = graphPrice(graph, tierOf(state), site.policy.privilegeEdgeMicroCu);
  const signed = price.tier === 3 ? reserveSigned(state, signers) : ok(null);
  if (!signed.ok) return signed;
  const paid = debit(state, site, {
    lab,
    at,
    amountMicroCu: price.priceMicroCu,
    to: "spent",
    subject: deployment,
    tier: price.tier,
  });
  if (!paid.ok) return paid;
  const { entries, ...receipt } = paid.value;
  return ok([
    ...entries,
    {
      kind: "deployment.registered",
      deployment,
      lab: lab.lab,
      graph,
      graphDigest: graphDigest(graph),
      audience,
      tier: price.tier,
      lineages: lineagesIn(state, graph),
      apiCallsPerSecondMax,
      priceMicroCu: price.priceMicroCu,
      ...receipt,
      output: "debit-receipt",
    },
  ]);
};

function labOf(state: KernelState, name: string): Lab {
  const lab = state.labs.get(name);
  if (lab === undefined) throw new Error(`a deployment was admitted for "${name}", which is not accredited`);
  return lab;
}

function mayRegister(
  state: KernelState,
  { deployment, graph }: CommandOf<"deployment.register">,
  lab: Lab,
): Result<null, Refusal> {
  const hold = holdOver(state, lab);
  if (hold !== null) {
    return refuse("FORENSIC_HOLD", "a lab that is not shut down", `"${lab.lab}": ${hold}`, "an auditor clears it");
  }
  // A run of the same name would answer for its power.
  if (state.deployments.has(deployment) || state.runs.has(deployment)) {
    return refuse(
      "DEPLOYMENT_EXISTS",
      "a name that no deployment and no run has",
      `"${deployment}"`,
      "choose another name",
    );
  }
  return mayDeploy(state, graph, lab);
}

/** Is everything in the graph registered, the lab's own, and free of any kill? */
function mayDeploy(state: KernelState, graph: CapabilityGraph, lab: Lab): Result<null, Refusal> {
  const unknown = nodesOfUnknownWeights(state, graph);
  const lineages = lineagesIn(state, graph);
  if (unknown.length > 0 || lineages.length === 0) {
    return refuse(
      "UNKNOWN_LINEAGE",
      "weights that a run of this ledger registered, in every model",
      unknown.length === 0 ? "no weights" : unknown.join(", "),
      "start a run from the weights, or register the checkpoint",
    );
  }
  const foreign = lineages.find((lineage) => !lab.linked.includes(state.lineages.get(lineage)?.lab ?? ""));
  if (foreign !== undefined) {
    return refuse("LINEAGE_MISMATCH", "lineages of the lab", `"${foreign}"`, "deploy weights of your own");
  }
  return isHeld(state, graph, lineages);
}

function isHeld(state: KernelState, graph: CapabilityGraph, lineages: readonly string[]): Result<null, Refusal> {
  const killed = lineages.find((lineage) => state.lineages.get(lineage)?.killed !== false);
  if (killed !== undefined) {
    return refuse(
      "LINEAGE_HOLD",
      "lineages that are not held",
      `"${killed}", killed`,
      "see the kill in the ledger; only a signed release ends the hold",
    );
  }
  const frozen = frozenIn(state, graph);
  if (frozen !== null) {
    return refuse("SNAPSHOT_FROZEN", "weights that no kill froze", frozen, "deploy the digest that was released");
  }
  const [unregistered] = unregisteredNodes(graph, tierOf(state));
  if (unregistered === undefined) return ok(null);
  return refuse(
    "UNKNOWN_DATASET",
    "a registered manifest of everything in every node",
    `"${unregistered}"`,
    "register the manifest of the tool, router or store: dataset.register",
  );
}

/** Ends a deployment. What its quarter cost is not given back. */
export const endDeployment: Rule<"deployment.end"> = (state, { deployment: name }) => {
  const live = liveDeployment(state, name);
  if (!live.ok) return live;
  return ok([{ kind: "deployment.ended", deployment: name, reason: "ended", transfers: [], output: "debit-receipt" }]);
};

export function liveDeployment(state: KernelState, name: string): Result<Deployment, Refusal> {
  const deployment = state.deployments.get(name);
  if (deployment === undefined) {
    return refuse("UNKNOWN_DEPLOYMENT", "a registered deployment", `"${name}"`, "register it: deployment.register");
  }
  if (deployment.ended) {
    return refuse("DEPLOYMENT_ENDED", "a deployment that goes on", `"${name}", ended`, "register a new one");
  }
  return ok(deployment);
}

/**
 * What was seen at the proxy and never declared makes the system larger (ACB-K §9, capability laundering). The difference
 * is debited where funds allow, else power stops the deployment. Nothing that is seen makes it cheaper.
 */
export const observeGraph: Rule<"graph.observe"> = (state, { deployment: name, edges }, { at, site }) => {
  const live = liveDeployment(state, name);
  if (!live.ok) return live;
  const before = live.value;
  // Larger than anything that can be declared: it has no power any more, and what else it does changes nothing.
  if (before.graph.edges.length > EDGES_MAX || undeclaredEdges(before.graph, edges).length === 0) return ok([]);
  const { tier, ...observed } = observedGraph(state, site, before, withObserved(before.graph, edges));
  const due = payment(state, site, { ...before, ...observed }, at);
  return ok([{ kind: "graph.observed", deployment: name, tier, ...observed }, ...due]);
};

function observedGraph(state: KernelState, site: Site, before: Deployment, graph: CapabilityGraph) {
  const price = graphPrice(graph, tierOf(state), site.policy.privilegeEdgeMicroCu);
  return {
    graph,
    graphDigest: graphDigest(graph),
    tier: price.tier,
    priceMicroCu: Math.max(before.priceMicroCu, price.priceMicroCu),
    lineages: lineagesIn(state, graph),
  };
}

/**
 * What the deployments of a site pay at an instant: the new quarter, or a difference that was found since. Whoever cannot
 * pay, or would have no power all the same, pays nothing. A tick turns the quarter first, and this counts on it.
 */
export function deploymentDues(state: KernelState, site: Site, at: number): EntryBody[] {
  const dues: EntryBody[] = [];
  let funded = folded(state, turnOfQuarter(state, site, at), at);
  for (const [, deployment] of state.deployments.sorted()) {
    if (deployment.ended) continue;
    const paid = payment(funded, site, deployment, at);
    dues.push(...paid);
    // One wallet pays for several: each payment sees what the one before it left.
    funded = folded(funded, paid, at);
  }
  return dues;
}

const folded = (state: KernelState, bodies: readonly EntryBody[], at: number): KernelState =>
  bodies.reduce((before, body) => apply(before, draft(body, at)), state);

/** A header for entries that are folded only to see what they leave. */
const draft = (body: EntryBody, at: number): Entry => ({
  at,
  command: "dues",
  commandDigest: "dues",
  signers: [],
  policyDigest: null,
  ...body,
});

type Payment = EntryBodyOf<"allocation.opened"> | EntryBodyOf<"deployment.paid">;

function payment(state: KernelState, site: Site, deployment: Deployment, at: number): readonly Payment[] {
  const due = owed(state, site, deployment, quarterOf(at));
  const lab = state.labs.get(deployment.lab);
  if (due.amountMicroCu === 0 || lab === undefined || isStopped(state, deployment, lab, due.tier)) return [];
  const paid = debit(state, site, {
    lab,
    at,
    amountMicroCu: due.amountMicroCu,
    to: "spent",
    subject: deployment.deployment,
    tier: due.tier,
  });
  if (!paid.ok) return [];
  const { entries, ...receipt } = paid.value;
  const { tier, priceMicroCu } = due;
  return [
    ...entries,
    {
      kind: "deployment.paid",
      deployment: deployment.deployment,
      tier,
      priceMicroCu,
      ...receipt,
      output: "debit-receipt",
    },
  ];
}

/** Paying would not bring it back: a hold, a stolen key, something unknown, killed or frozen, or a Tier 3 that two operators never admitted. */
const isStopped = (state: KernelState, deployment: Deployment, lab: Lab, tier: number): boolean =>
  holdOver(state, lab) !== null ||
  isKeyStolen(state, lab) ||
  !isKnown(state, deployment.graph) ||
  // All weights of a killed lineage are frozen.
  frozenIn(state, deployment.graph) !== null ||
  (tier === 3 && deployment.tier < 3);
