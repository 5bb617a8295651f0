import type { Digest } from "@plimsoll/foundation";
import type { Decision } from "../decision/decision.ts";
import type { Directive } from "../direction/executive.ts";
import type { Action } from "../dossier/subject.ts";
import type { EarlierEvaluation } from "../evaluation/site-facts.ts";
import type { Override } from "../evolution/override.ts";
import { FULL_USE, type SetPoint } from "../modulation/modulate.ts";
import type { LeverCommand } from "../record/bodies.ts";
import type { PauseState } from "../stability/pause.ts";

/** The latest decision about one action on one subject. */
export interface StandingDecision {
  readonly evaluation: string;
  readonly decision: Decision;
  /** Of its record. */
  readonly sequence: number;
}

/** The newest command to one lever. An order that is answered by nobody, late or badly was not carried out. */
export interface StandingCommand {
  readonly command: LeverCommand;
  readonly isExecuted: boolean;
}

export interface StandingOverride {
  readonly override: Override;
  readonly isUsed: boolean;
  readonly isEnded: boolean;
}

/** What a log tells about one subject. */
export interface SubjectState {
  /** In the order in which they were opened. One without a decision stands as aborted. */
  readonly evaluations: readonly EarlierEvaluation[];
  /** Evaluations that have their reflection. */
  readonly reflected: readonly string[];
  /** What the change log says of it. */
  readonly changes: readonly string[];
  readonly decisions: Partial<Readonly<Record<Action, StandingDecision>>>;
  readonly pause: PauseState;
  /** When it last changed; null: never. */
  readonly pauseAtMs: number | null;
  /** The index, one for each cycle in which it was read. */
  readonly series: readonly number[];
  /** Of its last entry; null before the first. */
  readonly seriesAtMs: number | null;
  /** Every weight that it ever had: what a later dossier leaves out is its own all the same. */
  readonly artifacts: readonly Digest[];
  /** Ids of what was reported. */
  readonly incidents: readonly string[];
  /** Ids of the incidents that its missions named, in every dossier so far. */
  readonly missionIncidents: readonly string[];
  /** Incidents that were reported under an id which a mission had already: no entry of a mission answers them. */
  readonly foreseen: readonly string[];
  readonly previousDirection: { readonly directive: Directive; readonly failure: number } | null;
  readonly setPoint: SetPoint;
  /** The evaluation that last moved or confirmed the set point, and when; null: it was never moved. */
  readonly setPointBy: { readonly evaluation: string; readonly atMs: number } | null;
  readonly commands: readonly StandingCommand[];
  readonly overrides: readonly StandingOverride[];
  readonly marks: Marks;
}

/** Where something last happened that voids what was decided before it: sequences, -1 for never. */
export interface Marks {
  readonly incidents: number;
  readonly incident: number;
  readonly pause: number;
  readonly stop: number;
}

export const NO_MARKS: Marks = { incidents: 0, incident: -1, pause: -1, stop: -1 };

export const NEW_SUBJECT: SubjectState = {
  evaluations: [],
  reflected: [],
  changes: [],
  decisions: {},
  pause: { state: "STABLE" },
  pauseAtMs: null,
  series: [],
  seriesAtMs: null,
  artifacts: [],
  incidents: [],
  missionIncidents: [],
  foreseen: [],
  previousDirection: null,
  setPoint: FULL_USE,
  setPointBy: null,
  commands: [],
  overrides: [],
  marks: NO_MARKS,
};
