import { describe, expect, test } from "vitest";
import { inheritedSeries } from "../../src/control/inherited-series.ts";
import { type ControlPoint, STEADY, type Steerability } from "../../src/control/steerability.ts";
import type { Run } from "../../src/state/run.ts";
import { emptyState, type KernelState } from "../../src/state/state.ts";
import { checkpoint, lineage } from "../credit/samples.ts";
import { weights } from "../test-site.ts";

const FALLING: Steerability = { verdict: "falling", velocityPpm: -60_000, cell: null };
const DECAYED: Steerability = { verdict: "decayed", velocityPpm: -60_000, cell: null };

const at = (name: string, trials = 100): ControlPoint =>
  ({ digest: weights(name), cells: { "goal_edit/EVAL": { trials } } }) as unknown as ControlPoint;

const runWith = (run: string, series: readonly ControlPoint[], fields: Partial<Run> = {}): Run =>
  ({ run, startedAt: 10, series, steerability: STEADY, ...fields }) as Run;

/** Weights `w0` to `w2` on one line, and `x` beside it. */
function stateOf(runs: readonly Run[]): KernelState {
  const named = (name: string, parent: string | null) =>
    checkpoint(name, { digest: weights(name), parent: parent === null ? null : weights(parent) });
  const checkpoints = [named("w0", null), named("w1", "w0"), named("w2", "w1"), named("x", "w0")];
  const state = emptyState();
  return {
    ...state,
    checkpoints: checkpoints.reduce((all, each) => all.set(each.digest, each), state.checkpoints),
    runs: runs.reduce((all, run) => all.set(run.run, run), state.runs),
  };
}

const from = (runs: readonly Run[], head: string | null = "w2", killedAt: number | null = null) =>
  inheritedSeries(
    stateOf(runs),
    lineage({ runs: ["gone", ...runs.map(({ run }) => run)], killedAt }),
    head === null ? null : weights(head),
  );

const NOTHING = { series: [], steerability: STEADY };

describe("K-30 what a run takes over with its weights", () => {
  const line = [at("w0"), at("w1")];

  test("K-30 nothing without weights, without a lineage, and of a run that is not known", () => {
    const runs = [runWith("a", line, { steerability: FALLING })];
    expect(from(runs, null)).toEqual(NOTHING);
    expect(inheritedSeries(stateOf(runs), undefined, weights("w2"))).toEqual(NOTHING);
    expect(from([])).toEqual(NOTHING);
  });

  test("K-30 the worst verdict, whichever run came first and whatever rests on less", () => {
    const runs = [
      runWith("steady", [...line, at("w2")]),
      runWith("decayed", [at("w1")], { steerability: DECAYED }),
      runWith("falling", line, { steerability: FALLING }),
    ];
    for (const order of [runs, runs.toReversed()])
      expect(from(order)).toEqual({ series: [at("w1")], steerability: DECAYED });
  });

  test("K-30 of equal verdicts the one of more points, then of more trials, then of the run that was first", () => {
    const short = runWith("short", [at("w0", 900)], { steerability: FALLING });
    const few = runWith("few", [at("w0", 90), at("w1", 90)], { steerability: FALLING });
    const many = runWith("many", [at("w0", 90), at("w1", 91)], { steerability: FALLING });
    const same = runWith("same", [at("w1", 91), at("w0", 90)], { steerability: FALLING });
    for (const order of [
      [short, few, many],
      [many, few, short],
      [few, many, short],
    ])
      expect(from(order).series).toEqual(many.series);
    expect(from([many, same]).series).toEqual(many.series);
    expect(from([same, many]).series).toEqual(same.series);
  });

  test("K-30 points beside the line are left behind, and with them the verdict that rests on them", () => {
    const run = runWith("a", [...line, at("x")], { steerability: FALLING });
    expect(from([run])).toEqual({ series: line, steerability: STEADY });
    expect(from([run], "w0")).toEqual({ series: [at("w0")], steerability: STEADY });
    expect(from([runWith("a", line, { steerability: FALLING })])).toEqual({ series: line, steerability: FALLING });
  });

  test("K-30 a release begins anew: runs that started up to the kill hand nothing on, later ones do", () => {
    const falling = { steerability: FALLING };
    expect(from([runWith("a", line, { ...falling, startedAt: 9 })], "w2", 10)).toEqual(NOTHING);
    expect(from([runWith("a", line, { ...falling, startedAt: 10 })], "w2", 10)).toEqual(NOTHING);
    expect(from([runWith("a", line, { ...falling, startedAt: 11 })], "w2", 10).steerability).toEqual(FALLING);
  });
});
