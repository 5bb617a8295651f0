import { type Digest, RerootingMap } from "@plimsoll/foundation";
import type { KeysAdopted } from "../evolution/key-ring.ts";
import type { Safeguard } from "../evolution/safeguard.ts";
import type { Level } from "../policy/level.ts";
import type { Bodies } from "../record/bodies.ts";
import type { ProposalCycle } from "../reflection/oscillation.ts";
import type { EngineLoad } from "../stability/engine-load.ts";
import { type Marks, NO_MARKS, type SubjectState } from "./subject-state.ts";
import { NO_ENTRIES, type TAccountState } from "./t-account.ts";
import type { WarrantedChange } from "./warranted-change.ts";

/** A policy that was adopted. */
export type PolicyVersion = Bodies["policy.adopted"] & { readonly sequence: number };

/** A version of what is kept by name. `atMs` and `sequence` are those of its record. */
export type ArtefactVersion = Bodies["artefact.stored"] & { readonly sequence: number; readonly atMs: number };

/** The evaluator's index after some work. Whether it rests is null where only its index was told. */
export interface LeftEngine {
  readonly index: number;
  readonly isResting: EngineLoad["isResting"] | null;
  readonly atMs: number;
}

/** What a whole release log tells: made of its records alone, in their order, by `applyRecord`. A value; reading changes nothing. */
export interface ReleaseState {
  /** Sequence of the record that is to come. */
  readonly next: number;
  /** Time of the newest record, ms since 1970: no clock that stands before it is believed. */
  readonly lastAtMs: number;
  /** A kernel was asked by one of the evaluations. From then on one has to answer. */
  readonly isKernelAsked: boolean;
  /** Adopted policies, oldest first. The last is in force. */
  readonly policies: readonly PolicyVersion[];
  /** Of every status: who decides by them asks which are active. */
  readonly safeguards: RerootingMap<string, Safeguard>;
  /** The record that put them in force; -1 before the first. */
  readonly safeguardsSince: number;
  /** The safeguards that the site began with, and all that say of themselves that they shipped: each is held against what did. */
  readonly safeguardsShipped: readonly { readonly digest: Digest; readonly sequence: number }[];
  /** Changes of the safeguards that lack what they need. */
  readonly unlocked: readonly string[];
  /** Changes of the rules on a site with keys: each is checked where it is read (`unlockedChanges`). */
  readonly warranted: readonly WarrantedChange[];
  /** The highest level that was ever decided on the site. It never falls: the lock on the rules is this level's. */
  readonly highestLevel: Level;
  /** Every change of the keys, oldest first. Which of them count is said by `ringAfter`. */
  readonly keys: readonly KeysAdopted[];
  /** What each of the last evaluations did to the rules, oldest first. */
  readonly cycles: readonly ProposalCycle[];
  readonly account: TAccountState;
  /** As the evaluator was left; null before its first work. */
  readonly engine: LeftEngine | null;
  /** By `subjectKey`. */
  readonly subjects: RerootingMap<Digest, SubjectState>;
  /** Subjects that had these weights, by the digest of the weights. */
  readonly carriers: RerootingMap<Digest, readonly Digest[]>;
  /** The subject of each evaluation that was opened. */
  readonly evaluations: RerootingMap<string, Digest>;
  /** What was voted on each evaluation that is open: opened, and not decided. */
  readonly votes: RerootingMap<string, readonly unknown[]>;
  /** Manifests of the packs that were built, by evaluation. */
  readonly packs: RerootingMap<string, Digest>;
  /** Commands that were ordered, and the subject of each. */
  readonly commands: RerootingMap<string, Digest>;
  /** Overrides that were published, and the subject of each. */
  readonly overrides: RerootingMap<string, Digest>;
  readonly artefacts: RerootingMap<string, readonly ArtefactVersion[]>;
  readonly redacted: RerootingMap<Digest, Bodies["bytes.redacted"]>;
  /** What the change log says of the site as a whole. */
  readonly changes: readonly string[];
  /** What happened to the site as a whole, and so to every subject. */
  readonly marks: Marks;
  /** What in the log contradicts itself. Each is a fault of the chain: nothing is Green, and the gate is closed. */
  readonly faults: readonly string[];
}

export const EMPTY_STATE: ReleaseState = {
  next: 0,
  lastAtMs: 0,
  isKernelAsked: false,
  policies: [],
  safeguards: RerootingMap.empty(),
  safeguardsSince: -1,
  safeguardsShipped: [],
  unlocked: [],
  warranted: [],
  highestLevel: "ASL-1",
  keys: [],
  cycles: [],
  account: NO_ENTRIES,
  engine: null,
  subjects: RerootingMap.empty(),
  carriers: RerootingMap.empty(),
  evaluations: RerootingMap.empty(),
  votes: RerootingMap.empty(),
  packs: RerootingMap.empty(),
  commands: RerootingMap.empty(),
  overrides: RerootingMap.empty(),
  artefacts: RerootingMap.empty(),
  redacted: RerootingMap.empty(),
  changes: [],
  marks: NO_MARKS,
  faults: [],
};

/** The policy in force; null before the first. */
export const policyInForce = ({ policies }: ReleaseState): PolicyVersion | null => policies.at(-1) ?? null;

/** The id that the next evaluation gets. */
export const nextEvaluationId = ({ evaluations }: ReleaseState): string => `evaluation-${evaluations.size + 1}`;

export const withFault = (state: ReleaseState, fault: string): ReleaseState => ({
  ...state,
  faults: [...state.faults, fault],
});
