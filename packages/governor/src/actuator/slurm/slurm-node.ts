import {
  identityKey,
  isAlive,
  isStopped,
  type ProcessIdentity,
  type ProcessRecord,
} from "../../process-table/process-record.ts";
import { type EnforcementSignal, type ProcessTable, provenBy } from "../../process-table/process-table.ts";

/** A living process of a Slurm job. */
export interface SlurmProcess extends ProcessIdentity {
  /** Stopped, so that it uses no CPU. */
  readonly isAtRest: boolean;
}

/**
 * The processes of Slurm jobs on one node, seen and reached past Slurm: its own word is that a job is suspended or gone, and
 * with `ProctrackType=proctrack/linuxproc` an orphan of the job goes on running all the same.
 *
 * Implementers MUST look afresh at every call and MUST reject where they cannot.
 */
export interface SlurmNode {
  /** Host name, as Slurm has it. */
  readonly name: string;
  processesOf(jobId: string): Promise<readonly SlurmProcess[]>;
  signal(jobId: string, signal: EnforcementSignal): Promise<void>;
}

export interface LocalSlurmNodeOptions {
  readonly name: string;
  readonly processTable: ProcessTable;
  /**
   * Process numbers of slurmd and of slurmctld's script runner, if they are here. Prologs and epilogs are their children, carry the
   * job's number too, and are no part of it: killing an epilog drains the node.
   */
  readonly daemons: () => readonly number[];
}

/** The node that we run on, by its process table. */
export function localSlurmNode({ name, processTable, daemons }: LocalSlurmNodeOptions): SlurmNode {
  const known = new Map<string, Set<string>>();
  const stopped = new Set<string>();
  const look = (jobId: string): ProcessRecord[] => {
    const survey = processTable.survey(`SLURM_JOB_ID=${jobId}`);
    const { records, marked } = survey;
    const before = known.get(jobId) ?? new Set();
    const members = membersOf(records, {
      isSeed: (record) => marked.has(record.pid) || before.has(identityKey(record)),
      daemons: new Set(daemons()),
    });
    known.set(jobId, new Set(members.map(identityKey)));
    return [...provenBy(survey, members.filter(isAlive))];
  };
  return {
    name,
    processesOf: async (jobId) =>
      look(jobId).map((record) => ({
        pid: record.pid,
        startTime: record.startTime,
        isAtRest: isAtRest(record, stopped.has(identityKey(record))),
      })),
    signal: async (jobId, signal) => {
      for (const record of look(jobId)) {
        processTable.signal(record, signal);
        if (signal === "SIGCONT") stopped.delete(identityKey(record));
        else stopped.add(identityKey(record));
      }
    },
  };
}

/** Without its first thread, which alone shows the state, or waiting in the kernel, a stop must have been sent to be believed. */
const isAtRest = (record: ProcessRecord, wasStopped: boolean): boolean =>
  isStopped(record) || (wasStopped && (record.state === "D" || record.state === "Z"));

interface Clues {
  readonly isSeed: (record: ProcessRecord) => boolean;
  readonly daemons: ReadonlySet<number>;
}

/**
 * Whoever carries the job's number, was seen to belong, or descends from one of these. Not who shares their session, as in a run
 * of our own: the step daemon shares it.
 */
function membersOf(records: readonly ProcessRecord[], { isSeed, daemons }: Clues): ProcessRecord[] {
  const children = Map.groupBy(records, ({ parentPid }) => parentPid);
  const helpers = new Set(
    descendants(
      children,
      records.filter(({ pid }) => daemons.has(pid)),
    ),
  );
  return descendants(
    children,
    records.filter((record) => !helpers.has(record) && isSeed(record)),
  );
}

function descendants(
  children: ReadonlyMap<number, readonly ProcessRecord[]>,
  roots: readonly ProcessRecord[],
): ProcessRecord[] {
  const found = new Set(roots);
  // A Set grows while it is walked, and the walk meets what was added.
  for (const { pid, startTime } of found) {
    for (const child of children.get(pid) ?? []) if (child.startTime >= startTime) found.add(child);
  }
  return [...found];
}
