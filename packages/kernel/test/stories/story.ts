import type { Cell, Command, Family, Policy, Subject } from "@plimsoll/kernel";

/**
 * What may happen at a site, as plain JSON: a story that broke a law is kept as a file and told again.
 * Weights, datasets and graphs are named by short names, so that things collide.
 */
export interface Story {
  readonly start: StartName;
  readonly happenings: readonly Happening[];
}

/** Prepared sites, so that most stories get somewhere. */
export const START_NAMES = [
  "opened",
  "screened",
  "strict",
  "deployed",
  "metered",
  "killed",
  "poor",
  "overdrawn",
  "quarter-end",
  "forks",
] as const;
export type StartName = (typeof START_NAMES)[number];

export type Happening =
  /** One command, signed by everybody but the keys named. */
  | { readonly kind: "command"; readonly body: Command; readonly without: readonly string[] }
  | Probe
  | Examine
  | { readonly kind: "wait"; readonly ms: number }
  /** To the first instants of the next quarter. */
  | { readonly kind: "turn" }
  /** A heartbeat in which every live lease is heard. */
  | { readonly kind: "tick" }
  | {
      readonly kind: "meter";
      readonly lab: string;
      readonly energyMj: number;
      readonly apiCalls: number;
      readonly flop: number;
    }
  | { readonly kind: "policy"; readonly change: PolicyEdit }
  /** A lineage that was killed is probed twice and released. */
  | { readonly kind: "release"; readonly lineage: string; readonly digest: string | null };

/** A whole window set: registered, drawn, recorded, and closed unless the story leaves it open. */
export interface Probe {
  readonly kind: "probe";
  readonly subject: Subject;
  /** Null for the newest weights of the run, or the graph of the deployment. */
  readonly digest: string | null;
  readonly pairing: "stochastic" | "deterministic";
  /** The trials of the named cells; those of all others are controlled. */
  readonly cells: readonly CellOutcome[];
  readonly shadow: "hidden" | "research" | "detectable" | "untested";
  /** What each of eight tasks cost to correct; null where nobody measured. */
  readonly cost: number | null;
  readonly closes: boolean;
}

export interface CellOutcome {
  readonly cell: Cell;
  readonly uncontrolled: number;
  readonly void: number;
  /** Trials that never came. */
  readonly missing: number;
  /** Trials in which another action was chosen than usual. */
  readonly different: number;
}

export interface Examine {
  readonly kind: "examine";
  readonly subject: Subject;
  readonly digest: string | null;
  readonly pulse: string;
  readonly failing: Family | null;
  /** Whether the failures show on held-out probes alone. */
  readonly heldOutOnly: boolean;
  readonly closes: boolean;
}

export type PolicyEdit = Partial<Policy>;
