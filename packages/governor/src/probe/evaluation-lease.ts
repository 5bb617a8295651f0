import type { Timers } from "../run/ports.ts";
import type { Site } from "../site/site.ts";

const RENEWALS_PER_TTL = 4;

/** A lease for probing, renewed until it is disposed of. `fault` fires when the ledger could not be written. */
export interface EvaluationLease extends Disposable {
  readonly fault: AbortSignal;
}

/** Probing is compute too: it runs under a lease in the ledger, in every band (K-41). */
export function takeEvaluationLease(site: Site, timers: Timers, set: string): EvaluationLease {
  const lease = `${set}/lease-${site.now()}`;
  const fault = new AbortController();
  site.must(`evaluation_lease.request:${lease}`, { type: "evaluation_lease.request", lease, set, node: "node-1" });
  let beats = 0;
  const timer = timers.every(site.policy.leaseTtlMs / RENEWALS_PER_TTL, () => {
    try {
      beats += 1;
      site.must(`tick:${lease}/${beats}`, { type: "tick", holders: [lease] });
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
