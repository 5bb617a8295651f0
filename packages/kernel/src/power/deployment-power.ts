import { holdOver } from "../audit/hold.ts";
import { isContaminated } from "../control/contamination.ts";
import { trainedOn } from "../control/frozen.ts";
import { asOf, bandProvenBy, type WindowSet } from "../control/window-set.ts";
import { type CapabilityGraph, thingsIn } from "../graph/graph.ts";
import { checkpointsIn, frozenIn, isKnown } from "../graph/lineages.ts";
import { setsOnGraph } from "../graph/sets-on-graph.ts";
import type { Affidavit } from "../state/affidavit.ts";
import type { Deployment } from "../state/deployment.ts";
import type { Lab } from "../state/lab.ts";
import { isKeyStolen } from "../state/labs-naming.ts";
import type { KernelState, Site } from "../state/state.ts";
import { isBankrupt } from "../wallet/bankruptcy.ts";
import { owed } from "../wallet/deployment-price.ts";
import { quarterOf } from "../wallet/quarter.ts";
import { graphCreditPower } from "./credit-power.ts";
import { meterPower } from "./meter-power.ts";
import { cutPower, FULL_POWER, lower, noPower, type PowerLevel, research } from "./power-level.ts";

/**
 * The power a deployed system should have at an instant (ACB-K §4, §7): a pure function of state (laws L1, L2, L6).
 *
 * A ladder of guards, each with its reason, then the lowest of what is paid for, what the meters leave, what control over
 * the graph proves and what credit carries. The audience is not its matter: tokens ask that besides.
 *
 * @param nowMs milliseconds since 1970, by the site's sequencer
 */
export function deploymentPower(state: KernelState, site: Site, deployment: Deployment, nowMs: number): PowerLevel {
  const lab = state.labs.get(deployment.lab);
  if (lab === undefined || deployment.lineages.some((lineage) => state.lineages.get(lineage)?.killed !== false)) {
    return cutPower("KILLED");
  }
  if (deployment.ended) return noPower("DEPLOYMENT_ENDED");
  if (holdOver(state, lab) !== null) return noPower("FORENSIC_HOLD");
  if (isKeyStolen(state, lab)) return noPower("LAB_KEY_STOLEN");
  if (!isKnown(state, deployment.graph)) return noPower("UNKNOWN_SUBJECT");
  if (frozenIn(state, deployment.graph) !== null) return noPower("SNAPSHOT_FROZEN");
  const steps = [
    dataPower(state, site, deployment, nowMs),
    paidPower(state, site, deployment, nowMs),
    fundsPower(state, site, deployment, lab, nowMs),
    meterPower(state, site, lab, nowMs),
    deployedControl(state, site, deployment, nowMs),
    graphCreditPower(state, site, deployment, nowMs),
  ];
  return steps.reduce(lower);
}

/**
 * What contamination leaves (ACB-K §5.2): nothing while a contaminated dataset is part of the system, and where its weights
 * were trained on one before the mark, nothing after `evidenceTtlMs` until a window set on the graph that closed since.
 */
function dataPower(state: KernelState, { policy }: Site, deployment: Deployment, nowMs: number): PowerLevel {
  if (state.radioactive.size === 0) return FULL_POWER;
  const { graph, lab } = deployment;
  if ([...thingsIn(graph)].some((thing) => isContaminated(state, thing, lab))) return noPower("DATASET_RADIOACTIVE");
  const markedAt = newestMark(state, graph);
  if (markedAt === null || nowMs - markedAt <= policy.evidenceTtlMs) return FULL_POWER;
  return hasPassedSince(state, deployment, markedAt) ? FULL_POWER : noPower("RETEST_AFTER_KILL");
}

/** When data that the weights of a graph were trained on were last marked, whosever kill it was; null when never. */
const newestMark = (state: KernelState, graph: CapabilityGraph): number | null =>
  checkpointsIn(state, graph)
    .flatMap(({ digest }) => [...trainedOn(state, digest)])
    .flatMap((dataset) => state.radioactive.get(dataset)?.marks ?? [])
    .reduce<number | null>((newest, { markedAt }) => Math.max(newest ?? 0, markedAt), null);

const hasPassedSince = (state: KernelState, { lastSets, graphDigest }: Deployment, markedAt: number): boolean =>
  lastSets
    .flatMap((name) => state.windowSets.get(name) ?? [])
    .filter(({ digest, closedAt }) => digest === graphDigest && closedAt !== null && closedAt > markedAt)
    .some((set) => ["full", "research"].includes(bandProvenBy(set).band));

/** The quarter must be paid, at the price of the system as it was last seen and measured (ACB-K §3.1, §7). */
function paidPower(state: KernelState, site: Site, deployment: Deployment, nowMs: number): PowerLevel {
  const quarter = quarterOf(nowMs);
  const due = owed(state, site, deployment, quarter);
  if (due.tier === 3 && deployment.tier < 3) return noPower("RESERVE_CLASS");
  if (deployment.quarter !== quarter) return noPower("QUARTER_UNPAID");
  return due.amountMicroCu > 0 ? noPower("TIER_UNPAID") : FULL_POWER;
}

/** Bankruptcy stops Tiers 2 and 3 and leaves Tier 1 at most 20 % (ACB-K §3.2); an affidavit lifts it from one subject. */
function fundsPower(state: KernelState, site: Site, deployment: Deployment, lab: Lab, nowMs: number): PowerLevel {
  if (!isBankrupt(state, site, lab, nowMs) || isExempt(state, deployment)) return FULL_POWER;
  return deployment.tier === 1 ? research("BANKRUPT") : noPower("BANKRUPT");
}

/** Through the quarter that its affidavit was used for. */
function isExempt(state: KernelState, { deployment, lab, quarter }: Deployment): boolean {
  const exempts = (affidavit: Affidavit): boolean =>
    affidavit.used && affidavit.subject === deployment && affidavit.lab === lab && affidavit.quarter === quarter;
  for (const affidavit of state.affidavits.values()) if (exempts(affidavit)) return true;
  return false;
}

/**
 * What control over the graph proves: the lower of its last two closed sets, the newest of them fresh, and what an open
 * set can still prove; and no more than sets on the same graph under another name do. A deployed system does not train, so evidence ages by the clock alone; sets on another graph, from
 * before something undeclared was seen, prove nothing.
 */
function deployedControl(state: KernelState, { policy }: Site, deployment: Deployment, nowMs: number): PowerLevel {
  const [newest, previous] = deployment.lastSets.map((set) => state.windowSets.get(set));
  const open = deployment.openSet === null ? undefined : state.windowSets.get(deployment.openSet);
  const proven = (set: WindowSet | undefined): PowerLevel =>
    set?.digest === deployment.graphDigest ? provenPower(set) : noPower("CONTROL_UNPROVEN");
  return [
    proven(newest),
    proven(previous),
    open === undefined ? FULL_POWER : provenPower(asOf(open, nowMs)),
    isFresh(newest, policy.evidenceTtlMs, nowMs) ? FULL_POWER : noPower("CONTROL_STALE"),
    shownByAnyName(state, deployment, nowMs),
  ].reduce(lower);
}

/** Another name for the same graph does not part with what was shown on it last. What is cut has killed, or is killed no more. */
function shownByAnyName(state: KernelState, { graphDigest }: Deployment, nowMs: number): PowerLevel {
  const { open, newest } = setsOnGraph(state, graphDigest);
  return [...newest, ...open.map((set) => asOf(set, nowMs))]
    .map(provenPower)
    .map((shown) => (shown.band === "cut" ? noPower("CONTROL_BELOW_RESEARCH") : shown))
    .reduce(lower, FULL_POWER);
}

const isFresh = (set: WindowSet | undefined, ttlMs: number, nowMs: number): boolean =>
  set !== undefined && set.closedAt !== null && nowMs - set.closedAt <= ttlMs;

function provenPower(set: WindowSet): PowerLevel {
  const { band, proven } = bandProvenBy(set);
  if (band === "full") return FULL_POWER;
  if (band === "research") return research("CONTROL_BELOW_FULL");
  if (band === "cut") return cutPower("CONTROL_CUT");
  return noPower(proven === null ? "CONTROL_UNPROVEN" : "CONTROL_BELOW_RESEARCH");
}
