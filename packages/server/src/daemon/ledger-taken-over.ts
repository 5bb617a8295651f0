import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Clock, PlimsollError } from "@plimsoll/foundation";
import { askForLedger, dataFolder } from "@plimsoll/governor";
import { lockHolder, type LockHolder } from "./lock-holder.ts";

/** Whoever decides looks every 100 ms, where the system does not tell it; a busy machine takes longer. */
const HAND_OVER_MS_MAX = 3_000;
const TRY_INTERVAL_MS = 20;

/**
 * Opens a site as its writer, also where another process decides meanwhile, as a run does whose daemon was killed: it is asked to
 * hand the ledger over, and hands its own commands in from then on (SVR-166). Between the two nobody decides, and the lock is the
 * operating system's: a process that does not hand over keeps it.
 *
 * Rejects with what `open` throws; with `DATA_IN_USE`, which names the other one, where it keeps the ledger.
 */
export async function withLedgerTakenOver<Opened>(
  directory: string,
  clock: Clock,
  open: () => Opened,
): Promise<Opened> {
  const first = attempt(directory, open);
  if (!first.isInUse) return first.opened;
  // Another daemon does not hand over: two would take it from one another without end.
  if (holderOf(directory)?.program === DAEMON) throw inUse(directory, first.cause);
  const asking = askForLedger(directory);
  try {
    return await triedAgain(directory, clock, open, asking.ask);
  } finally {
    asking.withdraw();
  }
}

async function triedAgain<Opened>(
  directory: string,
  clock: Clock,
  open: () => Opened,
  ask: () => void,
): Promise<Opened> {
  const startedAt = clock.monotonicMs();
  for (;;) {
    // Each time: what the one before took as asked of it, the next one has not seen.
    ask();
    await wait(TRY_INTERVAL_MS);
    const next = attempt(directory, open);
    if (!next.isInUse) return next.opened;
    if (clock.monotonicMs() - startedAt > HAND_OVER_MS_MAX) throw inUse(directory, next.cause);
  }
}

type Attempt<Opened> =
  | { readonly isInUse: false; readonly opened: Opened }
  | { readonly isInUse: true; readonly cause: PlimsollError };

/** Where the node of a mesh decides, the fault says so already, and nothing is handed over. */
function attempt<Opened>(directory: string, open: () => Opened): Attempt<Opened> {
  try {
    return { isInUse: false, opened: open() };
  } catch (cause) {
    const isInUse = cause instanceof PlimsollError && cause.code === "DATA_IN_USE";
    if (!isInUse || existsSync(dataFolder(directory).meshSites)) throw cause;
    return { isInUse, cause };
  }
}

const DAEMON = "plimsoll serve";

const holderOf = (directory: string): LockHolder | undefined =>
  lockHolder(join(dataFolder(directory).ledger, "ledger.lock"));

function inUse(directory: string, cause: PlimsollError): PlimsollError {
  const holder = holderOf(directory);
  const who = holder === undefined ? "another process" : `${holder.program} (process ${holder.pid})`;
  return new PlimsollError({
    code: "DATA_IN_USE",
    expected: `to be the one process that decides for "${directory}"`,
    received: `${who}, which has its ledger open for writing and did not hand it over`,
    fix: `until it ends: plimsoll serve --read-only --data ${directory}; no run has to be ended for this`,
    cause,
  });
}
