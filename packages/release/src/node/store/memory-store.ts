import { generateSigningKey, type SigningKey } from "@plimsoll/foundation/node";
import { memoryLedger } from "@plimsoll/ledger";
import type { ReleaseStore } from "../../record/release-store.ts";
import { Blobs } from "./blobs.ts";
import { LedgerStore } from "./ledger-store.ts";
import { memoryBlobFiles } from "./memory-blob-files.ts";
import { RELEASE_ORIGIN } from "./store-layout.ts";

/** A release store that is gone with the process: for one question, and for tests. The same log, the same checkpoints. */
export const memoryReleaseStore = (
  signingKey: SigningKey = generateSigningKey(),
  origin: string = RELEASE_ORIGIN,
): ReleaseStore => new LedgerStore(memoryLedger({ origin, signingKey }), new Blobs(memoryBlobFiles()));
