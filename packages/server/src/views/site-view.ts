import type { JobStanding } from "@plimsoll/governor";
import type { KernelState, Site } from "@plimsoll/kernel";

/** What a view is made of: one state at one instant, and what the machine says of its jobs. */
export interface SiteView {
  readonly state: KernelState;
  readonly site: Site;
  /** Origin of the log. */
  readonly origin: string;
  /** The site's time, ms since 1970, not before the newest entry. */
  readonly nowMs: number;
  /** What this machine knows of a run's job; null where it has none. */
  readonly job: (run: string) => JobStanding | null;
}

/** What every answer says of itself: the instant and the length of the log that it was true of. */
export interface AsOf {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
}

export const asOf = ({ state, nowMs }: SiteView): AsOf => ({ asOf: nowMs, entries: state.entryCount });
