import type { Clock } from "@plimsoll/foundation";
import { type SigningKey, systemClock } from "@plimsoll/foundation/node";
import { openDiskFolder } from "./folder/disk-folder.ts";
import type { LedgerFolder } from "./folder/ledger-folder.ts";
import { makeDirectory } from "./folder/make-directory.ts";
import { withStorageFaults } from "./folder/storage-fault.ts";
import { takeWriterLock } from "./folder/writer-lock.ts";
import type { Ledger } from "./ledger.ts";
import { encodeBatch } from "./log/batch.ts";
import { LogFile } from "./log/log-file.ts";
import type { LogHead } from "./log/log-head.ts";
import { MerkleLedger, type Publication } from "./merkle-ledger.ts";
import { LogSigner } from "./note/log-signer.ts";
import { publishForForeignTools, publishKeys } from "./publish-checkpoint.ts";
import { type Integrity, recover } from "./recovery/recover.ts";

/** Under what name and key a log speaks. */
export interface LogIdentity {
  /** Names the log in every checkpoint, for example `example.org/plimsoll/acme`: no spaces, no plus (C2SP). */
  readonly origin: string;
  readonly signingKey: SigningKey;
}

/** How a ledger is opened by its writer. */
export interface OpenOptions extends LogIdentity {
  /** The folder of the ledger; created when it is not there. */
  readonly directory: string;
  /** How much to check before the first append. Default `tail`. */
  readonly integrity?: Integrity;
  /** Default `each-second`: a rollback by hand is then seen up to the last second, and a commit costs one sync. */
  readonly publication?: Publication;
  /** What `each-second` is measured with. Default: the machine's. */
  readonly clock?: Clock;
}

/**
 * Opens a ledger as its only writer, creating an empty one where there is none.
 *
 * Throws `DATA_IN_USE`, `DIRECTORY_NOT_WRITABLE`, `DISK_FULL`, `LEDGER_DAMAGED`, `LEDGER_ROLLED_BACK`,
 * `LEDGER_KEY_MISMATCH`, `LEDGER_IO_FAILED`; a `RangeError` for an origin that is no key name.
 */
export function openLedger({ directory, integrity, publication, clock, ...identity }: OpenOptions): Ledger {
  const signer = new LogSigner(identity.origin, identity.signingKey);
  makeDirectory(directory);
  const lock = takeWriterLock(directory);
  try {
    const folder = openDiskFolder(directory);
    const options: OpenInOptions = { integrity, publication, clock, release: () => lock.close() };
    // The index is written while it is made anew: a full disk shows there first.
    return withStorageFaults(directory, () => openLedgerIn(folder, signer, options));
  } catch (cause) {
    lock.close();
    throw cause;
  }
}

export interface OpenInOptions {
  readonly integrity?: Integrity | undefined;
  readonly publication?: Publication | undefined;
  readonly clock?: Clock | undefined;
  /** Called once, when the ledger is closed. */
  readonly release?: () => void;
}

/** Opens a ledger over any folder. Closes the folder when that fails. */
export function openLedgerIn(
  folder: LedgerFolder,
  signer: LogSigner,
  { integrity = "tail", publication = "each-second", clock = systemClock, release = () => {} }: OpenInOptions = {},
): Ledger {
  try {
    const { head, recovery } = recover(folder, signer, integrity);
    if (head.checkpoint === "") begin(folder, signer, head);
    publishKeys(folder, signer);
    publishForForeignTools(folder, head.checkpoint);
    return new MerkleLedger({ folder, head, signer, publication, clock, recovery, release });
  } catch (cause) {
    folder.close();
    throw cause;
  }
}

/** The first batch of every log: a checkpoint of size 0, which binds the folder to its key before it holds anything. */
function begin(folder: LedgerFolder, signer: LogSigner, head: LogHead): void {
  const checkpoint = signer.sign(0, head.root);
  const batch = { firstLeaf: 0, firstEntry: 0, leaves: [], checkpoint };
  const file = new LogFile(folder.log, 0);
  file.append(encodeBatch(batch));
  head.take({ ...batch, offset: 0, end: file.size });
}
