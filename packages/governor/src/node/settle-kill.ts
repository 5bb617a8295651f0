import { PlimsollError } from "@plimsoll/foundation";
import type { Site } from "../site/site.ts";
import type { KillOrders } from "./kill-orders.ts";

/** Brings a kill that was carried out into the ledger: the run ends, what was posted for it is spent. Again changes nothing. */
export function settleKill(site: Site, run: string, orders: KillOrders): void {
  const known = site.state.runs.get(run);
  if (known?.ended === false) site.must(`run.end:${run}`, { type: "run.end", run, reason: "killed" });
  orders.settled(run);
}

export interface SettlementPorts {
  readonly orders: KillOrders;
  /** Opens the site, or throws `DATA_IN_USE` or `SITE_BUSY` while another process has it and does not answer. */
  readonly openSite: () => Site;
  readonly wait: (ms: number) => Promise<unknown>;
  /** Whether a controller of the run lives, who will see the order and settle it himself. */
  readonly isControlled: () => boolean;
}

/** Another process has the ledger and does not answer. */
const BUSY: ReadonlySet<string> = new Set(["DATA_IN_USE", "SITE_BUSY"]);

const LOOK_INTERVAL_MS = 100;
/** A controller looks for orders ten times a second. One that has not settled by then is stopped or hangs. */
const LOOKS_MAX = 20;

/**
 * Waits for the run's controller to settle a kill, and does it where no controller lives. False if neither could be: then
 * the order stands, and whoever opens the run next settles it.
 */
export async function settleOrWait(run: string, ports: SettlementPorts): Promise<boolean> {
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    if (!ports.orders.isGiven(run)) return true;
    if (!ports.isControlled() && settledByUs(run, ports)) return true;
    await ports.wait(LOOK_INTERVAL_MS);
  }
  return !ports.orders.isGiven(run);
}

function settledByUs(run: string, { openSite, orders }: SettlementPorts): boolean {
  try {
    using site = openSite();
    settleKill(site, run, orders);
    return true;
  } catch (cause) {
    if (cause instanceof PlimsollError && BUSY.has(cause.code)) return false;
    throw cause;
  }
}
