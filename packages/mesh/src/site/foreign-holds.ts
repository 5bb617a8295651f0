import type { Held, HoldReason } from "./site-holds.ts";
import type { SiteLogs } from "./site-log.ts";

/** A hold of another site, and why. */
export interface ForeignHold {
  readonly site: string;
  readonly reason: HoldReason;
}

/** What other sites hold, and which therefore has no power here either. */
export interface ForeignHolds {
  /** The first that binds the subject, by the name of its site; null when none does. */
  over(subject: Held): ForeignHold | null;
}

/** What other sites of the mesh hold against a subject. */
export const foreignHolds = (logs: () => SiteLogs, ownSite: string): ForeignHolds => ({
  over(subject) {
    for (const log of logs().all()) {
      const reason = log.site === ownSite ? null : log.reasonFor(subject);
      if (reason !== null) return { site: log.site, reason };
    }
    return null;
  },
});
