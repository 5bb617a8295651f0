import type { ProcessIdentity } from "../process-table/process-record.ts";
import { isAlive, sameProcess } from "../process-table/process-record.ts";
import { originIn, removeJournal } from "../warden/journal.ts";
import { reapRun, type ReapPorts, rosterOf, strikeNamed, strikeRun } from "../warden/reap-run.ts";
import type { KillOrders } from "./kill-orders.ts";
import { type FiledJournal, isOfRun, lookAtJournals } from "./node-folder.ts";

export interface KillPorts extends ReapPorts {
  readonly orders: KillOrders;
  readonly wait: (ms: number) => Promise<unknown>;
  /** The living process that governs the run, stopped or hung ones included; null if there is none. */
  readonly controller: () => ProcessIdentity | null;
}

/** A run's processes, dead. */
export interface RunKilled {
  readonly run: string;
  /** Processes that were found alive. */
  readonly processes: number;
  /** From the order to the proof of death in the process table, ms. */
  readonly deathConfirmedMs: number;
  /** Why no order stands, though everybody is dead: it could not be written. `null` when it does. */
  readonly orderFault: { readonly cause: unknown } | null;
}

/** How long guards of a dead run may take to see it and to go home. A hung warden is not waited for. */
const GUARDS_MS_MAX = 1_000;
const GUARDS_INTERVAL_MS = 10;

/**
 * Kills a run from outside, whatever became of its controller and guards: the order is made durable, every job of the run
 * is killed by its journal and the process table, and then its guards are seen off. Resolves when nothing of it lives; it
 * does not give up. Nobody's leave is asked, least of all the ledger's, and a full disk keeps nobody alive (law L1): an
 * order that cannot be written is told afterwards, and the controller, who cannot read of it, goes with its job.
 * Throws `JOURNAL_MALFORMED`, after it has killed whom it could find, where a journal of the run cannot be read.
 */
export async function killRun(dataDirectory: string, run: string, ports: KillPorts): Promise<RunKilled> {
  const orderedAtMs = ports.clock.monotonicMs();
  const orderFault = faultOf(() => ports.orders.give(run, ports.clock.wallMs()));
  const struck = await strikeAll(dataDirectory, run, ports);
  if (orderFault !== null && (await seeOffController(ports))) {
    // It may have begun one more job before its end.
    const late = await strikeAll(dataDirectory, run, ports);
    if (late.processes > 0) struck.confirmedAtMs = late.confirmedAtMs;
    struck.processes += late.processes;
  }
  await strikeUnread(dataDirectory, run, ports);
  const deathConfirmedMs = Math.ceil(struck.confirmedAtMs - orderedAtMs);
  return { run, processes: struck.processes, deathConfirmedMs, orderFault };
}

function faultOf(act: () => void): RunKilled["orderFault"] {
  try {
    act();
    return null;
  } catch (cause) {
    return { cause };
  }
}

interface Struck {
  processes: number;
  confirmedAtMs: number;
}

async function strikeAll(dataDirectory: string, run: string, ports: KillPorts): Promise<Struck> {
  let processes = 0;
  let confirmedAtMs = ports.clock.monotonicMs();
  const seenOff = new Set<string>();
  const jobsLeft = () => jobsOf(dataDirectory, run).filter(({ file }) => !seenOff.has(file));
  // A controller that had not seen the order yet may have begun one more job meanwhile.
  for (let jobs = jobsLeft(); jobs.length > 0; jobs = jobsLeft()) {
    const living = jobs.filter(({ journal }) => isOfThisBoot(journal, ports));
    // Side by side: a job that is slow to die must not let another live on.
    processes += sumOf(await Promise.all(living.map(({ journal }) => strikeRun(journal, [], ports))));
    confirmedAtMs = ports.clock.monotonicMs();
    const late = sumOf(await Promise.all(jobs.map(async (job) => await seeOffGuards(job, ports))));
    for (const { file } of jobs) seenOff.add(file);
    processes += late;
    // Of adopted work the guards may have known more than the journal tells: only their end is its end.
    if (late > 0 || jobs.some(({ journal }) => originIn(journal) !== undefined))
      confirmedAtMs = ports.clock.monotonicMs();
  }
  return { processes, confirmedAtMs };
}

/**
 * A controller without an order finds its job dead and goes by itself. One that does not would start the next: it is
 * killed, unless it is this very process. Returns whether there was one.
 */
async function seeOffController(ports: KillPorts): Promise<boolean> {
  const controller = ports.controller();
  if (controller === null || controller.pid === ports.ownPid) return false;
  await seeOff(controller, ports);
  return true;
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

const jobsOf = (dataDirectory: string, run: string): readonly FiledJournal[] =>
  lookAtJournals(dataDirectory).read.filter(({ journal }) => isOfRun(journal, run));

/** Of a journal that cannot be read its name is left: whoever carries that is killed. Then its fault is thrown, for others may be alive. */
async function strikeUnread(dataDirectory: string, run: string, ports: KillPorts): Promise<void> {
  const unread = lookAtJournals(dataDirectory).unread.filter((tree) => isOfRun(tree, run));
  await Promise.all(unread.map((tree) => strikeNamed(tree.run, [], ports)));
  if (unread[0] !== undefined) throw unread[0].cause;
}

const isOfThisBoot = ({ bootId }: FiledJournal["journal"], { processTable }: KillPorts): boolean =>
  bootId === processTable.bootId();

/**
 * The guards see that their job is dead, kill whom only they knew, and go. Those that do not are killed: the warden first,
 * since the deadman strikes once more on its end; then what they knew is looked for again. Returns who was still found.
 */
async function seeOffGuards({ file, journal }: FiledJournal, ports: KillPorts): Promise<number> {
  const { warden, deadman, root } = journal;
  for (const guard of isOfThisBoot(journal, ports) ? [warden, deadman] : []) await seeOff(guard, ports);
  const { found, isClean } = await reapRun(journal, root === null ? [] : [root], ports);
  if (isClean) removeJournal(file);
  return found;
}

async function seeOff(guard: ProcessIdentity, ports: KillPorts): Promise<void> {
  if (await isGone(guard, ports)) return;
  ports.processTable.signal(guard, "SIGKILL");
  await isGone(guard, ports);
}

async function isGone(guard: ProcessIdentity, { clock, processTable, wait }: KillPorts): Promise<boolean> {
  const untilMs = clock.monotonicMs() + GUARDS_MS_MAX;
  for (;;) {
    const now = processTable.read(guard.pid);
    if (now === null || !sameProcess(now, guard) || !isAlive(now)) return true;
    if (clock.monotonicMs() > untilMs) return false;
    await wait(GUARDS_INTERVAL_MS);
  }
}

/** Living processes of a run, by its journals: what a person watches while it dies. */
export const livingOf = (
  dataDirectory: string,
  run: string,
  ports: Pick<ReapPorts, "processTable" | "clock" | "ownPid">,
): number => jobsOf(dataDirectory, run).reduce((sum, { journal }) => sum + livingIn(journal, ports), 0);

/** Living processes of one job; none of a journal of another boot. */
export function livingIn(
  journal: FiledJournal["journal"],
  ports: Pick<ReapPorts, "processTable" | "clock" | "ownPid">,
): number {
  if (journal.bootId !== ports.processTable.bootId()) return 0;
  const roster = rosterOf(journal, ports);
  if (journal.root !== null) roster.admit([journal.root]);
  return roster.scan().length;
}
