import type { ProbeTarget } from "@plimsoll/evidence";
import type { Digest } from "@plimsoll/foundation";
import type { Cell, Subject, Tally } from "@plimsoll/kernel";
import type { Timers } from "../run/ports.ts";
import type { Site } from "../site/site.ts";

/** The most that one window set may cost. Where it is spent, probing stops and can be gone on with under a higher bound. */
export interface ProbeBudget {
  readonly requestsMax: number;
  readonly tokensMax: number;
}

export interface ProbeProgress {
  readonly set: string;
  readonly trials: number;
  readonly trialsTotal: number;
  readonly tallies: Readonly<Record<Cell, Tally>>;
}

/** One window set on one subject, to be probed by this process. */
export interface ProbePlan {
  readonly site: Site;
  readonly subject: Subject;
  readonly digest: Digest;
  readonly target: ProbeTarget;
  readonly budget: ProbeBudget;
  /** Where journals and probe sets of window sets are kept. */
  readonly directory: string;
  /** Fresh secret bytes for the seal of a probe set. */
  readonly salt: () => string;
  /** Returns when the next trial may begin. MUST let timers run meanwhile, or leases are not renewed. */
  readonly pace: (signal: AbortSignal) => Promise<void>;
  readonly timers: Timers;
  readonly onProgress: (progress: ProbeProgress) => void;
  /** Fires when a person interrupts: what was tried is kept, the set stays open. */
  readonly signal: AbortSignal;
}
