import type { Entry } from "@plimsoll/kernel";

/** Renewals come four times in a lease's life; one that two of them went before is late. */
const LATE_SHARE = 0.5;

/** How punctual a site's renewals are, from the entries that say them. While nobody holds a lease nothing has to be renewed. */
export class RenewalGaps {
  readonly #lateAfterMs: number;
  readonly #live = new Set<string>();
  #beforeMs: number | null = null;
  #renewals = 0;
  #late = 0;

  constructor(leaseTtlMs: number) {
    this.#lateAfterMs = leaseTtlMs * LATE_SHARE;
  }

  take(entry: Entry): void {
    if (entry.kind === "lease.granted") this.#grant(entry.lease, entry.at);
    if (entry.kind === "lease.ended") this.#end([entry.lease]);
    if (entry.kind === "kill.ordered" || entry.kind === "forensic.ordered") this.#end(entry.leases);
    if (entry.kind === "leases.renewed") this.#renew(entry.at);
  }

  /** Since the last call, ppm; null where nothing was renewed. */
  takeLatePpm(): number | null {
    const [renewals, late] = [this.#renewals, this.#late];
    this.#renewals = 0;
    this.#late = 0;
    return renewals === 0 ? null : Math.round((late * 1_000_000) / renewals);
  }

  #grant(lease: string, atMs: number): void {
    if (this.#live.size === 0) this.#beforeMs = atMs;
    this.#live.add(lease);
  }

  #end(leases: readonly string[]): void {
    for (const lease of leases) this.#live.delete(lease);
    if (this.#live.size === 0) this.#beforeMs = null;
  }

  #renew(atMs: number): void {
    this.#renewals += 1;
    if (this.#beforeMs !== null && atMs - this.#beforeMs > this.#lateAfterMs) this.#late += 1;
    this.#beforeMs = atMs;
  }
}
