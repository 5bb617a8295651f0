import { existsSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { dataFolder, replay } from "@plimsoll/governor";
import type { Policy } from "@plimsoll/kernel";
import { openLedgerReader } from "@plimsoll/ledger";

/** A policy in force, and the wider one that waits for its time, if one does. */
export interface PolicyInForce {
  readonly policy: Policy;
  readonly scheduled: { readonly policy: Policy; readonly effectiveAt: number } | null;
}

/**
 * The policy in force at a site, from its ledger, also while another process writes it.
 * Throws `SITE_NOT_FOUND`, `SITE_NOT_OPEN`, `LEDGER_FOREIGN` and what a ledger throws when it is opened.
 */
export function policyOfSite(directory: string): PolicyInForce {
  if (!existsSync(dataFolder(directory).ledger)) throw noSite(directory);
  using ledger = openLedgerReader({ directory: dataFolder(directory).ledger });
  const { site } = replay(ledger);
  if (site !== null) return site;
  throw new PlimsollError({
    code: "SITE_NOT_OPEN",
    expected: "a data folder with a site",
    received: "an empty ledger",
    fix: `make one: plimsoll init --data ${directory}`,
  });
}

const noSite = (directory: string): PlimsollError =>
  new PlimsollError({
    code: "SITE_NOT_FOUND",
    expected: "a data folder with a site",
    received: `"${directory}"`,
    fix: `make one: plimsoll init --data ${directory}`,
  });
