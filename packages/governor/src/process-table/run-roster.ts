import type { Clock } from "@plimsoll/foundation";
import type { AdoptedOrigin } from "./adopted-origin.ts";
import { identityKey, isAlive, type ProcessIdentity, type ProcessRecord } from "./process-record.ts";
import { groupsOf, membersOf } from "./run-membership.ts";
import { type EnforcementSignal, markerOf, type ProcessTable, provenBy, type Survey } from "./process-table.ts";

export interface RosterOptions {
  readonly clock: Clock;
  readonly processTable: ProcessTable;
  readonly run: string;
  /** Clock ticks since boot: no process of the run is older. */
  readonly sinceTicks: number;
  /** The warden, its deadman and whoever asks: never members. */
  readonly exempt: readonly number[];
  /** The numbers in the run's cgroup now; empty where there is none. */
  readonly cgroupPids: () => Iterable<number>;
  /** Where the root came from, if it was not started but adopted. */
  readonly adopted?: AdoptedOrigin | undefined;
}

/** Finds the processes of one run, and remembers whom it has seen, so that a process cannot shed its past. */
export class RunRoster {
  readonly processTable: ProcessTable;
  readonly #options: RosterOptions;
  readonly #exempt: Set<number>;
  #known = new Map<string, ProcessIdentity>();
  #groups = new Set<number>();
  #sweepDueAtMs = 0;

  constructor(options: RosterOptions) {
    this.processTable = options.processTable;
    this.#options = options;
    this.#exempt = new Set(options.exempt);
  }

  /** Adds processes that belong whatever else is seen, such as the root. */
  admit(members: readonly ProcessIdentity[]): void {
    for (const member of members)
      this.#known.set(identityKey(member), { pid: member.pid, startTime: member.startTime });
  }

  /** Living processes that belong, from a fresh read of the whole table; of a machine in a storm of births, as far as it was read. */
  scan(): ProcessRecord[] {
    return this.#look().living;
  }

  /** As `scan`, and nobody only where that is proven. Throws `PROCESS_TABLE_INCOMPLETE` else. */
  survivors(): ProcessRecord[] {
    const { survey, living } = this.#look();
    return [...provenBy(survey, living)];
  }

  #look(): { readonly survey: Survey; readonly living: ProcessRecord[] } {
    const { run, sinceTicks, processTable, cgroupPids, adopted } = this.#options;
    const startedAtMs = this.#options.clock.monotonicMs();
    const survey = processTable.survey(markerOf(run));
    const { records, marked } = survey;
    const members = membersOf(records, {
      sinceTicks,
      known: new Set(this.#known.keys()),
      cgroupPids: new Set(cgroupPids()),
      isMarked: ({ pid }) => marked.has(pid),
      exempt: this.#exempt,
      adopted,
    });
    this.#groups = groupsOf(records, members);
    // Zombies are forgotten once they are reaped; until then their number cannot be reused.
    this.#known = new Map(
      members.map((member) => [identityKey(member), { pid: member.pid, startTime: member.startTime }]),
    );
    this.#sweepDueAtMs = nextSweepMs(startedAtMs, this.#options.clock.monotonicMs());
    return { survey, living: members.filter(isAlive) };
  }

  /** Whether it is time for the next scan: the more processes a machine has, the rarer. */
  isSweepDue(nowMs: number): boolean {
    return nowMs >= this.#sweepDueAtMs;
  }

  /**
   * The living that are known, and their descendants: costs as much as the run is large, not as the machine is.
   * Blind to orphans, whom the next scan finds by session or marker.
   */
  follow(): ProcessRecord[] {
    const members = this.refresh(this.known());
    const pids = new Set(members.map(({ pid }) => pid));
    // The list grows while it is walked: children of children follow.
    for (const { pid } of members) {
      const newcomers = this.processTable.children(pid).filter((child) => !pids.has(child));
      for (const child of newcomers) {
        const record = this.processTable.read(child);
        pids.add(child);
        if (record !== null && isAlive(record)) members.push(record);
      }
    }
    this.admit(members);
    // A group whose leader is a member cannot be another's by now.
    this.#groups = new Set(members.filter(({ pid, processGroup }) => pid === processGroup).map(({ pid }) => pid));
    return members;
  }

  /** Signals every process group that the last scan found to hold nobody else. */
  signalGroups(signal: EnforcementSignal): void {
    for (const group of this.#groups) this.processTable.signalGroup(group, signal);
  }

  /** Those of `members` that still live, from a read of their own lines only: cheap, but blind to new ones. */
  refresh(members: readonly ProcessIdentity[]): ProcessRecord[] {
    return members.flatMap((member) => {
      const now = this.processTable.read(member.pid);
      return now !== null && now.startTime === member.startTime && isAlive(now) ? [now] : [];
    });
  }

  /** Whom the last scan found, zombies included. */
  known(): ProcessIdentity[] {
    return [...this.#known.values()];
  }
}

const SWEEP_INTERVAL_MS_MIN = 250;
/** An escape must not go unseen for longer, however many processes there are. */
const SWEEP_INTERVAL_MS_MAX = 2_000;

/** Scans may take a twentieth of one core. */
const nextSweepMs = (startedAtMs: number, endedAtMs: number): number =>
  endedAtMs + Math.min(SWEEP_INTERVAL_MS_MAX, Math.max(SWEEP_INTERVAL_MS_MIN, 20 * (endedAtMs - startedAtMs)));
