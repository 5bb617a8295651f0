import { PlimsollError } from "@plimsoll/foundation";
import type { ProcessIdentity, ProcessRecord } from "./process-record.ts";

/** The signals that enforcement needs, and no other. */
export type EnforcementSignal = "SIGSTOP" | "SIGCONT" | "SIGKILL";

/** The processes of the machine, and the numbers of those that carry a marker. */
export interface Survey {
  readonly records: readonly ProcessRecord[];
  readonly marked: ReadonlySet<number>;
  /** Whether births came to an end while it was read. If not, somebody may be missing, and nobody is proven gone. */
  readonly isSettled: boolean;
}

/** `found`, unless that is nobody by a look that proves nothing. Throws `PROCESS_TABLE_INCOMPLETE`. */
export function provenBy<T>({ isSettled }: Survey, found: readonly T[]): readonly T[] {
  if (found.length > 0 || isSettled) return found;
  throw tableIncomplete("more births than it could look at");
}

/** Somebody may be alive who was not looked at. */
export const tableIncomplete = (received: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "PROCESS_TABLE_INCOMPLETE",
    expected: "to look at every process of the machine",
    received,
    fix: "mount /proc without hidepid, or end who starts processes without pause; until then nobody is proven dead",
    cause,
  });

/**
 * The machine's processes: the channel that proves death.
 *
 * Implementers MUST read afresh on every call, and MUST throw rather than leave out what they could not read.
 */
export interface ProcessTable {
  /**
   * Every process of the machine, zombies included, and who carries a marker: looked at together, because between two looks a
   * process can be gone. Not one instant, but whoever is born while it is read is read too, for about a second.
   */
  survey(marker: string): Survey;
  /** The process with this number now, or `null`. */
  read(pid: number): ProcessRecord | null;
  /** Numbers of its children now, whichever thread forked them; empty if it is gone. Exact only while it is stopped. */
  children(pid: number): number[];
  /** Whether the process was started with exactly this `NAME=value` in its environment. False where that is not readable. */
  hasMarker(pid: number, marker: string): boolean;
  /** Signals this very process. False if it is gone, its number is another's now, or the system forbids it. */
  signal(target: ProcessIdentity, signal: EnforcementSignal): boolean;
  /** Signals a process group in one atomic act, so that a fork in progress cannot slip through. False if there is none. */
  signalGroup(processGroup: number, signal: EnforcementSignal): boolean;
  /** Identifies the boot: identities of another boot mean nothing. */
  bootId(): string;
}

/** `NAME=value` that every process of a run inherits, however it forks. */
export const markerOf = (run: string): string => `PLIMSOLL_RUN=${run}`;

/** Milliseconds in a clock tick: USER_HZ is 100 on every Linux architecture that Node runs on. */
export const TICK_MS = 10;
