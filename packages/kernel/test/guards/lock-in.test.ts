import { describe, expect, test } from "vitest";
import {
  type CorrectionCost,
  correctionCostOf,
  costSeriesAfter,
  FIRST_CORRECTION,
} from "../../src/lock-in/correction-cost.ts";
import type { CostPoint } from "../../src/lock-in/task-cost.ts";
import { costPointOf } from "../../src/lock-in/cost-point.ts";
import { mayRise } from "../../src/lock-in/cost-rise.ts";
import { freshPoints, isAcrossGap, withPoint } from "../../src/lock-in/cost-series.ts";
import { inheritedCosts } from "../../src/lock-in/inherited-costs.ts";
import { retestOf } from "../../src/lock-in/retest.ts";
import type { Lineage } from "../../src/state/lineage.ts";
import type { Run } from "../../src/state/run.ts";
import { checkpoint, closedSet, digestNamed, lineage, stateWith } from "../credit/samples.ts";
import { Costs, flat, suspect, weightsAt } from "../lock-in/costs.ts";

type CostsOfSet = Readonly<Record<string, number>>;

const point = (place: number, costs: CostsOfSet = {}, ordinal = place): CostPoint => ({
  set: `set-${place}`,
  digest: weightsAt(ordinal),
  ordinal,
  costs: Object.entries(costs).map(([task, cost]) => ({ task, cost })),
});
const points = (length: number, costs: (place: number) => CostsOfSet = () => ({ a: 5 })): readonly CostPoint[] =>
  Array.from({ length }, (_, place) => point(place, costs(place)));
const places = (series: readonly CostPoint[]): readonly number[] => series.map(({ ordinal }) => ordinal);
const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, at) => from + at);

describe("the costs that a run keeps", () => {
  test("K-51 32 sets; beyond them the oldest after the first eight goes", () => {
    expect(withPoint(points(31), point(31), null)).toHaveLength(32);
    expect(places(withPoint(points(32), point(32), null))).toEqual([...range(0, 8), ...range(9, 33)]);
  });

  test("K-52 what a re-test has asked for is not let go", () => {
    const retest = { slots: [{ replaces: "set-8", digest: weightsAt(8), ordinal: 8, owed: ["a"], costs: [] }] };
    const kept = withPoint(points(32), point(32), { ...retest, superseded: [] });
    expect(places(kept)).toEqual([...range(0, 9), ...range(10, 33)]);
  });

  test.each([
    [31, 9, false],
    [32, 7, false],
    [32, 8, true],
    [32, 10, true],
    [32, 11, false],
  ])(
    "K-51 of %i points the three before point %i are not the ones before it in truth: %s",
    (length, index, expected) => {
      expect(isAcrossGap(points(length), index, 3)).toBe(expected);
    },
  );

  test("K-52 a new suspicion rests on the re-tested costs and later ones", () => {
    expect(places(freshPoints(points(12), null))).toEqual(range(0, 12));
    expect(places(freshPoints(points(12), "set-5"))).toEqual(range(5, 12));
    // Only what stood right behind the baseline is ever let go: what follows there is fresh.
    expect(places(freshPoints(points(12), "let go"))).toEqual(range(8, 12));
  });

  test("K-51 a set knows its place in training", () => {
    const state = stateWith({ checkpoints: [checkpoint("w3", { ordinal: 3 })] });
    const set = closedSet({ digest: digestNamed("w3"), costs: [{ task: "a", cost: 5 }] });
    expect(costPointOf(state, set)).toMatchObject({ ordinal: 3, costs: [{ task: "a", cost: 5 }] });
  });

  test("K-51 before any set nothing is judged", () => {
    expect(correctionCostOf([], FIRST_CORRECTION)).toBe(FIRST_CORRECTION);
    expect(costSeriesAfter([], FIRST_CORRECTION)).toEqual([]);
  });
});

describe("costs that are missing", () => {
  const mayRiseAtAll = (series: readonly CostPoint[]): boolean => mayRise(series, 20n);
  /** Five tasks that were measured in the first set alone. */
  const left = { a: 5, b: 5, c: 5, d: 5, e: 5 };

  test("K-51 a task is owed from the fourth set on that leaves it out, not before", () => {
    expect(mayRiseAtAll(points(4, (place) => (place === 0 ? left : {})))).toBe(false);
    expect(mayRiseAtAll(points(5, (place) => (place === 0 ? left : {})))).toBe(true);
  });

  test("K-51 a task is not owed before it was first met", () => {
    expect(mayRiseAtAll(points(16, (place) => (place < 10 ? { a: 5 } : { a: 5, late: 5 })))).toBe(false);
  });

  test("K-51 a missing cost is no suspicion where all others fall", () => {
    expect(mayRiseAtAll(points(16, (place) => (place < 8 ? { a: 90 - place, c: 5 } : { a: 90 - place })))).toBe(false);
  });

  test("K-51 a task is not missing where the sets between were let go", () => {
    // Task a rises once in seven (1/7), b once in two: 1/14 is no suspicion. Three costs more of a, all dearer, would be 1/20.
    const rotating = (place: number): CostsOfSet => {
      const a: CostsOfSet = place === 4 ? { a: 5 } : [11, 15, 19, 23, 27, 31].includes(place) ? { a: 6 } : {};
      return place >= 30 ? { ...a, b: place } : a;
    };
    const kept = points(32, rotating);
    expect(mayRiseAtAll(kept)).toBe(false);
    expect(mayRiseAtAll(kept.slice(1))).toBe(true);
  });
});

describe("what a re-test asks for", () => {
  const asked = (series: readonly CostPoint[]) => {
    const { slots, superseded } = retestOf(series, 8);
    return { replaces: slots.map(({ replaces }) => replaces), superseded };
  };
  const sets = (numbers: readonly number[]): readonly string[] => numbers.map((number) => `set-${number}`);

  test("K-52 eight sets on the same weights, where there are no others", () => {
    const same = range(0, 10).map((place) => point(place, { a: 5 }, 3));
    expect(asked(same)).toEqual({ replaces: sets(range(2, 10)), superseded: [] });
  });

  test("K-52 one set of each checkpoint before a second of any, and of these the newest", () => {
    // Three checkpoints, four sets on each: all their newest, and the five newest of the others.
    const rounds = range(0, 12).map((place) => point(place, { a: 5 }, Math.floor(place / 4)));
    expect(asked(rounds)).toEqual({ replaces: sets([3, 5, 6, 7, 8, 9, 10, 11]), superseded: sets([4]) });
  });

  test("K-52 sets without costs have nothing to measure anew", () => {
    const series = points(12, (place) => (place % 4 === 3 ? {} : { a: 5 }));
    expect(asked(series)).toEqual({ replaces: sets([1, 2, 4, 5, 6, 8, 9, 10]), superseded: sets([3, 7, 11]) });
  });
});

describe("what a re-test decides", () => {
  test("K-52 costs count for a new suspicion from the first replaced set on", () => {
    const costs = suspect();
    costs.retest(() => 5);
    expect(costs.correction).toMatchObject({ verdict: "steady", freshFrom: "set-1", setsSinceRetest: 0, retest: null });
  });

  test("K-52 the verdict rests on the sets with costs alone", () => {
    const costs = new Costs();
    costs.close(0, {});
    for (let ordinal = 1; ordinal < 8; ordinal += 1) costs.close(ordinal, { a: 5, b: 7 });
    expect(costs.close(8, { a: 6, b: 8 })).toBe("suspect");
    expect(costs.retest(() => 5)).toBe("steady");
    expect(costs.correction.sets).toBe(8);
  });

  test("K-52 new costs are lock-in where with all that is kept they rise, however flat by themselves", () => {
    const costs = new Costs();
    for (let set = 0; set < 16; set += 1) costs.close(set, { a: 1, b: 1 });
    expect(costs.close(16, { a: 2, b: 2 })).toBe("suspect");
    expect(costs.retest(() => 2)).toBe("rising");
  });

  test("K-52 a re-test that could not have shown a rise clears nothing", () => {
    const costs = flat(8);
    for (let set = 8; set < 14; set += 1) costs.close(set, { [`new-${set}`]: 1 });
    expect(costs.correction.verdict).toBe("suspect");
    expect(costs.retest(() => 5)).toBe("capped");
  });

  test("K-52 a set that serves no slot is kept beside the re-test", () => {
    const costs = suspect();
    costs.close(99, { a: 5, b: 5 });
    expect(places(costs.series)).toEqual([...range(0, 8), 99]);
    expect(costs.retest(() => 5)).toBe("steady");
    expect(places(costs.series)).toEqual([...range(0, 8), 99]);
  });

  test("K-52 of several slots of the same weights a second set serves the second", () => {
    const costs = new Costs();
    for (let set = 0; set < 7; set += 1) costs.close(3, { a: 5, b: 7 });
    expect(costs.close(3, { a: 6, b: 8 })).toBe("suspect");
    expect(costs.retest(() => 5)).toBe("steady");
    expect(costs.series).toHaveLength(8);
  });

  test("K-52 older sets among those asked for are replaced as well", () => {
    const costs = new Costs();
    for (let ordinal = 0; ordinal < 10; ordinal += 1) costs.close(ordinal, { a: 5, b: 5 });
    for (let again = 0; again < 6 && costs.correction.retest === null; again += 1) costs.close(9, { a: 6, b: 6 });
    expect(costs.correction.retest?.superseded).toEqual(["set-10"]);
    expect(costs.retest(() => 5)).toBe("steady");
    expect(places(costs.series)).toEqual(range(0, 10));
    expect(costs.series.some(({ set }) => set === "set-10")).toBe(false);
  });

  const capped = (): Costs => {
    const costs = suspect();
    costs.retest((place) => (place === 7 ? 9 : 5));
    return costs;
  };

  test("K-52 sets without costs are not among the eight that lift the cap", () => {
    const costs = capped();
    for (let set = 8; set < 16; set += 1) expect(costs.close(set, {})).toBe("capped");
    for (let set = 16; set < 23; set += 1) expect(costs.close(set, { a: 5, b: 5 })).toBe("capped");
    expect(costs.close(23, { a: 5, b: 5 })).toBe("steady");
  });

  test("K-52 after eight further sets the cap stays until the rise has gone, and asks for no second re-test", () => {
    const costs = capped();
    for (const [place, cost] of [5, 5, 5, 5, 9, 9, 5, 5].entries()) {
      expect(costs.close(8 + place, { a: cost, b: cost })).toBe("capped");
    }
    expect(costs.correction).toMatchObject({ setsSinceRetest: 8, retest: null });
    expect(costs.close(16, { a: 5, b: 5 })).toBe("steady");
  });
});

describe("costs that a new run takes over", () => {
  const LINE = ["w0", "w1", "w2"].map((name, ordinal) =>
    checkpoint(name, { ordinal, parent: ordinal === 0 ? null : digestNamed(`w${ordinal - 1}`) }),
  );
  const on = (name: string, set: string, cost = 5): CostPoint => ({
    set,
    digest: digestNamed(name),
    ordinal: Number(name.slice(1)),
    costs: [{ task: "a", cost }],
  });
  const correction = (verdict: CorrectionCost["verdict"], sets: number): CorrectionCost => ({
    ...FIRST_CORRECTION,
    verdict,
    sets,
  });
  const run = (name: string, costSeries: readonly CostPoint[], shown: CorrectionCost, startedAt = 1_000): Run =>
    ({ run: name, lineage: "line-1", startedAt, costSeries, correction: shown }) as Run;

  /** What a run that goes on from the weights takes over of these runs. */
  function takenOver(runs: readonly Run[], weights: string | null, fields: Partial<Lineage> = {}) {
    const known = lineage({ runs: runs.map((each) => each.run), ...fields });
    const state = stateWith({ checkpoints: LINE, lineages: [known] });
    const ran = { ...state, runs: runs.reduce((all, each) => all.set(each.run, each), state.runs) };
    return inheritedCosts(ran, known, weights === null ? null : digestNamed(weights));
  }

  const three = [on("w0", "s0"), on("w1", "s1"), on("w2", "s2")];

  test("K-51 all of them on the same weights, with the verdict as it stands", () => {
    const before = run("run-1", three, correction("capped", 3));
    expect(takenOver([before], "w2")).toEqual({ series: three, correction: correction("capped", 3) });
  });

  test("K-51 on older weights those of their line alone, judged anew", () => {
    const before = run("run-1", three, correction("capped", 3));
    expect(takenOver([before], "w1")).toEqual({ series: three.slice(0, 2), correction: correction("unproven", 2) });
  });

  test("K-51 nothing without a lineage or without weights", () => {
    const before = run("run-1", three, correction("capped", 3));
    const nothing = { series: [], correction: FIRST_CORRECTION };
    expect(takenOver([before], null)).toEqual(nothing);
    expect(inheritedCosts(stateWith({ checkpoints: LINE }), undefined, digestNamed("w2"))).toEqual(nothing);
  });

  test.each<[string, number | null, number, boolean]>([
    ["was never killed", null, 0, true],
    ["was killed before the run", 999, 1_000, true],
    ["was killed as the run began", 1_000, 1_000, false],
    ["was killed after it began", 1_001, 1_000, false],
  ])("K-55 of a lineage that %s", (_, killedAt, startedAt, handsOn) => {
    const before = run("run-1", three, correction("capped", 3), startedAt);
    expect(takenOver([before], "w2", { killedAt }).series).toEqual(handsOn ? three : []);
  });

  test.each<[string, CorrectionCost, CorrectionCost, "first" | "second"]>([
    ["the worse verdict", correction("suspect", 1), correction("steady", 9), "first"],
    ["the worse verdict, whichever run it is of", correction("steady", 9), correction("suspect", 1), "second"],
    ["of equal verdicts the one on more sets", correction("steady", 8), correction("steady", 9), "second"],
    ["of equal verdicts the one on more sets, in any order", correction("steady", 9), correction("steady", 8), "first"],
    ["of equal ones the first", correction("steady", 8), correction("steady", 8), "first"],
  ])("K-51 of several runs %s", (_, first, second, expected) => {
    const runs = [run("run-1", [on("w0", "first")], first), run("run-2", [on("w0", "second")], second)];
    expect(takenOver(runs, "w2").series.map(({ set }) => set)).toEqual([expected]);
  });
});
