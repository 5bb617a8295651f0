import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Directive, directionOf } from "../../src/direction/executive.ts";
import { FULL_USE, setPointAfter, SHIPPED_MODULATION } from "../../src/modulation/modulate.ts";
import { brittle, cascade } from "../../src/prediction/failure.ts";
import { askFor, engineAt } from "../../src/stability/engine-load.ts";
import { SHIPPED_STABILITY } from "../../src/stability/stability-limits.ts";
import { statusOf } from "../../src/verification/claim-status.ts";
import { weigh } from "../../src/verification/weigh.ts";

interface Chances {
  readonly within: Readonly<Record<string, number>>;
}

interface Vectors {
  readonly scores: readonly {
    readonly supporting: readonly number[];
    readonly refuting: readonly number[];
    readonly score: number;
    readonly status: string;
  }[];
  readonly failures: readonly (Chances & {
    readonly distance: number;
    readonly drift: number;
    readonly spread: number;
  })[];
  readonly suddenFailures: readonly (Chances & { readonly events: number; readonly cycles: number })[];
  readonly directions: readonly {
    readonly failure: number;
    readonly acceptable: number;
    readonly previous: { readonly directive: Directive; readonly failure: number } | null;
    readonly directive: Directive;
  }[];
  readonly highStress: readonly number[];
  readonly modulations: readonly number[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/release/arithmetic.json", import.meta.url), "utf8"),
) as Vectors;

const LIMITS = { corroboration: 7_000, contestedFrom: 3_000, refutedFrom: 7_000, groupsMin: 1 };
const grouped = (weights: readonly number[]) => weights.map((weight, place) => ({ group: `g${place}`, weight }));

test.each(vectors.scores)("A14 RS-20 $supporting for and $refuting against give $score", (row) => {
  const score = weigh(grouped(row.supporting), grouped(row.refuting));
  expect(score.score).toBe(row.score);
  expect(statusOf(score, LIMITS)).toBe(row.status);
});

test.each(vectors.failures)("A44 RS-50 a walk $distance from the line, drift $drift, spread $spread", (row) => {
  for (const [cycles, chance] of Object.entries(row.within)) {
    expect(Math.abs(cascade(row, Number(cycles)) - chance)).toBeLessThan(1e-6);
  }
});

test.each(vectors.suddenFailures)("A44 RS-50 $events events in $cycles cycles", ({ events, cycles, within }) => {
  for (const [ahead, chance] of Object.entries(within)) {
    expect(Math.abs(brittle(events, cycles, Number(ahead)) - chance)).toBeLessThan(1e-6);
  }
});

test.each(vectors.directions)("A42 RS-60 $failure against $acceptable is $directive", ({ directive, ...facts }) => {
  expect(directionOf({ ...facts, ceiling: 9_500, isAborted: false }).directive).toBe(directive);
});

test("A30 RS-42 high-stress tasks take the evaluator's index down by a fifth of the whole", () => {
  let load = engineAt(SHIPPED_STABILITY);
  for (const index of vectors.highStress) {
    expect(load.index).toBe(index);
    load = askFor(SHIPPED_STABILITY.highStress, load, SHIPPED_STABILITY).load;
  }
});

test("RS-90 each modulation leaves 85 in a hundred, rounded down", () => {
  let point = FULL_USE;
  for (const share of vectors.modulations) {
    point = setPointAfter("MODULATE", point, SHIPPED_MODULATION);
    expect(point.share).toBe(share);
  }
});
