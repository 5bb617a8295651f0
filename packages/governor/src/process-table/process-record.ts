import { PlimsollError } from "@plimsoll/foundation";

/** What tells a process from a later one with the same number: PIDs are reused, (PID, start time) pairs are not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot (`proc_pid_stat(5)`, field 22). */
  readonly startTime: number;
}

/** One line of the process table, as `proc_pid_stat(5)` gives it. */
export interface ProcessRecord extends ProcessIdentity {
  /** The name the process gave itself: attacker-controlled, never a criterion. */
  readonly command: string;
  /** One letter: R running, S sleeping, D waiting uninterruptibly, T stopped, t traced, Z zombie, X dead. */
  readonly state: string;
  readonly parentPid: number;
  readonly processGroup: number;
  readonly session: number;
  /** Threads that still exist, the leader included. */
  readonly threads: number;
  /** User and system time of all its threads, in clock ticks. */
  readonly ownTicks: number;
  /** User and system time of the children it has waited for, and of theirs, in clock ticks. */
  readonly reapedTicks: number;
}

/** A text key for sets and maps. */
export const identityKey = ({ pid, startTime }: ProcessIdentity): string => `${pid}@${startTime}`;

export const sameProcess = (left: ProcessIdentity, right: ProcessIdentity): boolean =>
  left.pid === right.pid && left.startTime === right.startTime;

/**
 * Whether any thread of it can still run. A zombie cannot; but a leader that ended before its threads also reads Z,
 * and only the count of threads gives it away.
 */
export const isAlive = ({ state, threads }: ProcessRecord): boolean =>
  state !== "X" && state !== "x" && (state !== "Z" || threads > 1);

/** Whether it is held by SIGSTOP or a tracer and uses no CPU. */
export const isStopped = ({ state }: ProcessRecord): boolean => state === "T" || state === "t";

/** The numeric fields after the command that we need, by their numbers in `proc_pid_stat(5)`. */
const FIELD = { parent: 4, group: 5, session: 6, user: 14, threads: 20, start: 22 } as const;

/**
 * Reads one `/proc/PID/stat`. The command stands in parentheses and may itself hold spaces, parentheses and digits,
 * such as `a) R 1 (`: it ends at the last `)`, because nothing after it can hold one.
 * Throws `PROCESS_TABLE_MALFORMED`: a table that we cannot read proves nobody dead.
 */
export function parseStat(text: string): ProcessRecord {
  const open = text.indexOf(" (");
  const close = text.lastIndexOf(") ");
  const fields = text.slice(close + 2).split(" ");
  const number = (field: number): number => Number(fields[field - 3]);
  const record: ProcessRecord = {
    pid: Number(text.slice(0, open)),
    startTime: number(FIELD.start),
    command: text.slice(open + 2, close),
    state: fields[0] ?? "",
    parentPid: number(FIELD.parent),
    processGroup: number(FIELD.group),
    session: number(FIELD.session),
    threads: number(FIELD.threads),
    ownTicks: number(FIELD.user) + number(FIELD.user + 1),
    reapedTicks: number(FIELD.user + 2) + number(FIELD.user + 3),
  };
  if (open < 1 || close < open || !isWhole(record)) throw malformed(text);
  return record;
}

const isWhole = ({ command: _command, state, ...numbers }: ProcessRecord): boolean =>
  /^[A-Za-z]$/.test(state) && Object.values(numbers).every(Number.isSafeInteger);

const malformed = (text: string): PlimsollError =>
  new PlimsollError({
    code: "PROCESS_TABLE_MALFORMED",
    expected: "a line as in proc_pid_stat(5)",
    received: JSON.stringify(text.slice(0, 120)),
    fix: "report the kernel version; nothing is believed dead until its process table can be read",
  });
