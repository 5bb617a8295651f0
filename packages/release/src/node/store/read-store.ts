import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { type PublicKey, publicKeyFromPem } from "@plimsoll/foundation/node";
import {
  checkFolder,
  isSignedBy,
  type LedgerReader,
  openLedgerReader,
  parseCheckpointText,
  parseNote,
} from "@plimsoll/ledger";
import type { ReleaseReader } from "../../record/release-store.ts";
import { Blobs } from "./blobs.ts";
import { diskBlobFiles } from "./disk-blob-files.ts";
import { LedgerReading } from "./ledger-reading.ts";
import { storeNotFound } from "./store-fault.ts";
import { layoutOf } from "./store-layout.ts";

/**
 * Opens a release store for reading, also while another process writes it; it then moves on with the writer. It makes and
 * alters nothing. The newest checkpoint must be signed by `release.pub`.
 *
 * Throws `RELEASE_STORE_NOT_FOUND`, `LEDGER_DAMAGED`, `LEDGER_ROLLED_BACK`, `LEDGER_KEY_MISMATCH`, `KEY_MALFORMED`.
 */
export function readReleaseStore(directory: string): ReleaseReader {
  const layout = layoutOf(directory);
  if (!existsSync(join(layout.log, "ledger.log"))) throw storeNotFound(directory);
  const log = openLedgerReader({ directory: layout.log });
  try {
    const publicKey = publicKeyFromPem(readFileSync(layout.publicKey, "utf8"));
    const check = (): string => {
      // Read before the log: a writer may go on meanwhile.
      const published = readFileSync(join(layout.log, "checkpoint"), "utf8");
      assertHolds(log, published, publicKey);
      return published;
    };
    check();
    const goThroughLog = (): void => void checkFolder({ directory: layout.log, publicKey, against: [check()] });
    return new LedgerReading({ log, blobs: new Blobs(diskBlobFiles(layout.blobs)), goThroughLog });
  } catch (cause) {
    log.close();
    throw cause;
  }
}

/** A log that ends before what was published of it has lost something, however well it reads. */
function assertHolds(log: LedgerReader, published: string, key: PublicKey): void {
  assertSigned(log.checkpoint, key);
  assertSigned(published, key);
  const promised = parseCheckpointText(parseNote(published)?.text ?? "")?.size ?? Number.POSITIVE_INFINITY;
  if (promised <= log.leafCount) return;
  throw new PlimsollError({
    code: "LEDGER_ROLLED_BACK",
    expected: `a log of at least ${promised} leaves, as it was published`,
    received: `${log.leafCount}`,
    fix: "find out who put an older log here, and restore the newest from a backup",
  });
}

function assertSigned(checkpoint: string, key: PublicKey): void {
  const note = parseNote(checkpoint);
  const [name = ""] = note?.text.split("\n") ?? [];
  if (note !== undefined && isSignedBy(note, name, key)) return;
  throw new PlimsollError({
    code: "LEDGER_KEY_MISMATCH",
    expected: `a newest checkpoint that key ${key.keyId} signed`,
    received: "one that it did not sign",
    fix: "keep the folder as evidence and restore it from a backup",
  });
}
