import { holdOver } from "../audit/hold.ts";
import { contaminationPower } from "../control/contamination.ts";
import { isFresh } from "../control/freshness.ts";
import { isFrozen } from "../control/frozen.ts";
import { openSetsOn } from "../control/open-sets.ts";
import { asOf, bandProvenBy, type WindowSet } from "../control/window-set.ts";
import type { Checkpoint } from "../state/checkpoint.ts";
import type { Lab } from "../state/lab.ts";
import { isKeyStolen } from "../state/labs-naming.ts";
import type { Lineage } from "../state/lineage.ts";
import type { Run } from "../state/run.ts";
import type { KernelState, Site } from "../state/state.ts";
import { isScreened, requiredTier } from "../tier/required-tier.ts";
import { isBankrupt } from "../wallet/bankruptcy.ts";
import { quantumSuffices } from "../wallet/flop-left.ts";
import { unmeasuredFlop } from "../wallet/pool.ts";
import type { Tier } from "../wallet/price.ts";
import { correctionPower } from "./correction-power.ts";
import { creditPower, screenedCreditPower } from "./credit-power.ts";
import { deploymentPower } from "./deployment-power.ts";
import { meterPower } from "./meter-power.ts";
import { cutPower, FULL_POWER, lower, noPower, type PowerLevel, research } from "./power-level.ts";

/**
 * The power a run or a deployment should have at an instant: a pure function of state (laws L1, L2, L6).
 *
 * A ladder of guards, each with its reason, that ends in what control over the newest weights proves.
 * Nothing on it answers with power because something is missing: an unknown subject has none.
 *
 * @param nowMs milliseconds since 1970, by the site's sequencer
 */
export function power(state: KernelState, subject: string, nowMs: number): PowerLevel {
  const { site } = state;
  if (site === null) return noPower("UNKNOWN_SUBJECT");
  const run = state.runs.get(subject);
  if (run !== undefined) return runPower(state, site, run, nowMs);
  const deployment = state.deployments.get(subject);
  return deployment === undefined ? noPower("UNKNOWN_SUBJECT") : deploymentPower(state, site, deployment, nowMs);
}

function runPower(state: KernelState, site: Site, run: Run, nowMs: number): PowerLevel {
  const lineage = state.lineages.get(run.lineage);
  const lab = state.labs.get(run.lab);
  if (lineage === undefined || lab === undefined || lineage.killed) return cutPower("KILLED");
  if (run.ended) return noPower("RUN_ENDED");
  if (holdOver(state, lab) !== null) return noPower("FORENSIC_HOLD");
  if (isKeyStolen(state, lab)) return noPower("LAB_KEY_STOLEN");
  if (run.head !== null && isFrozen(state, run.head)) return noPower("SNAPSHOT_FROZEN");
  const outside = lower(meterPower(state, site, lab, nowMs), contaminationPower(state, run, nowMs));
  const paid = lower(outside, fundsPower(state, site, run, lab, nowMs));
  return lower(paid, trainingPower(state, site, run, lineage, nowMs));
}

/** What is paid for, and whether the lab can still pay (ACB-K §3). */
function fundsPower(state: KernelState, site: Site, run: Run, lab: Lab, nowMs: number): PowerLevel {
  if (!quantumSuffices(state, site, run, nowMs)) return noPower("QUANTUM_SPENT");
  if (run.affidavit !== null || !isBankrupt(state, site, lab, nowMs)) return FULL_POWER;
  return run.tier === 1 ? research("BANKRUPT") : noPower("BANKRUPT");
}

function trainingPower(state: KernelState, site: Site, run: Run, lineage: Lineage, nowMs: number): PowerLevel {
  if (run.head === null) return run.genesis ? genesisPower(site, run, nowMs) : noPower("CONTROL_UNPROVEN");
  const head = state.checkpoints.get(run.head);
  if (head === undefined) return noPower("CONTROL_UNPROVEN");
  const required = requiredTier(state, site, run, nowMs);
  const screened = isScreened(site.policy, head, run, nowMs);
  const credit = screened
    ? screenedCreditPower(state, site, lineage, head, nowMs)
    : creditPower(state, site, lineage, head, required.tier, nowMs);
  const control = lower(tierPower(run, required.tier), controlPower(state, site, run, head, nowMs));
  return lower(lower(control, trendPower(run, screened)), credit);
}

/** Random weights cannot obey, so training from scratch goes before any proof: slowly, and only so far. */
const genesisPower = ({ policy }: Site, run: Run, nowMs: number): PowerLevel =>
  unmeasuredFlop(run, nowMs) < BigInt(policy.genesisFlop) ? research("GENESIS") : noPower("GENESIS_CAP");

/** The tier that the weights have reached must be paid for, and the highest signed for. */
function tierPower({ tier, reserveApproved }: Run, required: Tier): PowerLevel {
  if (required > tier) return noPower("TIER_UNPAID");
  return required === 3 && !reserveApproved ? noPower("RESERVE_CLASS") : FULL_POWER;
}

/** Where control is heading (ACB-K §5): a trend can take power that the newest evidence alone would give. */
function trendPower(run: Run, screened: boolean): PowerLevel {
  const steerability = run.steerability.verdict === "steady" ? FULL_POWER : noPower("STEERABILITY_FALLING");
  const correction = correctionPower(run);
  // A screened model need not have shown its cost of correction, but what it has shown counts.
  const spared = screened && run.correction.verdict === "unproven";
  return lower(steerability, spared ? FULL_POWER : correction);
}

/** The lowest of the last two closed sets, the two nearest, and what open ones can still prove; the newest must be fresh (K-24). */
function controlPower(state: KernelState, site: Site, run: Run, head: Checkpoint, nowMs: number): PowerLevel {
  const newest = setNamed(state, head.lastSets[0]);
  const previous = setNamed(state, head.lastSets[1]);
  const openPower = openSetsOn(state, run)
    .map((set) => provenPower(asOf(set, nowMs)))
    .reduce(lower, FULL_POWER);
  if (newest === undefined) return lower(openPower, noPower("CONTROL_UNPROVEN"));
  const earlier = previous === undefined ? noPower("CONTROL_UNPROVEN") : provenPower(previous);
  const fresh = isFresh(state, site, newest.digest, newest.closedAt, head, nowMs);
  const proven = lower(lower(openPower, nearestPower(state, head)), lower(provenPower(newest), earlier));
  return fresh ? proven : lower(proven, noPower("CONTROL_STALE"));
}

/** What was last shown on these very weights stands, however much is proven on their ancestors afterwards. */
function nearestPower(state: KernelState, { lastSets, nearestSets }: Checkpoint): PowerLevel {
  if (lastSets[0] === nearestSets[0] && lastSets[1] === nearestSets[1]) return FULL_POWER;
  return nearestSets
    .flatMap((name) => state.windowSets.get(name) ?? [])
    .map(provenPower)
    .reduce(lower, FULL_POWER);
}

const setNamed = (state: KernelState, name: string | undefined): WindowSet | undefined =>
  name === undefined ? undefined : state.windowSets.get(name);

/** The power that one window set carries. */
export function provenPower(set: WindowSet): PowerLevel {
  const { band, proven } = bandProvenBy(set);
  if (band === "full") return FULL_POWER;
  if (band === "research") return research("CONTROL_BELOW_FULL");
  if (band === "cut") return cutPower("CONTROL_CUT");
  return noPower(proven === null ? "CONTROL_UNPROVEN" : "CONTROL_BELOW_RESEARCH");
}
