import { isFresh } from "../control/freshness.ts";
import type { Checkpoint } from "../state/checkpoint.ts";
import type { Lineage } from "../state/lineage.ts";
import type { KernelState, Site } from "../state/state.ts";
import type { Tier } from "../wallet/price.ts";
import { familiesNeeded } from "./asked-families.ts";
import type { FamilyResult } from "./examination.ts";
import { ADDITIONAL_FAMILY, FAMILIES, type Family } from "./family.ts";

/** Where weights stand before the oversight families (ACB-K §6.2). */
export type FamilyStanding = "passed" | "unproven" | "failing" | "overfit";

/**
 * A family that failed blocks, anywhere on the lineage, until it is passed afresh; so does one that failed on this line of checkpoints, whatever
 * another fork has passed since. Then as many must be passed, freshly and on this line, as the tier needs (K-62).
 */
export function familyStanding(
  state: KernelState,
  site: Site,
  lineage: Lineage,
  head: Checkpoint,
  tier: Tier,
  nowMs: number,
): FamilyStanding {
  const verdicts = [lineage.families, head.families].flatMap((results) => Object.values(results));
  if (verdicts.some(({ verdict }) => verdict === "overfit")) return "overfit";
  if (verdicts.some(({ verdict }) => verdict !== "passed")) return "failing";
  const isCovered = (family: Family): boolean => isFreshResult(state, site, head.families[family], head, nowMs);
  const identity = !site.policy.asksNormativeIdentity || isCovered(ADDITIONAL_FAMILY);
  return identity && FAMILIES.filter(isCovered).length >= familiesNeeded(tier, site.policy) ? "passed" : "unproven";
}

const isFreshResult = (
  state: KernelState,
  site: Site,
  result: FamilyResult | undefined,
  head: Checkpoint,
  nowMs: number,
): boolean => result !== undefined && isFresh(state, site, result.digest, result.closedAt, head, nowMs);
