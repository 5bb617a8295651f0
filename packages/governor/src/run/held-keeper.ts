import { RENEWALS_PER_TTL } from "./lease-keeper.ts";
import type { Job, Timers } from "./ports.ts";

export interface HeldKeeping {
  readonly job: Job;
  readonly leaseTtlMs: number;
  readonly timers: Timers;
  readonly onFault: (fault: unknown) => void;
}

/**
 * Answers for work that was taken charge of and has no lease yet: a warden lets nobody wait without end, so it is renewed at no power.
 * `onFault` is told once of what keeps it from that, and then nobody answers any more.
 */
export function keepHeld({ job, leaseTtlMs, timers, onFault }: HeldKeeping): { stop(): void } {
  const timer = timers.every(leaseTtlMs / RENEWALS_PER_TTL, () => {
    try {
      job.renew(0, leaseTtlMs);
    } catch (fault) {
      timer.stop();
      onFault(fault);
    }
  });
  return timer;
}
