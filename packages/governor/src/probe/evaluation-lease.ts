import type { Timers } from "../run/ports.ts";
import type { Site } from "../site/site.ts";

const RENEWALS_PER_TTL = 4;

/** A lease for probing, renewed until it is disposed of. `fault` fires when the ledger could not be written or gave none. */
export interface EvaluationLease extends Disposable {
  readonly fault: AbortSignal;
}

/**
 * Probing is compute too: it runs under a lease in the ledger, in every band (K-41). One that was ended as expired, because the whole
 * process stood still, or that is not renewed, because another site of the mesh holds what is probed, is followed by another; where
 * none is granted any more, probing ends.
 */
export function takeEvaluationLease(site: Site, timers: Timers, set: string): EvaluationLease {
  const fault = new AbortController();
  let beats = 0;
  let lease = granted(site, set, beats);
  const timer = timers.every(site.policy.leaseTtlMs / RENEWALS_PER_TTL, () => {
    try {
      beats += 1;
      const entries = site.must(`tick:${lease}/${beats}`, { type: "tick", holders: [lease] });
      const isRenewed = entries.some(({ kind }) => kind === "leases.renewed");
      if (!isRenewed) lease = granted(site, set, beats);
    } catch (cause) {
      timer.stop();
      fault.abort(cause);
    }
  });
  return {
    fault: fault.signal,
    [Symbol.dispose]: () => {
      timer.stop();
      if (!fault.signal.aborted && site.state.leases.has(lease))
        site.must(`lease.end:${lease}`, { type: "lease.end", lease, reason: "released" });
    },
  };
}

/** Named by when it was asked for: a command that was given before would only have its receipt. */
function granted(site: Site, set: string, beats: number): string {
  const lease = `${set}/lease-${site.now()}-${beats}`;
  site.must(`evaluation_lease.request:${lease}`, { type: "evaluation_lease.request", lease, set, node: "node-1" });
  return lease;
}
