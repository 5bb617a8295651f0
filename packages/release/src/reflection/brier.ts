import type { EarlierEvaluation } from "../evaluation/site-facts.ts";
import type { Course } from "./reflection.ts";

/** A chance of failure that was foretold, in ten-thousandths, and whether it failed. */
export interface Foretelling {
  readonly failure: number;
  readonly hasFailed: boolean;
}

const CERTAIN = 10_000;

/** Mean squared error (Brier, 1950), in ten-thousandths, rounded up: 0 is perfect, 10 000 always wrong. Null of none. */
export function brierOf(foretellings: readonly Foretelling[]): number | null {
  if (foretellings.length === 0) return null;
  const squares = foretellings.map(({ failure, hasFailed }) => BigInt(failure - (hasFailed ? CERTAIN : 0)) ** 2n);
  const sum = squares.reduce((total, square) => total + square, 0n);
  const scale = BigInt(CERTAIN * foretellings.length);
  return Number((sum + scale - 1n) / scale);
}

/**
 * What each earlier evaluation foretold, against the one after it: it failed where the next found stability Red, or was aborted.
 * `act` is the evaluation of now. What was not foretold is not counted.
 */
export function foretellingsOf(earlier: readonly EarlierEvaluation[], act: Course): readonly Foretelling[] {
  const outcomes = [...earlier.slice(1).map(hasFailed), act.votes.L2 === "RED"];
  return earlier.flatMap(({ course }, place) =>
    course.failure === null ? [] : [{ failure: course.failure, hasFailed: outcomes[place] ?? true }],
  );
}

const hasFailed = ({ course, outcome }: EarlierEvaluation): boolean =>
  course.votes.L2 === "RED" || outcome === "aborted";
