import { mkdirSync } from "node:fs";
import { openLedger } from "@plimsoll/ledger";
import type { ReleaseStore } from "../../record/release-store.ts";
import type { BlobFiles } from "./blob-files.ts";
import { Blobs } from "./blobs.ts";
import { diskBlobFiles } from "./disk-blob-files.ts";
import { withFileFaults } from "./file-fault.ts";
import { LedgerStore } from "./ledger-store.ts";
import { storeKey } from "./store-key.ts";
import { layoutOf, RELEASE_ORIGIN } from "./store-layout.ts";

/** How a release store is opened. */
export interface OpenStoreOptions {
  /** Default `plimsoll.local/release`. A log goes on under the origin that it began with. */
  readonly origin?: string;
  /** For tests: the files of the bytes. Default: the folder `blobs`. */
  readonly filesAt?: (path: string) => BlobFiles;
}

/**
 * Opens a release store as its only writer, and makes it where there is none: `log` (a ledger), `blobs` (bytes by digest),
 * `key.pem` (0600) and `release.pub`. The end of the log is checked: a last write that is torn is cut off and kept apart.
 *
 * Throws `DATA_IN_USE` while another has it open, `RELEASE_KEY_MISSING`, `LEDGER_DAMAGED`, `LEDGER_ROLLED_BACK`,
 * `LEDGER_KEY_MISMATCH`, `DISK_FULL`, `DIRECTORY_NOT_WRITABLE`.
 */
export function openReleaseStore(
  directory: string,
  { origin = RELEASE_ORIGIN, filesAt = diskBlobFiles }: OpenStoreOptions = {},
): ReleaseStore {
  const layout = layoutOf(directory);
  withFileFaults(directory, () => mkdirSync(layout.blobs, { recursive: true, mode: 0o700 }));
  const log = openLedger({ directory: layout.log, origin, signingKey: storeKey(directory) });
  return new LedgerStore(log, new Blobs(filesAt(layout.blobs)));
}
