import { MemoryFolder } from "./folder/memory-folder.ts";
import type { Ledger } from "./ledger.ts";
import { LogSigner } from "./note/log-signer.ts";
import { type LogIdentity, openLedgerIn } from "./open-ledger.ts";

/** A ledger that lives in memory, for simulations: the same log, the same checkpoints, nothing durable. */
export const memoryLedger = ({ origin, signingKey }: LogIdentity): Ledger =>
  openLedgerIn(new MemoryFolder(), new LogSigner(origin, signingKey), { publication: "on-close" });
