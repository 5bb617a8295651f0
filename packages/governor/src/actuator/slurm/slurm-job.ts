import { PlimsollError } from "@plimsoll/foundation";

/** One job, or one element of a job array, as the controller (slurmctld) believes it to be. */
export interface SlurmJob {
  readonly jobId: string;
  /** Job state in its long form (squeue(1), JOB STATE CODES). */
  readonly state: string;
  /** Allocated hosts as a hostlist expression; empty while it waits. */
  readonly hostlist: string;
  /** Why it waits. */
  readonly reason: string;
}

/** `squeue --format` for `parseJobs`: the text form, since `--json` changed its types between releases and is missing in others. */
export const JOB_FORMAT = "%A|%T|%N|%r";

/** Throws `SLURM_MALFORMED`: a queue that cannot be read proves no job gone. */
export const parseJobs = (text: string): SlurmJob[] => text.split("\n").filter(Boolean).map(parseJob);

function parseJob(line: string): SlurmJob {
  const match = /^(\d+)\|([A-Z_]+)\|([^|]*)\|(.*)$/.exec(line);
  if (match === null) throw malformed(line);
  const [, jobId = "", state = "", hostlist = "", reason = ""] = match;
  return { jobId, state, hostlist, reason };
}

/** States that a job does not leave by itself. Every other, and every unknown one, counts as living. */
const ENDED: ReadonlySet<string> = new Set([
  "BOOT_FAIL",
  "CANCELLED",
  "COMPLETED",
  "DEADLINE",
  "FAILED",
  "NODE_FAIL",
  "OUT_OF_MEMORY",
  "PREEMPTED",
  "TIMEOUT",
]);

export const hasEnded = ({ state }: SlurmJob): boolean => ENDED.has(state);

/** Waits, and starts only when somebody releases it. */
export const isHeld = ({ state, reason }: SlurmJob): boolean => state === "PENDING" && reason.startsWith("JobHeld");

/** Waits, and may start at any moment. */
export const isWaiting = (job: SlurmJob): boolean => job.state === "PENDING" && !isHeld(job);

export const isSuspended = ({ state }: SlurmJob): boolean => state === "SUSPENDED";

const malformed = (line: string): PlimsollError =>
  new PlimsollError({
    code: "SLURM_MALFORMED",
    expected: `a line of squeue in the format ${JOB_FORMAT}`,
    received: JSON.stringify(line.slice(0, 120)),
    fix: "report the version of Slurm; no job is believed gone until the queue can be read",
  });
