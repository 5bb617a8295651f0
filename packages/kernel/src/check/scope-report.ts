import type { Exploration } from "./exploration.ts";
import type { Violation } from "./violation.ts";

/** What was explored of one fixture. */
export interface FixtureReport {
  readonly fixture: string;
  readonly lacks: string | null;
  readonly letters: number;
  /** Different situations. */
  readonly states: number;
  /** All words up to this length were tried. */
  readonly depth: number;
  /** Whether longer words would reach nothing new. */
  readonly isExhausted: boolean;
  /** Situations in which something has power. */
  readonly powered: number;
  /** The most power that anything had, ppm. */
  readonly highestPpm: number;
  /** Training leases and tokens granted. */
  readonly grants: number;
  readonly violations: number;
}

/** What the exhaustive check went through and found. */
export interface ScopeReport {
  readonly fixtures: readonly FixtureReport[];
  readonly violations: readonly Violation[];
  readonly states: number;
  /** All words up to this length were tried in every fixture. */
  readonly depth: number;
  /** Training leases and tokens granted, in all fixtures. */
  readonly grantsReached: number;
}

export function scopeReport(explorations: readonly Exploration[]): ScopeReport {
  const fixtures = explorations.map(fixtureReport);
  const unfinished = fixtures.filter(({ isExhausted }) => !isExhausted).map(({ depth }) => depth);
  return {
    fixtures,
    violations: explorations.flatMap(({ violations }) => violations),
    states: fixtures.reduce((sum, { states }) => sum + states, 0),
    depth: unfinished.length === 0 ? Math.max(0, ...fixtures.map(({ depth }) => depth)) : Math.min(...unfinished),
    grantsReached: fixtures.reduce((sum, { grants }) => sum + grants, 0),
  };
}

const fixtureReport = (exploration: Exploration): FixtureReport => {
  const { fixture, states, depth, isDone, powered, highestPpm, grants, violations } = exploration;
  return {
    fixture: fixture.name,
    lacks: fixture.lacks,
    letters: fixture.alphabet.length,
    states,
    depth,
    isExhausted: isDone,
    powered,
    highestPpm,
    grants,
    violations: violations.length,
  };
};
