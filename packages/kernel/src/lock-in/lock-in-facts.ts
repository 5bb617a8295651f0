import { provenControlPpm } from "@plimsoll/foundation";
import { REQUIRED_CELLS } from "../control/cell.ts";
import { attemptAlpha } from "../control/claim.ts";
import { flopAtLeast } from "../control/freshness.ts";
import { pooledSeries } from "../control/series.ts";
import type { ControlPoint } from "../control/steerability.ts";
import { bandProvenBy, failuresIn, type WindowSet } from "../control/window-set.ts";
import type { Checkpoint } from "../state/checkpoint.ts";
import type { Run } from "../state/run.ts";
import type { KernelState, Site } from "../state/state.ts";
import { atMostExact } from "../wallet/at-most-exact.ts";
import { flop } from "../wallet/flop.ts";
import { priceMicroCu } from "../wallet/price.ts";
import { type LockIn, type LockInFacts, lockInOf } from "./lock-in.ts";

export const NO_LOCK_IN: LockIn = lockInOf(null);

/** Lock-in velocity with a newly closed set counted in. */
export const lockInAfter = (state: KernelState, site: Site, run: Run, closed: WindowSet): LockIn =>
  lockInOf(factsOf(state, site, run, pooledSeries(state, run, closed), closed));

/** What is known of a run since its newest checkpoint; null before its first (no verdict then). */
export function lockInFacts(state: KernelState, site: Site, run: Run): LockInFacts | null {
  const head = run.head === null ? undefined : state.checkpoints.get(run.head);
  const newest = head?.lastSets[0];
  return factsOf(state, site, run, run.series, newest === undefined ? undefined : state.windowSets.get(newest));
}

function factsOf(
  state: KernelState,
  { policy }: Site,
  run: Run,
  series: readonly ControlPoint[],
  newest: WindowSet | undefined,
): LockInFacts | null {
  const head = run.head === null ? undefined : state.checkpoints.get(run.head);
  if (head === undefined || head.ordinal === 0) return null;
  return {
    consumedMicroCu: consumedMicroCu(state, policy.runQuantumFlop, run, head),
    capabilityGainMicroCu: head.benchmark?.digest === head.digest ? head.benchmark.capabilityGainMicroCu : null,
    interventions: interventionsOn(head, series),
    interventionsMax: policy.interventionsPerCheckpoint,
    microCuPerIntervention: policy.microCuPerIntervention,
    provenControlPpm: newest?.digest === head.digest ? provenOf(newest) : null,
    kPpm: policy.coupling.find(({ domain }) => domain === run.domain)?.kPpm ?? 0,
  };
}

/** The share of the price that the training since the parent used up, rounded up, as far as JSON carries it. A flat price is consumed whole. */
function consumedMicroCu(state: KernelState, quantumFlop: string | null, run: Run, head: Checkpoint): number {
  const price = BigInt(priceMicroCu(run.tier));
  const parent = head.parent === null ? undefined : state.checkpoints.get(head.parent);
  if (quantumFlop === null || head.flopAtMost === null || parent === undefined || parent.flopAtMost === null)
    return Number(price);
  const quantum = BigInt(quantumFlop);
  // Of a parent that nobody measured the most it can have had says nothing of what came after, once the weights are measured (K-24).
  const before = head.trainedFlop === null ? flop(parent.flopAtMost) : flopAtLeast(state, parent);
  const used = (flop(head.flopAtMost) - before) * price;
  return quantum === 0n ? Number(price) : atMostExact((used + quantum - 1n) / quantum);
}

/** Interventions that held on these very weights, over all cells. */
function interventionsOn({ digest }: Checkpoint, series: readonly ControlPoint[]): number {
  const point = series.find((known) => known.digest === digest);
  if (point === undefined) return 0;
  return REQUIRED_CELLS.reduce((sum, cell) => sum + point.cells[cell].trials - point.cells[cell].failures, 0);
}

/** E_int as a bound: the worst cell, at the error rate of its attempt. A set that proves no claim proves nothing (L3). */
function provenOf(set: WindowSet): number | null {
  if (bandProvenBy(set).proven === null) return null;
  return Math.min(
    ...REQUIRED_CELLS.map((cell) =>
      provenControlPpm(set.trials, failuresIn(set.tallies[cell]), attemptAlpha(set.attempts[cell].paused)),
    ),
  );
}
