import type { Checkpoint } from "../state/checkpoint.ts";
import type { Run } from "../state/run.ts";
import { EMPTY_WALLET, isBankrupt } from "../wallet/wallet.ts";
import { type KernelState, type Site, walletKey } from "../state/state.ts";
import { bandProvenBy, type WindowSet } from "../control/window-set.ts";
import { cutPower, FULL_POWER, lower, noPower, type PowerLevel, research } from "./power-level.ts";

/**
 * The power a run should have at an instant: a pure function of state (laws L1, L2, L6).
 *
 * A ladder of guards, each with its reason, that ends in what control over the newest weights proves.
 * Nothing on it answers with power because something is missing: an unknown run has none.
 *
 * @param nowMs milliseconds since 1970, by the site's sequencer
 */
export function power(state: KernelState, subject: string, nowMs: number): PowerLevel {
  const run = state.runs.get(subject);
  if (run === undefined || state.site === null) return noPower("UNKNOWN_RUN");
  if (state.lineages.get(run.lineage)?.killed !== false) return cutPower("KILLED");
  if (run.ended) return noPower("RUN_ENDED");
  if (run.datasets.some((dataset) => state.radioactive.has(dataset))) return noPower("DATASET_RADIOACTIVE");
  return lower(fundsPower(state, run), trainingPower(state, state.site, run, nowMs));
}

/** Bankruptcy stops Tiers 2 and 3 and leaves Tier 1 at most 20 % (ACB-K §3.2). */
function fundsPower(state: KernelState, run: Run): PowerLevel {
  const wallet = state.wallets.get(walletKey(run.lab, run.quarter)) ?? EMPTY_WALLET;
  if (!isBankrupt(wallet)) return FULL_POWER;
  return run.tier === 1 ? research("BANKRUPT") : noPower("BANKRUPT");
}

function trainingPower(state: KernelState, site: Site, run: Run, nowMs: number): PowerLevel {
  if (run.head === null) return run.genesis ? research("GENESIS") : noPower("CONTROL_UNPROVEN");
  const head = state.checkpoints.get(run.head);
  if (head === undefined) return noPower("CONTROL_UNPROVEN");
  if (quantumIsSpent(site, run, head)) return noPower("QUANTUM_SPENT");
  if (run.steerability.verdict !== "steady")
    return lower(noPower("STEERABILITY_FALLING"), controlPower(state, site, run, head, nowMs));
  return controlPower(state, site, run, head, nowMs);
}

function quantumIsSpent({ policy }: Site, run: Run, head: Checkpoint): boolean {
  if (policy.runQuantumFlop === null || head.trainedFlop === null) return false;
  return BigInt(head.trainedFlop) - BigInt(run.startFlop ?? "0") >= BigInt(policy.runQuantumFlop);
}

/** The lower of the last two closed sets, and of what an open one can still prove; the newest must be fresh (K-24). */
function controlPower(state: KernelState, site: Site, run: Run, head: Checkpoint, nowMs: number): PowerLevel {
  const [newest, previous] = head.lastSets.map((set) => state.windowSets.get(set));
  const open = run.openSet === null ? undefined : state.windowSets.get(run.openSet);
  const openPower = open === undefined ? FULL_POWER : provenPower(open);
  if (newest === undefined) return lower(openPower, noPower("CONTROL_UNPROVEN"));
  const earlier = previous === undefined ? noPower("CONTROL_UNPROVEN") : provenPower(previous);
  const freshness = isFresh(state, site, newest, head, nowMs) ? FULL_POWER : noPower("CONTROL_STALE");
  return [openPower, provenPower(newest), earlier, freshness].reduce(lower);
}

function provenPower(set: WindowSet): PowerLevel {
  const { band, proven } = bandProvenBy(set);
  if (band === "full") return FULL_POWER;
  if (band === "research") return research("CONTROL_BELOW_FULL");
  if (band === "cut") return cutPower("CONTROL_CUT");
  return noPower(proven === null ? "CONTROL_UNPROVEN" : "CONTROL_BELOW_RESEARCH");
}

/** Evidence covers so many FLOP, checkpoints and milliseconds of further training, whichever ends first. */
function isFresh(state: KernelState, { policy }: Site, set: WindowSet, head: Checkpoint, nowMs: number): boolean {
  const measured = state.checkpoints.get(set.digest);
  if (measured === undefined || set.closedAt === null) return false;
  return (
    nowMs - set.closedAt <= policy.evidenceTtlMs &&
    head.ordinal - measured.ordinal <= policy.coverCheckpoints &&
    flopSince(measured, head) <= BigInt(policy.coverFlop)
  );
}

/** Unmeasured FLOP leave the other two limits to bind; a measured start with an unmeasured end is taken as none. */
const flopSince = (from: Checkpoint, to: Checkpoint): bigint =>
  from.trainedFlop === null || to.trainedFlop === null ? 0n : BigInt(to.trainedFlop) - BigInt(from.trainedFlop);
