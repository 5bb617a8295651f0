import type { Policy } from "../policy/policy.ts";

/**
 * Which change of a field is a tightening. `higher`, `lower`: of a number. `stronger`: of a duty. `sooner`: from a lower level
 * on. `bound`: of a signal, towards its good side. `fixed`: every change counts as a loosening. `free`: it decides nothing.
 */
export type FieldDirection = "higher" | "lower" | "stronger" | "sooner" | "bound" | "fixed" | "free";

/** A list whose items are told apart by a field; what one more of them, or one less, does. */
export interface KeyedList<T, K extends keyof T> {
  readonly key: K;
  readonly more: "tighter" | "fixed";
  readonly item: { readonly [F in keyof T]-?: TableOf<T[F]> };
}

/** A list whose items are told apart by their place. */
export interface PlacedList {
  readonly places: FieldDirection;
}

/** A list of names of which one more is a tightening. */
export interface NameList {
  readonly names: "tighter";
}

type TableOf<T> = T extends readonly (infer I)[]
  ? "free" | "fixed" | (I extends object ? { [K in keyof I]: KeyedList<I, K> }[keyof I] : PlacedList | NameList)
  : T extends object
    ? { readonly [F in keyof T]-?: TableOf<T[F]> }
    : FieldDirection;

/**
 * Every field of a policy, so that one that is added does not compile before somebody has said which way it tightens. Text that
 * defines what is measured or where a line runs is `fixed`: no program can tell which way words move.
 */
export const TIGHTENING: TableOf<Policy> = {
  format: "fixed",
  id: "fixed",
  version: "free",
  previous: "free",
  asOf: "free",
  decisionValidDays: "lower",
  duties: { key: "name", more: "fixed", item: { name: "fixed", text: "free", strengths: { places: "stronger" } } },
  // A line that is ruled out takes those above it with it: also a new one can open a way.
  thresholds: {
    key: "id",
    more: "fixed",
    item: { id: "fixed", domain: "fixed", level: "fixed", text: "fixed", indicators: "fixed", crosswalk: "free" },
  },
  screening: { trainingFlopMax: "lower" },
  reassess: { computeRatio: "lower", afterDays: "lower" },
  verification: {
    sourcesMin: "higher",
    groupsWarnBelow: "higher",
    corroboration: "higher",
    contestedFrom: "lower",
    refutedFrom: "lower",
    groupsMinHigh: "higher",
    coverageMin: "higher",
    weights: { key: "method", more: "fixed", item: { method: "fixed", supports: "lower", refutes: "higher" } },
    maxAgeDays: { key: "kind", more: "fixed", item: { kind: "fixed", days: "lower" } },
    quarantineShareMax: "lower",
  },
  stability: {
    initial: "lower",
    critical: "higher",
    resume: "higher",
    resumeCycles: "higher",
    pauseCyclesMax: "lower",
    recovery: "lower",
    passiveRecovery: "lower",
    highStress: "higher",
    generalStress: "higher",
    pauseAckMs: "lower",
    drillMaxAgeDays: "lower",
    signals: {
      key: "signal",
      more: "tighter",
      item: {
        signal: "fixed",
        text: "fixed",
        unit: "fixed",
        badMicro: "bound",
        goodMicro: "bound",
        maxAgeMs: "lower",
        from: "sooner",
        actions: { names: "tighter" },
      },
    },
  },
  arbitration: {
    biasMin: { places: "higher" },
    tolerance: { places: "lower" },
    ceiling: "lower",
    // More cycles foretell less, and below ASL-4 nothing is asked for what is not foretold.
    cyclesMin: "fixed",
    required: { key: "criterion", more: "tighter", item: { criterion: "fixed", from: "sooner" } },
    // Both work two ways: what is turned down further, or paused sooner, is given back in larger steps.
    modulation: { factor: "fixed", floor: "fixed", holdCycles: "higher" },
  },
  evolution: { harmonyMin: "higher", escalateAfterDays: "lower", arbitrationWindowMs: "lower" },
  // T pays for checks, and fewer of them never help (A57).
  budget: { cap: "lower", rechargePerDay: "lower" },
  overrideDaysMax: "lower",
  frameworks: "free",
};
