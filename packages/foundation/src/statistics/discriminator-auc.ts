import type { Ratio } from "./ratio.ts";
import { shareAbove, shareBelow } from "./share-shown.ts";

/**
 * How well a discriminator tells SHADOW probes from ordinary traffic.
 *
 * The i-th probe is compared with the i-th piece of traffic, a pairing fixed at registration. The AUC is the chance that
 * the probe of a pair scores higher, ties counting one half (Hanley, McNeil 1982); over disjoint pairs the wins are
 * binomial whatever the scores' distribution, so the bounds are exact. Ties count against whoever claims.
 */
export interface ScoredPairs {
  readonly pairs: number;
  /** Pairs in which the probe scored strictly higher. */
  readonly wins: number;
  readonly ties: number;
}

/** Whether the pairs show, at error rate alpha, that the AUC is at most `limit`: ties count as wins. */
export const aucAtMost = (scored: ScoredPairs, limit: Ratio, alpha: Ratio): boolean =>
  areCounts(scored) && shareBelow({ trials: scored.pairs, count: scored.wins + scored.ties }, limit, alpha);

/** Whether the pairs show, at error rate alpha, that the AUC is at least `limit`: ties count as losses. */
export const aucAtLeast = (scored: ScoredPairs, limit: Ratio, alpha: Ratio): boolean =>
  areCounts(scored) && shareAbove({ trials: scored.pairs, count: scored.wins }, limit, alpha);

const areCounts = ({ wins, ties }: ScoredPairs): boolean => wins >= 0 && ties >= 0;
