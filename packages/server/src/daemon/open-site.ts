import type { Clock } from "@plimsoll/foundation";
import type { PublicKey } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, openDesk, type Site } from "@plimsoll/governor";
import { apply, emptyState, type Entry, type KernelState } from "@plimsoll/kernel";
import { carriedKey, type LedgerReader, openLedgerReader } from "@plimsoll/ledger";
import type { Desk } from "../desk/desk.ts";
import { GroupDesk } from "../desk/group-desk.ts";
import type { MeshView } from "../views/mesh-view.ts";

/** A site as a daemon has it: as its writer, or following the log that another process writes. */
export interface DaemonSite {
  readonly log: LedgerReader;
  readonly state: () => KernelState;
  readonly keyOf: (keyId: string) => PublicKey | undefined;
  /** Null where another process decides. */
  readonly writer: DaemonWriter | null;
  readonly close: () => void;
  /** Of a site of a mesh. */
  readonly mesh?: () => MeshView | Promise<MeshView>;
  /** Why it decides nothing now, beside what the daemon finds itself; empty when it does. */
  readonly unready?: () => readonly string[];
}

/** Where this daemon's site is decided: here, or by the node that runs in this process. */
export interface DaemonWriter {
  /** For tokens and feeds. */
  readonly site: Site;
  readonly desk: Desk;
  /** Closes what is overdue (K-40). @param id of the command. Throws where it could not be made durable */
  readonly tick: (id: string) => void;
  /** Calls back when there is something new. */
  readonly observe: (onNews: () => void) => void;
}

/** Throws `SITE_NOT_FOUND`, `DATA_IN_USE`, and what a ledger throws when it is opened. */
export const openDaemonSite = (directory: string, clock: Clock, readOnly: boolean): DaemonSite =>
  readOnly ? openFollowedSite(directory) : writing(directory, clock);

function writing(directory: string, clock: Clock): DaemonSite {
  const keys = new FileKeyRing(dataFolder(directory).keys);
  const { site, desk } = openDesk(directory, clock);
  return {
    log: desk.log,
    state: () => desk.state,
    keyOf: (keyId) => keyIn(desk.state, keys, keyId),
    writer: {
      site,
      desk: new GroupDesk((envelopes) => desk.submitAll(envelopes), setImmediate),
      tick: (id) => void site.must(id, { type: "tick", holders: [] }),
      observe: (onNews) => site.observe(onNews),
    },
    close: () => site.close(),
  };
}

/** The site as it lies in the ledger that another process writes, or another part of this one. */
export function openFollowedSite(directory: string): DaemonSite {
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
