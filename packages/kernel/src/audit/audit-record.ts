import type { Digest } from "@plimsoll/foundation";
import { NO_CUSUM } from "./cusum.ts";
import type { Cusum, Reconciliation } from "./reconciliation.ts";

/** What a meter said, by its own clock, and when that came. Its counters only grow. */
export interface MeterReading {
  readonly measuredAt: number;
  readonly receivedAt: number;
  readonly energyMj: string;
  readonly apiCalls: number;
  readonly trainingFlop: string;
}

/** One meter of a lab: where its counters were when the window began, and where they are. Meters of a lab add up. */
export interface Meter {
  readonly meter: string;
  readonly first: MeterReading;
  readonly newest: MeterReading;
}

/** A run as it was when the window began. */
export interface RunAtStart {
  readonly run: string;
  readonly head: Digest | null;
  readonly poweredMs: number;
  /** Time under power that no checkpoint accounted for yet. */
  readonly unmeteredMs: number;
}

export interface AuditWindow {
  readonly startedAt: number;
  readonly runs: readonly RunAtStart[];
  /** API calls that were paid for until then. */
  readonly paidMilliCalls: string;
}

/** API calls that the lab's powered deployments may have answered, all told: a rate, and what came of it. */
export interface ApiPaid {
  readonly callsPerSecond: number;
  readonly since: number;
  /** Thousandths of calls up to `since`, in decimal digits. */
  readonly milliCalls: string;
}

/** What the wastewater audit knows of a lab (ACB-K §8.2). */
export interface AuditRecord {
  readonly lab: string;
  readonly meters: readonly Meter[];
  /** Null until the first report. */
  readonly window: AuditWindow | null;
  readonly api: ApiPaid;
  readonly cusum: Cusum;
  readonly newest: Reconciliation | null;
}

export const newAuditRecord = (lab: string): AuditRecord => ({
  lab,
  meters: [],
  window: null,
  api: { callsPerSecond: 0, since: 0, milliCalls: "0" },
  cusum: NO_CUSUM,
  newest: null,
});
