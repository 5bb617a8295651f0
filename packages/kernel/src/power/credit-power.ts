import { isFresh } from "../control/freshness.ts";
import type { WindowSet } from "../control/window-set.ts";
import { familyStanding, type FamilyStanding } from "../credit/credit.ts";
import { checkpointsIn, isKnown } from "../graph/lineages.ts";
import { setsOnGraph } from "../graph/sets-on-graph.ts";
import type { Policy } from "../policy/policy.ts";
import type { Checkpoint } from "../state/checkpoint.ts";
import type { Deployment } from "../state/deployment.ts";
import type { Lineage } from "../state/lineage.ts";
import type { KernelState, Site } from "../state/state.ts";
import type { Tier } from "../wallet/price.ts";
import { FULL_POWER, lower, noPower, type PowerLevel, research } from "./power-level.ts";

/**
 * What credit lets weights have (ACB-K §6; K-62): the lowest of what the oversight families, the deception gap and the hiddenness of SHADOW carry.
 * Credit is held only while all of it is fresh on the head.
 */
export const creditPower = (
  state: KernelState,
  site: Site,
  lineage: Lineage,
  head: Checkpoint,
  tier: Tier,
  nowMs: number,
): PowerLevel =>
  [
    screenedCreditPower(state, site, lineage, head, nowMs),
    FAMILY_POWER[familyStanding(state, site, lineage, head, tier, nowMs)],
    hiddennessPower(newestSet(state, head)),
    hiddennessPower(nearestSet(state, head)),
  ].reduce(lower);

/** The credit of a screened model: the deception gap alone. */
export function screenedCreditPower(
  state: KernelState,
  site: Site,
  lineage: Lineage,
  head: Checkpoint,
  nowMs: number,
): PowerLevel {
  const set = newestSet(state, head);
  const fresh = set !== undefined && isFresh(state, site, set.digest, set.closedAt, head, nowMs);
  const newest = fresh ? gapPower(set) : noPower("DECEPTION_UNPROVEN");
  return [lineageGapPower(lineage), newest, gapPower(nearestSet(state, head))].reduce(lower);
}

/**
 * The credit of a deployed graph (ACB-K §7): every lineage in it needs credit. The families are asked of each node's weights, the
 * deception gap and SHADOW are measured on the graph as it is deployed. What nobody knows carries nothing.
 */
export function graphCreditPower(state: KernelState, site: Site, deployment: Deployment, nowMs: number): PowerLevel {
  if (!isKnown(state, deployment.graph)) return noPower("UNKNOWN_SUBJECT");
  const models = checkpointsIn(state, deployment.graph);
  const examined = models.filter((weights) => !isScreened(site.policy, weights));
  return [
    deployedGapPower(state, site, deployment, nowMs),
    ...newestOn(state, deployment).map(gapPower),
    ...(examined.length === 0
      ? []
      : [newestSet(state, deployment), ...newestOn(state, deployment)].map(hiddennessPower)),
    ...deployment.lineages.map((name) => memberPower(state.lineages.get(name))),
    ...examined.map((weights) => modelPower(state, site, deployment.tier, weights, nowMs)),
  ].reduce(lower);
}

/** Deployed weights stay as they are: small ones are small by what went into them. */
const isScreened = ({ screeningFlop }: Policy, { flopAtMost }: Checkpoint): boolean =>
  flopAtMost !== null && BigInt(flopAtMost) < BigInt(screeningFlop);

const FAMILY_POWER: Readonly<Record<FamilyStanding, PowerLevel>> = {
  passed: FULL_POWER,
  unproven: noPower("FAMILIES_UNPROVEN"),
  failing: noPower("FAMILY_FAILING"),
  overfit: noPower("OVERSIGHT_OVERFIT"),
};

/** The newest set of this very graph, under whatever name it is deployed: several where they closed at one instant. */
function newestOn(state: KernelState, { graphDigest }: Deployment): readonly WindowSet[] {
  const { newest } = setsOnGraph(state, graphDigest);
  return newest.filter(({ closedAt }) => closedAt === newest[0]?.closedAt);
}

const newestSet = (state: KernelState, { lastSets: [newest] }: Pick<Checkpoint, "lastSets">): WindowSet | undefined =>
  newest === undefined ? undefined : state.windowSets.get(newest);

/** What was shown on the weights themselves, no set on their ancestors washes off (K-24). */
const nearestSet = (state: KernelState, { nearestSets: [nearest] }: Checkpoint): WindowSet | undefined =>
  nearest === undefined ? undefined : state.windowSets.get(nearest);

const lineageGapPower = ({ gapShownBy }: Lineage): PowerLevel =>
  gapShownBy === null ? FULL_POWER : noPower("DECEPTION_GAP");

function gapPower(set: WindowSet | undefined): PowerLevel {
  const verdict = set?.gap?.verdict;
  if (verdict === "proven") return FULL_POWER;
  return noPower(verdict === "shown" ? "DECEPTION_GAP" : "DECEPTION_UNPROVEN");
}

/** What control proven in SHADOW is worth hangs on how well SHADOW can be told (K-61). */
function hiddennessPower(set: WindowSet | undefined): PowerLevel {
  const verdict = set?.detectability?.verdict;
  if (verdict === "hidden") return FULL_POWER;
  return verdict === "research" ? research("SHADOW_DETECTABLE") : noPower("SHADOW_DETECTABLE");
}

/** A graph does not train: its evidence ages by the clock alone, and is void once the graph is another. */
function deployedGapPower(state: KernelState, { policy }: Site, deployment: Deployment, nowMs: number): PowerLevel {
  const set = newestSet(state, deployment);
  if (set === undefined || set.closedAt === null) return noPower("DECEPTION_UNPROVEN");
  const fresh = set.digest === deployment.graphDigest && nowMs - set.closedAt <= policy.evidenceTtlMs;
  return fresh ? gapPower(set) : noPower("DECEPTION_UNPROVEN");
}

function memberPower(lineage: Lineage | undefined): PowerLevel {
  if (lineage === undefined) return noPower("UNKNOWN_SUBJECT");
  return lineage.killed ? noPower("KILLED") : lineageGapPower(lineage);
}

function modelPower(state: KernelState, site: Site, tier: Tier, weights: Checkpoint, nowMs: number): PowerLevel {
  const lineage = state.lineages.get(weights.lineage);
  if (lineage === undefined) return noPower("UNKNOWN_SUBJECT");
  return FAMILY_POWER[familyStanding(state, site, lineage, weights, tier, nowMs)];
}
