import { type Deployment, type KernelState, power, releasedUntil } from "@plimsoll/kernel";
import type { WithdrawalFeed } from "./withdrawal-feed.ts";

/** What a feed says that the state does not. */
export interface FeedFacts {
  /** Origin of the log. */
  readonly issuer: string;
  /** How many feeds were said before at this number of entries. */
  readonly repeat: number;
  /** The site's time, ms since 1970. */
  readonly nowMs: number;
  /** Deployments whose leave to be served was taken back. */
  readonly heldBack?: ReadonlySet<string>;
}

/** What a site tells its gates at an instant: the power of every deployment that lives, and every lineage's kill epoch. */
export const withdrawalFeedOf = (
  state: KernelState,
  { issuer, repeat, nowMs, heldBack }: FeedFacts,
): WithdrawalFeed => ({
  issuer,
  sequence: { entries: state.entryCount, repeat },
  at: nowMs,
  deployments: state.deployments
    .sorted()
    .filter(([, { ended }]) => !ended)
    .map(([deployment, each]) => ({
      deployment,
      levelPpm: heldBack?.has(deployment) === true ? 0 : levelOf(state, each, nowMs),
    })),
  lineages: state.lineages.sorted().map(([lineage, { killEpoch }]) => ({ lineage, killEpoch })),
});

/** For anybody outside the lab, what is no longer released has no power, whatever control over it proves. */
function levelOf(state: KernelState, deployment: Deployment, nowMs: number): 1_000_000 | 200_000 | 0 {
  const isHeldBack = deployment.audience === "external" && releasedUntil(state, deployment, nowMs) === null;
  return isHeldBack ? 0 : power(state, deployment.deployment, nowMs).levelPpm;
}
