import { graphPrice } from "../graph/price.ts";
import { tierOf } from "../graph/tier-of.ts";
import type { Deployment } from "../state/deployment.ts";
import type { KernelState, Site } from "../state/state.ts";
import type { Tier } from "./price.ts";
import type { Quarter } from "./quarter.ts";

/** What a deployment costs in a quarter, and what of that is still to be paid. */
export interface DeploymentDue {
  readonly tier: Tier;
  /** Of the whole quarter. */
  readonly priceMicroCu: number;
  readonly amountMicroCu: number;
}

/**
 * What a deployment owes for a quarter: all of its price, or the difference where it has turned out to be more than was
 * paid. A quarter that was begun never becomes cheaper; the next one is priced anew.
 */
export function owed(
  state: KernelState,
  { policy }: Pick<Site, "policy">,
  { graph, quarter: paidQuarter, priceMicroCu, paidMicroCu }: Deployment,
  quarter: Quarter,
): DeploymentDue {
  const now = graphPrice(graph, tierOf(state), policy.privilegeEdgeMicroCu);
  if (quarter !== paidQuarter) return { ...now, amountMicroCu: now.priceMicroCu };
  const price = Math.max(now.priceMicroCu, priceMicroCu);
  return { tier: now.tier, priceMicroCu: price, amountMicroCu: Math.max(0, price - paidMicroCu) };
}
