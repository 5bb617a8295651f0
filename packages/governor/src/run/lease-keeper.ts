import type { Clock } from "@plimsoll/foundation";
import type { Site } from "../site/site.ts";
import type { Adviser, Job, RunObserver, Timers } from "./ports.ts";

/** A lease is renewed this many times in its life, so that two lost renewals do not kill a job. */
export const RENEWALS_PER_TTL = 4;

export interface LeaseKeeping {
  readonly site: Site;
  readonly lease: string;
  /** The power that the kernel's state gives the job now, in ppm. */
  readonly levelPpm: () => number;
  readonly job: Job;
  /** `null` where there is no trainer to advise. */
  readonly adviser: Adviser | null;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly observer: RunObserver;
  /** Told once when a tick could not be made durable: without a ledger there is no compute. */
  readonly onFault: (fault: unknown) => void;
}

export interface LeaseKeeper {
  stop(): void;
  /** The last tick did not renew the lease: until one does, the job has no power, whatever the ledger gives it. */
  readonly isWithheld: boolean;
}

/**
 * Renews a job's lease at the power that the kernel's state gives it: desired state, not events (law L6). Whatever message
 * was lost, the next renewal carries the level that holds now.
 */
export function keepLease(keeping: LeaseKeeping): LeaseKeeper {
  const { site, timers, onFault } = keeping;
  let beats = 0;
  let isWithheld = false;
  const session = keeping.clock.wallMs();
  const timer = timers.every(site.policy.leaseTtlMs / RENEWALS_PER_TTL, () => {
    try {
      beats += 1;
      isWithheld = !beat(keeping, `tick:${keeping.lease}/${session}-${beats}`);
    } catch (fault) {
      timer.stop();
      onFault(fault);
    }
  });
  return {
    stop: () => timer.stop(),
    get isWithheld() {
      return isWithheld;
    },
  };
}

/** True when the lease is renewed. */
function beat({ site, lease, levelPpm: desired, job, adviser, clock, observer }: LeaseKeeping, id: string): boolean {
  const entries = site.must(id, { type: "tick", holders: [lease] });
  if (!site.state.leases.has(lease)) return false;
  // A site of a mesh renews nothing that others hold, or while it does not hear them: the job is held, and not powered.
  const isRenewed = entries.some(({ kind }) => kind === "leases.renewed");
  const levelPpm = isRenewed ? desired() : 0;
  job.renew(levelPpm, site.policy.leaseTtlMs);
  adviser?.follow(levelPpm);
  observer.renewed?.({ levelPpm, ttlMs: site.policy.leaseTtlMs });
  const cpuMs = job.cpuMs();
  if (cpuMs !== null) observer.meter?.({ atMs: clock.monotonicMs(), cpuMs, levelPpm });
  return isRenewed;
}
