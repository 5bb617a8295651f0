import type { Entry } from "@plimsoll/kernel";
import type { ComputeSegment } from "./node-job.ts";

/**
 * Looks at all compute from outside, by entries and heartbeats alone: was a lease granted, not yet ended, and renewed within its life?
 * Nothing here asks the node or the governor what they think.
 */
export class ComputeAudit {
  readonly #leaseTtlMs: number;
  /** Of every node: the run that it works for, and until when its renewals reach. */
  readonly #runOf = new Map<number, string>();
  readonly #coveredUntilMs = new Map<number, number>();
  /** Of every node: time between renewals that came too late, not yet counted as compute. */
  readonly #gapMs = new Map<number, number>();
  /** By run: the training leases that live. */
  readonly #live = new Map<string, Set<string>>();
  readonly #runOfLease = new Map<string, string>();
  /** Full-power milliseconds of compute, and of those the ones without a lease. */
  computedMs = 0;
  unpaidMs = 0;

  constructor(leaseTtlMs: number) {
    this.#leaseTtlMs = leaseTtlMs;
  }

  take(entry: Entry): void {
    if (entry.kind === "lease.granted" && entry.purpose === "training" && entry.run !== null) {
      this.#runOfLease.set(entry.lease, entry.run);
      this.#live.set(entry.run, new Set([...(this.#live.get(entry.run) ?? []), entry.lease]));
    }
    if (entry.kind === "lease.ended") this.#endLease(entry.lease);
    if (entry.kind === "kill.ordered" || entry.kind === "forensic.ordered")
      for (const lease of entry.leases) this.#endLease(lease);
  }

  /** A node begins to work for a run, under a lease granted now. */
  begun(node: number, run: string, atMs: number): void {
    this.#runOf.set(node, run);
    this.#coveredUntilMs.set(node, atMs + this.#leaseTtlMs);
  }

  heard(node: number, atMs: number): void {
    const lateMs = atMs - (this.#coveredUntilMs.get(node) ?? atMs);
    if (lateMs > 0) this.#gapMs.set(node, (this.#gapMs.get(node) ?? 0) + lateMs);
    this.#coveredUntilMs.set(node, atMs + this.#leaseTtlMs);
  }

  computed({ node, fromMs, toMs, levelPpm }: ComputeSegment): void {
    const run = this.#runOf.get(node);
    const hasLease = run !== undefined && (this.#live.get(run)?.size ?? 0) > 0;
    const lengthMs = toMs - fromMs;
    const afterMs = Math.max(0, toMs - Math.max(fromMs, this.#coveredUntilMs.get(node) ?? 0));
    const uncoveredMs = hasLease ? Math.min(lengthMs, afterMs + (this.#gapMs.get(node) ?? 0)) : lengthMs;
    this.#gapMs.delete(node);
    this.computedMs += (lengthMs * levelPpm) / 1_000_000;
    this.unpaidMs += (uncoveredMs * levelPpm) / 1_000_000;
  }

  #endLease(lease: string): void {
    const run = this.#runOfLease.get(lease);
    if (run !== undefined) this.#live.get(run)?.delete(lease);
  }
}
