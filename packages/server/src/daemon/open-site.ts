import type { Clock } from "@plimsoll/foundation";
import type { PublicKey } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, openDesk, type Site, type Writing } from "@plimsoll/governor";
import { apply, emptyState, type Entry, type KernelState } from "@plimsoll/kernel";
import { carriedKey, type LedgerReader, openLedgerReader } from "@plimsoll/ledger";

/** A site as a daemon has it: as its writer, or following the log that another process writes. */
export interface DaemonSite {
  readonly log: LedgerReader;
  readonly state: () => KernelState;
  readonly keyOf: (keyId: string) => PublicKey | undefined;
  /** Null where another process decides. */
  readonly writer: { readonly site: Site; readonly desk: Writing } | null;
  readonly close: () => void;
}

/** Throws `SITE_NOT_FOUND`, `DATA_IN_USE`, and what a ledger throws when it is opened. */
export const openDaemonSite = (directory: string, clock: Clock, readOnly: boolean): DaemonSite =>
  readOnly ? following(directory) : writing(directory, clock);

function writing(directory: string, clock: Clock): DaemonSite {
  const keys = new FileKeyRing(dataFolder(directory).keys);
  const writer = openDesk(directory, clock);
  return {
    log: writer.desk.log,
    state: () => writer.desk.state,
    keyOf: (keyId) => keyIn(writer.desk.state, keys, keyId),
    writer,
    close: () => writer.site.close(),
  };
}

function following(directory: string): DaemonSite {
  const keys = new FileKeyRing(dataFolder(directory).keys);
  const log = openLedgerReader({ directory: dataFolder(directory).ledger });
  let state = emptyState();
  const caughtUp = (): KernelState => {
    for (const { text } of log.entries(state.entryCount)) state = apply(state, JSON.parse(text) as Entry);
    return state;
  };
  return {
    log,
    state: caughtUp,
    keyOf: (keyId) => keyIn(caughtUp(), keys, keyId),
    writer: null,
    close: () => log.close(),
  };
}

/** Keys that the ledger carries itself, and those of this machine. */
const keyIn = ({ publicKeys }: KernelState, keys: FileKeyRing, keyId: string): PublicKey | undefined =>
  carriedKey(keyId, publicKeys.get(keyId)) ?? keys.publicKey(keyId);
