import type { Readable, Writable } from "node:stream";
import type { Clock } from "@plimsoll/foundation";
import type { ProcessIdentity } from "../process-table/process-record.ts";
import type { ProcessTable } from "../process-table/process-table.ts";
import { DEADMAN_ANSWER, type DeadmanOrder, deadmanOrder } from "./deadman-orders.ts";
import { removeJournal } from "./journal.ts";
import { KeptJournal } from "./kept-journal.ts";
import { readLines } from "./line-reader.ts";
import { reapRun, strikeNamed } from "./reap-run.ts";
import type { Timers } from "./timers.ts";

export interface DeadmanPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly processTable: ProcessTable;
  readonly ownPid: number;
  /** As a warden's. */
  readonly hurry?: () => void;
}

/** A warden that works kills in time; this much later it is stopped or hangs, and the deadman acts for it. */
const GRACE_MS = 500;
const WATCH_INTERVAL_MS = 100;

/**
 * The warden's companion: kills the run if the warden dies (the pipe ends) or sleeps through the end of the lease.
 *
 * It shares nothing with the warden but a pipe and the journal, and everything it needs to know is told beforehand,
 * since nobody can be asked afterwards. Returns 0 when the run is dead or the warden has dismissed it.
 */
export async function runDeadman(
  input: Readable,
  output: Writable,
  journalFile: string,
  ports: DeadmanPorts,
): Promise<number> {
  output.on("error", () => {}); // A warden that died reads no more: its end comes by the input.
  const journal = new KeptJournal(journalFile);
  const verdict = await watchWarden(input, output, journal, ports);
  if (!verdict.strike) return 0;
  if (await strike(journal, verdict.known, ports)) removeJournal(journalFile);
  return 0;
}

interface Verdict {
  readonly strike: boolean;
  readonly known: readonly ProcessIdentity[];
}

function watchWarden(input: Readable, output: Writable, journal: KeptJournal, ports: DeadmanPorts): Promise<Verdict> {
  return new Promise((resolve) => {
    let known: readonly ProcessIdentity[] = [];
    let leaseUntilMs = Number.POSITIVE_INFINITY;
    const strikeNow = (): void => resolve({ strike: true, known });
    const follow = (order: DeadmanOrder): void => {
      if (order.type === "disarm") return resolve({ strike: false, known });
      ({ known, leaseUntilMs } = order);
      journal.look();
      output.write(`${DEADMAN_ANSWER}\n`);
    };
    const onLine = (line: string): void => {
      const order = orderOf(line);
      if (order === null) strikeNow();
      else follow(order);
    };
    const watch = (): void => {
      if (ports.clock.monotonicMs() > leaseUntilMs + GRACE_MS) strikeNow();
      else ports.timers.after(WATCH_INTERVAL_MS, watch);
    };
    readLines(input, onLine, strikeNow, strikeNow);
    output.write(`${DEADMAN_ANSWER}\n`);
    watch();
  });
}

/** `null` for anything but an order: a warden that talks nonsense is as good as dead. */
function orderOf(line: string): DeadmanOrder | null {
  try {
    const parsed = deadmanOrder.parse(JSON.parse(line));
    return parsed.ok ? parsed.value : null;
  } catch {
    return null;
  }
}

/**
 * Without any journal nothing was started, or all that is left to go by is the run's name and whom the warden knew. False where a
 * cgroup is left, for which the journal is kept.
 */
async function strike(kept: KeptJournal, known: readonly ProcessIdentity[], ports: DeadmanPorts): Promise<boolean> {
  const journal = kept.look();
  if (journal === null && known.length === 0) return true;
  ports.hurry?.();
  const reaping = { ...ports, onUnconfirmed: () => {} };
  if (journal !== null) return (await reapRun(journal, known, reaping)).isClean;
  await strikeNamed(kept.run, known, reaping);
  return true;
}
