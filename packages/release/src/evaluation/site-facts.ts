import type { KernelWord } from "./kernel-word.ts";
import type { Digest } from "@plimsoll/foundation";
import type { Colour } from "../decision/colour.ts";
import type { Directive } from "../direction/executive.ts";
import type { Action } from "../dossier/subject.ts";
import type { Override } from "../evolution/override.ts";
import type { Level } from "../policy/level.ts";
import type { Safeguard } from "../evolution/safeguard.ts";
import type { SetPoint } from "../modulation/modulate.ts";
import type { Course } from "../reflection/reflection.ts";
import type { PauseState } from "../stability/pause.ts";

/** An earlier evaluation of the subject, as its log tells it. */
export interface EarlierEvaluation {
  readonly evaluation: string;
  readonly action: Action;
  readonly atMs: number;
  readonly outcome: Colour | "aborted" | "withdrawn";
  readonly dossier: Digest;
  /** Artifacts of the subject as that dossier named them. */
  readonly artifacts: readonly Digest[];
  /** Evaluations of that dossier with their graders and elicitation: to see what was dropped or moved since. */
  readonly evaluations: readonly {
    readonly id: string;
    readonly name: string;
    readonly version: string;
    readonly graderDigest: Digest | null;
    readonly elicitation: string | null;
    /** Digests of the logs of all its runs, reported or not, at most 4096: none of them may be gone later. */
    readonly runs: readonly Digest[];
    /** What the logs that were counted say, whatever their bytes (`Recount`); absent: an older log. */
    readonly contents?: readonly Digest[];
    /** What was evaluated: the version of the subject. */
    readonly subject: { readonly version: string };
    /** Trials as counted from the logs; 0 where none could be. */
    readonly trials: number;
    /** What the claims of that dossier said of it: the bar that a later dossier may not lower in silence. */
    readonly figures: readonly { readonly comparator: "at least" | "at most"; readonly share: number }[];
  }[];
  readonly course: Course;
}

/** What the site knows at the moment of an evaluation: a projection of its log, and of the kernel where there is one. */
export interface SiteFacts {
  readonly earlier: readonly EarlierEvaluation[];
  /** Balance and cap of the account, before this evaluation. */
  readonly budget: { readonly cap: number; readonly balance: number };
  /** The evaluator's own index, rested up to now, and whether it rests. */
  readonly engine: { readonly index: number; readonly isResting: boolean };
  /** As it stands now: an order that nobody acknowledged in time has failed. */
  readonly pause: PauseState;
  /** As the log has it. */
  readonly recordedPause: PauseState;
  /** When it last changed, ms since 1970; null: never. */
  readonly pauseAtMs: number | null;
  /** The subject's index, one for each cycle, oldest first; with this dossier's own series it is the walk that is predicted from. */
  readonly series: readonly number[];
  /** When the last of them was read, ms since 1970; null before the first. */
  readonly seriesAtMs: number | null;
  /** The worst pause of subjects that had these weights under another name; absent: none is paused. */
  readonly kinPause?: PauseState;
  /** Followed indices of those subjects: what is worse of them counts here too. Absent: none. */
  readonly kinSeries?: readonly { readonly series: readonly number[]; readonly atMs: number }[];
  /** Ids of incidents that were reported to the log. The dossier has to answer each. */
  readonly incidents: readonly string[];
  /** Of these, what was reported under an id that a mission had already: no entry answers it. Absent: none. */
  readonly foreseen?: readonly string[];
  readonly previousDirection: { readonly directive: Directive; readonly failure: number } | null;
  readonly setPoint: SetPoint;
  /** The evaluation that last moved it, and when, ms since 1970; absent: none did. */
  readonly setPointBy?: { readonly evaluation: string; readonly atMs: number };
  /** Commands that were ordered and not acknowledged or not read back in time. */
  readonly unexecuted: readonly string[];
  readonly safeguards: readonly Safeguard[];
  /** Published, in force, and not used. */
  readonly overrides: readonly Override[];
  /** Log and policy chain, as last checked; each fault makes L4 Red. */
  readonly chainFaults: readonly string[];
  /** Changes of the policy that lack the arbitration they need. */
  readonly unlockedChanges: readonly string[];
  /** Hazards whose rules were made and undone twice in ten evaluations. */
  readonly oscillating: readonly string[];
  /** Earlier evaluations of the subject without a reflection in the log. */
  readonly unreflected: readonly string[];
  /** Graders, thresholds and elicitations whose change stands in the change log, by their keys (argument check). */
  readonly changeLogged: readonly string[];
  /** The kernel's word on the artifacts: killed, frozen. */
  readonly kernel: readonly KernelWord[];
  /** A kernel was there and was asked; absent: none is here. */
  readonly isKernelAsked?: boolean;
  readonly incidentsSince: number;
  /** Levels that were last decided here of the subject's parents. */
  readonly parentLevels: readonly { readonly id: string; readonly level: Level }[];
}
