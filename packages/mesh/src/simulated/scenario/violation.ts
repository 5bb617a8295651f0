/** What must never happen, by code. */
export type ViolationCode =
  /** B1: more was spent than was issued. */
  | "OVERDRAFT"
  /** L5: an event left its author before it was on the author's disk. */
  | "ANNOUNCED_EARLY"
  /** C2: what was synced is not on the disk after a restart. */
  | "DURABLE_LOST"
  /** An event was admitted without something that it cites. */
  | "CITED_NOT_ADMITTED"
  /** An admitted event's Lamport number does not follow from what it cites. */
  | "LAMPORT_FALSE"
  /** An event was admitted that its author's key never signed. */
  | "SIGNATURE_FALSE"
  /** An honest key signed two events for one place. */
  | "HONEST_FORK"
  /** M4: the hybrid clock of an honest node ran ahead of every honest wall clock. */
  | "CLOCK_RAN_AHEAD"
  /** H5: more waits for an actor than its cap. */
  | "MAILBOX_OVER"
  /** H4: an honest event was refused. */
  | "HONEST_REFUSED"
  /** S1: a certificate was called stable of which too few disks held the events. */
  | "STABLE_NOT_HELD"
  /** The newest stable certificate of a node became an older one. */
  | "STABLE_WENT_BACK"
  /** C1: an acknowledged event is nowhere, and no disk was lost for it. */
  | "ACKNOWLEDGED_LOST"
  /** S1: an event of a stable certificate is not at every node. */
  | "STABLE_LOST"
  /** M1: nodes that hold the same differ. */
  | "ROOTS_DIFFER"
  | "STATES_DIFFER"
  /** M7: reading changed what was read. */
  | "READING_CHANGED"
  /** L4: issued is not spent, free, frozen and written off. */
  | "NOT_CONSERVED"
  /** M2: a value that nobody had resolved is not shown. */
  | "VALUE_DROPPED"
  /** H6: work was begun more often than wanted. */
  | "STARTED_AGAIN"
  /** H7: an intent with a thought has no decision. */
  | "UNDECIDED";

/** A rule that a node broke, where and when. */
export interface Violation {
  readonly code: ViolationCode;
  readonly node: number;
  /** True time, ms since the start. */
  readonly atMs: number;
  readonly detail: string;
}

/** Kept for a look; all are counted. */
const KEPT = 64;

/** Violations as they come. */
export class Violations {
  readonly kept: Violation[] = [];
  readonly #counts = new Map<ViolationCode, number>();

  add(violation: Violation): void {
    this.#counts.set(violation.code, this.of(violation.code) + 1);
    if (this.kept.length < KEPT) this.kept.push(violation);
  }

  of(code: ViolationCode): number {
    return this.#counts.get(code) ?? 0;
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  codes(): readonly ViolationCode[] {
    return [...this.#counts.keys()].toSorted();
  }
}
