import type { Ledger } from "./ledger.ts";
import { LogSigner } from "./note/log-signer.ts";
import { type LogIdentity, openLedgerOn } from "./open-ledger.ts";
import { MemoryStore } from "./store/memory-store.ts";

/** A ledger that lives in memory, for simulations: the same log, the same checkpoints, nothing durable. */
export const memoryLedger = ({ origin, signingKey }: LogIdentity): Ledger =>
  openLedgerOn(new MemoryStore(), new LogSigner(origin, signingKey), { publication: "on-close" });
