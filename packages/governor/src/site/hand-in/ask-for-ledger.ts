import { dataFolder } from "../data-layout.ts";
import { HandInFolder } from "./hand-in-folder.ts";

/** A daemon's question to the process that decides for a data folder until then. */
interface LedgerAsking {
  /** Asks whoever has the ledger now; to ask again harms nothing. */
  readonly ask: () => void;
  /** Nobody asks any more. */
  readonly withdraw: () => void;
}

/**
 * Asks the process that decides for a data folder to hand its ledger over (SVR-166). It answers by closing it: then `openDesk` opens it,
 * unless another process of the folder was quicker. One that is stopped, older, or a daemon itself does not.
 */
export function askForLedger(directory: string): LedgerAsking {
  const folder = new HandInFolder(dataFolder(directory).handIn);
  return { ask: () => folder.wantLedger(), withdraw: () => void folder.takeLedgerWanted() };
}
