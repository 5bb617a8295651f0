import { type Entry, type KernelState, renewalRoot } from "@plimsoll/kernel";

/** A probe runs at its full allotment (K-41). */
const PROBING_PPM = 1_000_000;

/**
 * Until when each evaluation lease provably lasts (G-79). A grant says it. A renewal is in the ledger as a root over all that one tick
 * renewed (K-40): it proves a lease where it renewed that one alone, as a prober's does. Whatever else was renewed proves nothing.
 */
export class EvaluationLeases {
  /** ms since 1970, exclusive; 0 where nothing proved it yet. */
  readonly #endMs = new Map<string, number>();

  /** Leases that were granted before anybody listened count from their next renewal. */
  constructor({ leases }: Pick<KernelState, "leases">) {
    for (const [name, { purpose }] of leases.sorted()) if (purpose === "evaluation") this.#endMs.set(name, 0);
  }

  /** Every entry of the ledger, in order. */
  take(entry: Entry): void {
    if (entry.kind === "lease.granted" && entry.purpose === "evaluation")
      this.#endMs.set(entry.lease, entry.at + entry.ttlMs);
    if (entry.kind === "lease.ended") this.#endMs.delete(entry.lease);
    if (entry.kind === "leases.renewed" && entry.count === 1) this.#renew(entry.root, entry.at + entry.ttlMs);
  }

  /** `null` for one that is not known. */
  endMs(lease: string): number | null {
    return this.#endMs.get(lease) ?? null;
  }

  #renew(root: string, endMs: number): void {
    for (const lease of this.#endMs.keys()) {
      const alone = renewalRoot([{ lease, levelPpm: PROBING_PPM, expiresAt: endMs }]);
      if (alone === root) return void this.#endMs.set(lease, endMs);
    }
  }
}
