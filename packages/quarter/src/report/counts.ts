import type { LedgerView } from "../site/ledger-view.ts";

/** Trials that were recorded in window sets. */
export const trialsIn = (view: LedgerView): number =>
  view.of("trials.recorded").reduce((sum, { entry }) => sum + entry.controlled + entry.uncontrolled + entry.void, 0);
