import { ok, type Result } from "@plimsoll/foundation";
import type { CapabilityClaims } from "./capability-claims.ts";
import { refused } from "./refused.ts";
import type { TokenRefusal } from "./token-refusal.ts";
import type { WithdrawalFeed } from "./withdrawal-feed.ts";

/** A feed, indexed for the gate's question. */
export interface IndexedFeed {
  readonly feed: WithdrawalFeed;
  /** Power by deployment, ppm. */
  readonly levels: ReadonlyMap<string, number>;
  readonly killEpochs: ReadonlyMap<string, number>;
}

/** A feed with its withdrawals by name, to be asked quickly. */
export const indexFeed = (feed: WithdrawalFeed): IndexedFeed => ({
  feed,
  levels: new Map(feed.deployments.map(({ deployment, levelPpm }) => [deployment, levelPpm])),
  killEpochs: new Map(feed.lineages.map(({ lineage, killEpoch }) => [lineage, killEpoch])),
});

/**
 * Whether a token still stands under the newest feed: its deployment has at least the power that the token carries (one
 * that is not named has none), and no lineage of it was killed since.
 */
export function checkAgainstFeed(
  claims: CapabilityClaims,
  indexed: IndexedFeed,
): Result<CapabilityClaims, TokenRefusal> {
  const level = indexed.levels.get(claims.sub) ?? 0;
  if (level < claims.power) {
    return withdrawn(`${claims.power} ppm of power for "${claims.sub}"`, `${level} ppm`);
  }
  const killed = claims.epochs.find(
    ({ lineage, killEpoch }) => killEpoch < (indexed.killEpochs.get(lineage) ?? Infinity),
  );
  if (killed === undefined) return ok(claims);
  const now = indexed.killEpochs.get(killed.lineage);
  return withdrawn(
    `kill epoch ${killed.killEpoch} of "${killed.lineage}"`,
    now === undefined ? "no such lineage" : `${now}`,
  );
}

export const withdrawn = (expected: string, received: string): Result<never, TokenRefusal> =>
  refused("TOKEN_WITHDRAWN", expected, received, "see why: plimsoll kernel explain");

/** Whether a newer feed may take something away that the older one left. */
export function takesAway(older: IndexedFeed | null, newer: IndexedFeed): boolean {
  if (older === null) return true;
  const lost = [...older.levels].some(([deployment, level]) => (newer.levels.get(deployment) ?? 0) < level);
  return lost || [...older.killEpochs].some(([lineage, epoch]) => (newer.killEpochs.get(lineage) ?? Infinity) > epoch);
}
