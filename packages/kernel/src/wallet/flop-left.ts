import type { Run } from "../state/run.ts";
import type { KernelState, Site } from "../state/state.ts";
import { balanceOf, EMPTY_POOL, flopWithin, poolKey, unmeasuredFlop } from "./pool.ts";
import { quarterOf } from "./quarter.ts";

/** May the run compute for the length of one more lease on what is paid for its lineage? */
export function quantumSuffices(state: KernelState, { policy }: Site, run: Run, nowMs: number): boolean {
  const left = flopLeft(state, run.lab, run.lineage, nowMs);
  if (left === null || policy.runQuantumFlop === null) return true;
  // A start that is only reserved brings its quantum with its first lease.
  const coming = run.funds === "reserved" ? BigInt(policy.runQuantumFlop) : 0n;
  return left + coming >= flopWithin(run, policy.leaseTtlMs);
}

/**
 * FLOP that a lab has left of what it paid for a lineage; null when one price bought without limit. When what nobody measured was
 * computed is not known: it counts for the quanta that are left.
 */
export function flopLeft(state: KernelState, lab: string, lineage: string, nowMs: number): bigint | null {
  const pool = state.pools.get(poolKey(lab, lineage)) ?? EMPTY_POOL;
  const { valid, usedFlop } = balanceOf(pool, quarterOf(nowMs));
  return valid === null ? null : valid - usedFlop - unmeasuredOf(state, lab, lineage, nowMs);
}

const unmeasuredOf = (state: KernelState, lab: string, lineage: string, nowMs: number): bigint =>
  (state.lineages.get(lineage)?.runs ?? []).reduce((sum, name) => {
    const run = state.runs.get(name);
    return run === undefined || run.lab !== lab || run.ended ? sum : sum + unmeasuredFlop(run, nowMs);
  }, 0n);
