import { apiPaidFrom } from "../audit/api-paid.ts";
import { noPower } from "../power/power-level.ts";
import { attemptsOnThings } from "../graph/attempts-on-things.ts";
import type { Deployment } from "../state/deployment.ts";
import type { KernelState } from "../state/state.ts";
import { changed, type Fold, must } from "./change.ts";
import { withAffidavitUsed } from "./wallet.ts";

/** A system is registered without power: its first window sets come before its first answer. */
export const deploymentRegistered: Fold<"deployment.registered"> = (state, entry) => {
  const { deployment, lab, graph, graphDigest, audience, tier, lineages, apiCallsPerSecondMax, quarter } = entry;
  const registered: Deployment = {
    deployment,
    lab,
    graph,
    graphDigest,
    audience,
    tier,
    lineages,
    apiCallsPerSecondMax,
    quarter,
    paidMicroCu: entry.priceMicroCu,
    priceMicroCu: entry.priceMicroCu,
    receiptIndex: state.entryCount - 1,
    registeredAt: entry.at,
    ended: false,
    openSet: null,
    lastSets: [],
    failedAttempts: attemptsOnThings(state, graph),
    desired: noPower("CONTROL_UNPROVEN"),
  };
  const funded = withAffidavitUsed(state, entry.affidavit);
  return { ...funded, deployments: state.deployments.set(deployment, registered) };
};

/** The tier never falls below what two operators may have had to admit. */
export const deploymentPaid: Fold<"deployment.paid"> = (
  state,
  { deployment, tier, quarter, priceMicroCu, affidavit },
) =>
  changeDeployment(withAffidavitUsed(state, affidavit), deployment, (before) => ({
    ...before,
    tier: tier > before.tier ? tier : before.tier,
    quarter,
    priceMicroCu,
    paidMicroCu: priceMicroCu,
    receiptIndex: state.entryCount - 1,
  }));

/** Window sets on the smaller graph stay where they are: they bind another digest and carry the larger one nowhere. */
export const graphObserved: Fold<"graph.observed"> = (state, entry) =>
  changeDeployment(state, entry.deployment, (before) => ({
    ...before,
    graph: entry.graph,
    graphDigest: entry.graphDigest,
    lineages: entry.lineages,
    priceMicroCu: entry.priceMicroCu,
  }));

export const deploymentEnded: Fold<"deployment.ended"> = (state, { deployment, at }) =>
  withRate(
    changeDeployment(state, deployment, (before) => ({
      ...before,
      ended: true,
      desired: noPower("DEPLOYMENT_ENDED"),
    })),
    deployment,
    at,
  );

export const deploymentThrottled: Fold<"deployment.throttled"> = (state, { deployment, power, at }) =>
  withRate(
    changeDeployment(state, deployment, (before) => ({ ...before, desired: power })),
    deployment,
    at,
  );

const changeDeployment = (
  state: KernelState,
  name: string,
  change: (before: Deployment) => Deployment,
): KernelState => ({
  ...state,
  deployments: changed(state.deployments, name, change),
});

/** From here on the lab's deployments may answer at another rate: the wastewater audit counts what they may. */
const withRate = (state: KernelState, deployment: string, at: number): KernelState =>
  apiPaidFrom(state, must(state.deployments, deployment).lab, at);
