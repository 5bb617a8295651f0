import type { LedgerReader } from "@plimsoll/ledger";

/** The name of a log: the first line of its checkpoint (C2SP tlog-checkpoint). */
export const originOf = ({ checkpoint }: Pick<LedgerReader, "checkpoint">): string =>
  checkpoint.slice(0, checkpoint.indexOf("\n"));
