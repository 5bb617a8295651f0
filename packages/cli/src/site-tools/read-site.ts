import { existsSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { dataFolder, replay } from "@plimsoll/governor/reading";
import type { KernelState, Site } from "@plimsoll/kernel";
import { openLedgerReader } from "@plimsoll/ledger";

/** A site as its ledger tells it at this moment. */
export interface SiteRead {
  readonly state: KernelState;
  readonly site: Site;
  /** The site's time: the wall clock, but never before the newest entry. */
  readonly nowMs: number;
}

/**
 * The state of a site, read from its ledger, also while another process writes it; nothing is written.
 * Throws `SITE_NOT_FOUND`, `SITE_NOT_OPEN`, `LEDGER_FOREIGN` and what a ledger throws when it is opened.
 */
export function readSite(directory: string): SiteRead {
  if (!existsSync(dataFolder(directory).ledger)) throw noSite("SITE_NOT_FOUND", `"${directory}"`, directory);
  using ledger = openLedgerReader({ directory: dataFolder(directory).ledger });
  const state = replay(ledger);
  if (state.site === null) throw noSite("SITE_NOT_OPEN", "an empty ledger", directory);
  return { state, site: state.site, nowMs: Math.max(systemClock.wallMs(), state.clockMs) };
}

const noSite = (code: string, received: string, directory: string): PlimsollError =>
  new PlimsollError({
    code,
    expected: "a data folder with a site",
    received,
    fix: `make one: plimsoll init --data ${directory}`,
  });
