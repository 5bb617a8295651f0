import type { PublicKey } from "@plimsoll/foundation/node";
import type { Granted } from "@plimsoll/governor";
import type { LedgerReader } from "@plimsoll/ledger";
import type { Desk } from "../desk/desk.ts";
import type { MeshView } from "../views/mesh-view.ts";
import type { ReleaseReading } from "../release/release-reading.ts";
import type { SiteView } from "../views/site-view.ts";

/** What the process table proved of a killed run. */
export interface KillReport {
  readonly run: string;
  /** Processes that were found alive. */
  readonly processes: number;
  readonly deathConfirmedMs: number;
  /** Whether the run's end is in the ledger already; else whoever opens the run next settles it. */
  readonly settled: boolean;
}

/** What may be asked of a daemon that decides. */
export interface Powers {
  readonly desk: Desk;
  /**
   * Kills a run of this machine with all its processes; the envelope is kept beside the order. Throws `RUN_UNKNOWN`; `TOO_MANY_REQUESTS`.
   *
   * @param lab whose order it is; null for an operator's
   */
  readonly kill: (run: string, envelope: object, lab: string | null) => Promise<KillReport>;
  /** Throws as `requireLeave` where nothing may be served without a release: this daemon reads no dossier. */
  readonly requireLeaveToServe: () => void;
  /** The capability token of a grant that is in the ledger. Throws as `tokenOfGrant`. */
  readonly tokenOf: (grant: Granted) => { readonly token: string; readonly proof: string };
}

/** Everything that the routes rest on. */
export interface Services {
  /** The state at this instant. */
  readonly view: () => SiteView;
  readonly log: LedgerReader;
  /** The log's verifier key (C2SP signed-note). */
  readonly vkey: string;
  /** Key set of tokens (RFC 7517). */
  readonly jwks: () => object;
  /** The signed withdrawal feed; null while none was published. */
  readonly withdrawals: () => object | null;
  /** A key by its id, if its bytes are known; whether it counts is for the state to say. */
  readonly keyOf: (keyId: string) => PublicKey | undefined;
  /** Null for a daemon that only reads. */
  readonly powers: Powers | null;
  readonly mesh: () => MeshView | Promise<MeshView>;
  readonly release: ReleaseReading;
  /** Why commands cannot be decided now; empty when they can. */
  readonly unready: () => readonly string[];
  readonly metrics: () => Promise<string>;
}
