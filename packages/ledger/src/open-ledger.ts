import type { SigningKey } from "@plimsoll/foundation/node";
import { checkPublished } from "./integrity/check-published.ts";
import { checkStore, type Integrity } from "./integrity/check-store.ts";
import type { Ledger } from "./ledger.ts";
import { Frontier } from "./merkle/frontier.ts";
import { MerkleLedger, type Publication } from "./merkle-ledger.ts";
import { LogSigner } from "./note/log-signer.ts";
import { publishForForeignTools, publishKeys } from "./publish-checkpoint.ts";
import type { LedgerStore } from "./store/ledger-store.ts";
import { makeDirectory } from "./store/make-directory.ts";
import { ledgerRolledBack } from "./store/storage-fault.ts";
import { openSqliteStore } from "./store/sqlite-store.ts";
import { takeWriterLock } from "./store/writer-lock.ts";

export interface LogIdentity {
  /** Names the log in every checkpoint, for example `example.org/plimsoll/acme`: no spaces, no plus (C2SP). */
  readonly origin: string;
  readonly signingKey: SigningKey;
}

export interface OpenOptions extends LogIdentity {
  /** The folder of the ledger; created when it is not there. */
  readonly directory: string;
  /** How much to check before the first append. Default `tail`. */
  readonly integrity?: Integrity;
  /** Default `each-commit`; `on-close` saves a file replacement per commit and sees a rollback only up to the last close. */
  readonly publication?: Publication;
}

/**
 * Opens a ledger as its only writer, creating an empty one where there is none.
 *
 * Throws `DATA_IN_USE`, `DIRECTORY_NOT_WRITABLE`, `DISK_FULL`, `LEDGER_DAMAGED`, `LEDGER_ROLLED_BACK`,
 * `LEDGER_KEY_MISMATCH`, `LEDGER_IO_FAILED`; a `RangeError` for an origin that is no key name.
 */
export function openLedger({ directory, integrity, publication, ...identity }: OpenOptions): Ledger {
  const signer = new LogSigner(identity.origin, identity.signingKey);
  makeDirectory(directory);
  const lock = takeWriterLock(directory);
  try {
    const store = openSqliteStore(directory);
    return openLedgerOn(store, signer, { integrity, publication, release: () => lock.close() });
  } catch (cause) {
    lock.close();
    throw cause;
  }
}

export interface OpenOnOptions {
  readonly integrity?: Integrity | undefined;
  readonly publication?: Publication | undefined;
  /** Called once, when the ledger is closed. */
  readonly release?: () => void;
}

/** Opens a ledger over any store. Closes the store when that fails. */
export function openLedgerOn(
  store: LedgerStore,
  signer: LogSigner,
  { integrity = "tail", publication = "each-commit", release = () => {} }: OpenOnOptions = {},
): Ledger {
  try {
    if (store.lastCheckpoint() === undefined && store.entryCount() === 0) begin(store, signer);
    const frontier = checkStore(store, signer, integrity);
    checkPublished(store, signer);
    const checkpoint = store.lastCheckpoint()?.note as string;
    publishKeys(store, signer);
    publishForForeignTools(store, checkpoint);
    return new MerkleLedger({ store, signer, publication, frontier, checkpoint, release });
  } catch (cause) {
    store.close();
    throw cause;
  }
}

/** The first commit of every log: a checkpoint of size 0, which binds the folder to its key before it holds anything. */
function begin(store: LedgerStore, signer: LogSigner): void {
  if (store.published("checkpoint") !== undefined)
    throw ledgerRolledBack("a published checkpoint and an empty database");
  const frontier = Frontier.empty();
  try {
    store.begin();
    store.insertCheckpoint({ size: 0, note: signer.sign(0, frontier.root()), frontier: frontier.toBytes() });
    store.commit();
  } catch (cause) {
    store.rollback();
    throw cause;
  }
}
