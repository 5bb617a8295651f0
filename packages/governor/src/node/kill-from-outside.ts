import { setTimeout as wait } from "node:timers/promises";
import { systemClock } from "@plimsoll/foundation/node";
import { procFilesystem } from "../process-table/proc-filesystem.ts";
import { openSite } from "../site/data-folder.ts";
import { hurry } from "../warden/hurry.ts";
import { systemTimers } from "../warden/timers.ts";
import { livingController } from "./controller-claim.ts";
import { killOrdersIn } from "./kill-orders.ts";
import { killRun, livingOf, type RunKilled } from "./kill-run.ts";
import { assertRunKnown, runsToKill } from "./known-runs.ts";
import { settleOrWait } from "./settle-kill.ts";

/** What a kill by another process came to. */
export interface KilledFromOutside extends RunKilled {
  /** Whether the run's end is in the ledger. Else the order stands, and whoever opens the run next settles it. */
  readonly settled: boolean;
  /** What kept the order or the end from being written, with everybody dead all the same; to be killed again then. */
  readonly fault: { readonly cause: unknown } | null;
}

export interface KillWatcher {
  /** Told now and then of how many processes live while they are being killed. */
  readonly onSurvivors: (run: string, processes: number) => void;
}

const WATCH_INTERVAL_MS = 100;

/** Runs that a kill of everything takes, by name. Throws `SITE_NOT_FOUND`. */
export const everyRun = (dataDirectory: string): readonly string[] => runsToKill(dataDirectory);

/**
 * Kills one run of this machine, whether its controller is alive, stopped, hung or dead, and has its record settled.
 * Resolves when nothing of it lives. Doing it again changes nothing. Throws `RUN_UNKNOWN`, `SITE_NOT_FOUND`, and as `killRun`.
 */
export async function killFromOutside(
  dataDirectory: string,
  run: string,
  { onSurvivors }: KillWatcher,
): Promise<KilledFromOutside> {
  assertRunKnown(dataDirectory, run);
  hurry();
  const processTable = procFilesystem();
  const ports = {
    clock: systemClock,
    timers: systemTimers,
    processTable,
    ownPid: process.pid,
    onUnconfirmed: () => {},
    orders: killOrdersIn(dataDirectory),
    wait,
    controller: () => livingController(dataDirectory, run, processTable),
  };
  const watching = new AbortController();
  const watched = watchSurvivors(() => onSurvivors(run, livingOf(dataDirectory, run, ports)), watching.signal);
  const killed = await killRun(dataDirectory, run, ports).finally(() => watching.abort());
  await watched;
  // Without an order nobody would know what to settle.
  if (killed.orderFault !== null) return { ...killed, settled: false, fault: killed.orderFault };
  const settlement = {
    ...ports,
    openSite: () => openSite(dataDirectory),
    isControlled: () => ports.controller() !== null,
  };
  try {
    return { ...killed, settled: await settleOrWait(run, settlement), fault: null };
  } catch (cause) {
    return { ...killed, settled: false, fault: { cause } };
  }
}

/** What a person sees of it must not come in the way of the kill. */
async function watchSurvivors(look: () => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await wait(WATCH_INTERVAL_MS, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    try {
      look();
    } catch {
      // A look that failed is told by the next one.
    }
  }
}
