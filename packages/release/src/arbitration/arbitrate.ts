import type { JudgedCriterion } from "./criterion.ts";

/** A fact of the case that no arithmetic outweighs. */
export interface HardLine {
  readonly line:
    | "no mission"
    | "no benefit"
    | "race"
    | "mission line refuted"
    | "mission line not shown"
    | "required criterion"
    | "unanswered incident"
    | "concealment";
  readonly records: readonly string[];
}

/** All shares are ten-thousandths. */
export interface ArbitrationFacts {
  readonly criteria: readonly JudgedCriterion[];
  readonly hardLines: readonly HardLine[];
  /** Of failure within the longest horizon; null where nothing could be predicted and the level allows that. */
  readonly failure: number | null;
  /** Least bias at the level: 2000, 3000, 4000, 5000. */
  readonly biasMin: number;
  /** Share of the harmony that may be risked at the level: 5000, 2500, 1000, 500. */
  readonly tolerance: number;
}

/** What the arbitration said, with all it went by: the transcript's core. */
export interface Arbitration {
  readonly verdict: "CONTINUE" | "ABORT";
  readonly harmony: number;
  readonly bias: number;
  /** Failure that the mission makes acceptable. */
  readonly acceptable: number;
  readonly hardLines: readonly HardLine[];
  readonly because: "hard line" | "too little harmony for the risk" | "it serves the mission";
}

const WHOLE = 10_000;

/** Does this step serve the stated mission, and how much risk does that bear? Rounded against the step. */
export function arbitrate(facts: ArbitrationFacts): Arbitration {
  const hardLines = [...facts.hardLines, ...requiredButNotShown(facts.criteria)];
  const harmony = harmonyOf(facts.criteria);
  const bias = Math.floor((harmony * (WHOLE - (facts.failure ?? 0))) / WHOLE);
  const acceptable = Math.floor((harmony * facts.tolerance) / WHOLE);
  const said = { harmony, bias, acceptable, hardLines };
  if (hardLines.length > 0) return { ...said, verdict: "ABORT", because: "hard line" };
  if (bias < facts.biasMin) return { ...said, verdict: "ABORT", because: "too little harmony for the risk" };
  return { ...said, verdict: "CONTINUE", because: "it serves the mission" };
}

/** The mean of what is met; none of no criteria. */
function harmonyOf(criteria: readonly JudgedCriterion[]): number {
  if (criteria.length === 0) return 0;
  return Math.floor(criteria.reduce((sum, { met }) => sum + met, 0) / criteria.length);
}

const requiredButNotShown = (criteria: readonly JudgedCriterion[]): HardLine[] =>
  criteria
    .filter(({ isRequired, met }) => isRequired && met === 0)
    .map(({ criterion }) => ({ line: "required criterion", records: [criterion] }));
