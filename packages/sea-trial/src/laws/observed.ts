import type { FaultKind } from "../fault/fault-kind.ts";

/**
 * All that a checker may see of the simulated world: what lies on disks, what left a process, what a machine gives a job, and what
 * an outsider could ask for. Times are true times, ms since the trial began, where nothing else is said.
 */
export interface Observed {
  readonly nowMs: number;
  readonly timing: Timing;
  readonly sites: readonly ObservedSite[];
  /** Every job that was ever launched, newest last. */
  readonly jobs: readonly ObservedJob[];
  readonly mesh: ObservedMesh;
}

/** How long things may take. ms. */
export interface Timing {
  /** `policy.leaseTtlMs`. */
  readonly leaseTtlMs: number;
  /** What a warden, its deadman and the machine may take from the end of a lease to the end of the last instruction. */
  readonly wardenGraceMs: number;
  /** The longest way of a message. */
  readonly messageMsMax: number;
  /** How old the newest feed may be for a gate that admits. */
  readonly feedRequiredWithinMs: number;
  /** How far a wall clock may run away from true time by drift alone, ppm. Steps are faults and are told. */
  readonly driftPpmMax: number;
}

export interface ObservedSite {
  readonly name: string;
  /** `alone`: a sequencer on its own ledger. `meshed`: what it decides is an event of the mesh first, and rights bound it. */
  readonly standing: "alone" | "meshed";
  readonly isUp: boolean;
  /** Why it could not be opened the last time; null where it could. */
  readonly refusedBy: string | null;
  /** The origin in its log's checkpoints. */
  readonly origin: string;
  /** SubjectPublicKeyInfo in PEM of the key that signs its checkpoints. */
  readonly ledgerKeyPem: string;
  /**
   * Every entry that the ledger has said is durable, in their order, over all lives: canonical JSON as it was handed to the
   * ledger. Never shrinks; an entry that a crash lost is still in it.
   */
  readonly promised: readonly string[];
  /** The file that the log is, as far as it is durable. */
  logBytes(): Uint8Array;
  /** Writes the site's ledger folder, as far as it is durable, for a separate verifier. Slow: `conclude` only. */
  exportTo(directory: string): void;
  /** The digest of the state that its kernel holds in memory; null while it is down. Slow. */
  stateDigest(): string | null;
  /** What its shell says that a run or a deployment may have now (it is what is judged, never what judges); null while it is down. */
  powerOf(subject: string): ObservedPower | null;
  /** Names of the runs that were started and not ended, by its entries. */
  readonly runs: readonly string[];
  readonly deployments: readonly string[];
  /** The disk cannot be read as it is: an operator has to put a copy back. */
  readonly isDamaged: boolean;
}

export interface ObservedPower {
  readonly levelPpm: number;
  readonly band: string;
  readonly reasons: readonly string[];
}

/** One job under one warden, as the machine sees it. */
export interface ObservedJob {
  readonly site: string;
  readonly run: string;
  /** Unique. */
  readonly job: string;
  /** What the machine gives it now, ppm of its allotment; 0 also once it is dead. */
  readonly levelPpm: number;
  readonly isAlive: boolean;
}

export interface ObservedMesh {
  readonly nodes: readonly ObservedNode[];
  /** Names of accounts of CU rights, `LAB/QUARTER`. */
  accounts(): readonly string[];
  /** Digest of a fold of a node's events that were put in by this order and multiplicity: `shuffle` draws both. L10. Slow. */
  refolded(node: number, shuffle: (count: number) => readonly number[]): string | null;
}

export interface ObservedNode {
  readonly place: number;
  readonly name: string;
  readonly key: string;
  readonly isRunning: boolean;
  /** Writes two events for one place, and whatever else: what it signs binds nobody but itself. */
  readonly isByzantine: boolean;
  readonly eventCount: number;
  /** Digest of the set of events; null while it is down. */
  root(): string | null;
  /** Digest of the state that it folds them to; null while it is down. Slow. */
  state(): string | null;
  /** What the node says of an account, micro-CU. */
  rights(account: string): ObservedRights | null;
  /** What the events that it holds say of rights, event by event. Slow: `conclude` only. */
  movements(): readonly ObservedMovement[];
}

export interface ObservedRights {
  readonly issued: number;
  readonly spent: number;
  readonly free: number;
  /** Chains that wrote two events for one place, and what they overdrew; `KEY/INCARNATION`, of which `ObservedNode.key` says whose. */
  readonly forks: readonly { readonly chain: string; readonly overdrawn: number }[];
}

/** What one event says of rights, micro-CU. */
export interface ObservedMovement {
  readonly kind: "issued" | "given" | "spent" | "returned";
  readonly account: string;
  /** Who wrote it. */
  readonly chain: string;
  /** To whom it was given. */
  readonly to: string | null;
  readonly quantity: number;
}

/** What happened, in the order in which it did. */
export type Fact =
  /** A process began to serve its site. */
  | { readonly kind: "site.started"; readonly site: string; readonly life: number; readonly entryCount: number }
  | { readonly kind: "site.stopped"; readonly site: string; readonly how: "kill" | "power-cut" | "broken" }
  /** A ledger returned from an append: these entries are durable, it says. */
  | {
      readonly kind: "entries.promised";
      readonly site: string;
      readonly first: number;
      readonly entries: readonly string[];
    }
  /** An answer to a signed command left the process. `threw`: no answer, whatever was thrown. */
  | {
      readonly kind: "command.answered";
      readonly site: string;
      readonly id: string;
      /** `type` of the command. */
      readonly command: string;
      /** Key names that signed. */
      readonly signers: readonly string[];
      readonly answer: "decided" | "repeated" | "refused" | "threw";
      /** Of a refusal or a fault. */
      readonly code: string | null;
      /** What the answer says was decided; canonical JSON. */
      readonly entries: readonly string[];
      readonly firstEntry: number | null;
    }
  /** A command is about to be handed in whose signatures were made by nobody whom they name, or over something else. */
  | { readonly kind: "command.forged"; readonly site: string; readonly id: string }
  /** A controller told a warden; whether and when it came there is not said. */
  | {
      readonly kind: "renewal.sent";
      readonly site: string;
      readonly run: string;
      readonly job: string;
      readonly levelPpm: number;
      readonly ttlMs: number;
      /** When the heartbeat was sent that this answers. */
      readonly heartbeatSentMs: number;
    }
  | { readonly kind: "job.launched"; readonly site: string; readonly run: string; readonly job: string }
  /** What the machine gives a job from now on. */
  | {
      readonly kind: "job.level";
      readonly site: string;
      readonly run: string;
      readonly job: string;
      readonly levelPpm: number;
    }
  | {
      readonly kind: "job.dead";
      readonly site: string;
      readonly run: string;
      readonly job: string;
      readonly cause: string;
    }
  /** A signed token left a site; compact form. */
  | { readonly kind: "token.issued"; readonly site: string; readonly deployment: string; readonly token: string }
  | {
      readonly kind: "request.answered";
      readonly site: string;
      readonly deployment: string;
      readonly token: string | null;
      readonly served: boolean;
      /** Of a refusal. */
      readonly code: string | null;
      /** Whether the token is one that a thief holds on a machine of his own. */
      readonly byThief: boolean;
      /** Whether whoever brought it has altered what it says. */
      readonly isForged: boolean;
    }
  /** A witness answered: 200 with a cosignature, or with what status and reason it did not. */
  | {
      readonly kind: "witness.answered";
      readonly witness: string;
      readonly site: string;
      readonly size: number;
      /** Base64. */
      readonly root: string;
      readonly status: number;
      readonly reason: string;
      /** Whether what was shown to it is the log's own history, and not a split view or a forgery. */
      readonly isTrueHistory: boolean;
    }
  | {
      readonly kind: "release.decided";
      readonly site: string;
      readonly artifact: string;
      readonly colour: "GREEN" | "YELLOW" | "RED";
      readonly votes: Readonly<Record<string, string>>;
      /** What the clumsy manager then tells the kernel, which may be another. */
      readonly told: "green" | "yellow" | "red";
    }
  /** A fault struck. `site`: whose, or the empty text. */
  | { readonly kind: "fault"; readonly fault: FaultKind; readonly site: string; readonly detail: string }
  /** From here on nothing goes wrong any more. */
  | { readonly kind: "mended" };

/** A fact of one kind. */
export type FactOf<K extends Fact["kind"]> = Extract<Fact, { readonly kind: K }>;
