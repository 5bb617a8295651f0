import { describe, expect, test } from "vitest";
import type { CorrectionCost } from "../../src/lock-in/correction-cost.ts";
import { correctionPower } from "../../src/power/correction-power.ts";
import type { Run } from "../../src/state/run.ts";
import { Costs, flat, suspect } from "./costs.ts";

const powerOf = ({ correction }: Costs) => correctionPower({ correction } as Run);

describe("K-51 correction cost", () => {
  test("K-51 below eight window sets nothing is proven: research at most", () => {
    const costs = flat(7);
    expect(costs.correction.verdict).toBe("unproven");
    expect(powerOf(costs)).toMatchObject({ levelPpm: 200_000, reasons: ["CORRECTION_UNPROVEN"] });
    expect(costs.close(7, { a: 5, b: 7 })).toBe("steady");
    expect(powerOf(costs).levelPpm).toBe(1_000_000);
  });

  test("K-51 eight sets on the same digest count", () => {
    const costs = new Costs();
    for (let set = 0; set < 8; set += 1) costs.close(3, { a: 5 });
    expect(costs.correction.verdict).toBe("steady");
  });

  test("K-51 sets without costs do not count", () => {
    const costs = new Costs();
    for (let set = 0; set < 20; set += 1) costs.close(set, {});
    expect(costs.correction).toMatchObject({ verdict: "unproven", sets: 0 });
  });

  test("K-51 tasks that were each measured once can show nothing: unproven, however many", () => {
    const costs = new Costs();
    for (let set = 0; set < 4; set += 1) costs.close(0, { [`x${set}`]: set });
    for (let set = 4; set < 8; set += 1) costs.close(0, { [`x${set - 4}`]: set });
    expect(costs.correction.verdict).toBe("unproven");
  });

  test("K-51 p at most 1e-4 is lock-in: one task rising in eight sets (1/40320)", () => {
    const costs = new Costs();
    for (let set = 0; set < 7; set += 1) expect(costs.close(set, { a: set })).toBe("unproven");
    expect(costs.close(7, { a: 7 })).toBe("rising");
  });

  test("K-51 p of 8/40320 is above 1e-4: one neighbouring exchange is suspect, not lock-in", () => {
    const costs = new Costs();
    for (const [set, cost] of [0, 2, 1, 3, 4, 5, 6, 7].entries()) costs.close(set, { a: cost });
    expect(costs.correction.verdict).toBe("suspect");
    expect(powerOf(costs)).toMatchObject({ levelPpm: 0, reasons: ["CORRECTION_SUSPECT"] });
  });

  test("K-51 lock-in stays until a release, whatever is measured after it", () => {
    const costs = new Costs();
    for (let set = 0; set < 8; set += 1) costs.close(set, { a: set });
    for (let set = 8; set < 20; set += 1) expect(costs.close(set, { a: 0 })).toBe("rising");
  });

  test("K-51 falling costs are steady", () => {
    const costs = new Costs();
    for (let set = 0; set < 8; set += 1) costs.close(set, { a: 100 - set, b: 50 - set });
    expect(costs.correction.verdict).toBe("steady");
  });

  test("K-51 probing old, cheap weights again does not hide a rise: costs are ordered by training", () => {
    const costs = new Costs();
    for (const ordinal of [5, 6, 7, 8, 1, 2, 3]) costs.close(ordinal, { a: ordinal });
    expect(costs.close(4, { a: 4 })).toBe("rising");
  });

  test("K-51 a task that is left out for a whole rotation counts as the dearest, and never kills", () => {
    const costs = new Costs();
    for (let set = 0; set < 4; set += 1) costs.close(set, { a: 5, b: 7, c: 3, d: 2 });
    for (let set = 4; set < 16; set += 1) costs.close(set, { a: 5 });
    expect(costs.correction.verdict).toBe("suspect");
    expect(costs.correction.retest?.slots).toHaveLength(8);
  });

  test("K-51 tasks that rotate are not missing: three of twelve in each set", () => {
    const costs = new Costs();
    for (let set = 0; set < 40; set += 1) {
      const tasks = [0, 1, 2].map((place) => `task-${(set * 3 + place) % 12}`);
      const verdict = costs.close(set, Object.fromEntries(tasks.map((task) => [task, 9])));
      expect(verdict).toBe(set < 8 ? "unproven" : "steady");
    }
  });

  test("K-51 new tasks in every set do not dodge the trend", () => {
    const costs = new Costs();
    for (let set = 0; set < 8; set += 1) costs.close(set, { a: 5, b: 5 });
    for (let set = 8; set < 14; set += 1) costs.close(set, { [`new-${set}`]: 1 });
    expect(costs.correction.verdict).toBe("suspect");
  });

  test("K-51 32 sets are kept, the first eight for good: a slow rise does not slide out of memory", () => {
    const costs = new Costs();
    let verdict: CorrectionCost["verdict"] = "unproven";
    let sets = 0;
    while (verdict !== "rising" && sets < 400) {
      verdict = costs.close(sets, { a: 10 + Math.floor(sets / 150) });
      if (verdict === "suspect") verdict = costs.retest(() => 10 + Math.floor(sets / 150));
      sets += 1;
      expect(costs.series.length).toBeLessThanOrEqual(32);
    }
    expect(verdict).toBe("rising");
    expect(costs.series.slice(0, 8).map(({ ordinal }) => ordinal)).toEqual([...Array(8).keys()]);
  });
});

describe("K-52 re-test", () => {
  test("K-52 asks for the last eight checkpoints, one set of each before a second of any", () => {
    const costs = new Costs();
    for (let ordinal = 0; ordinal < 10; ordinal += 1) costs.close(ordinal, { a: 5, b: 5 });
    for (let again = 0; again < 6 && costs.correction.retest === null; again += 1) costs.close(9, { a: 6, b: 6 });
    expect(costs.correction.retest?.slots.map(({ ordinal }) => ordinal)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("K-52 steady costs in new worlds resume the run, and replace the old ones", () => {
    const costs = suspect();
    expect(costs.retest(() => 5)).toBe("steady");
    expect(costs.series.flatMap((point) => point.costs.map(({ cost }) => cost))).toEqual(Array(16).fill(5));
    expect(powerOf(costs).levelPpm).toBe(1_000_000);
  });

  test("K-52 p at most 0.001 is lock-in", () => {
    expect(suspect().retest((place) => place)).toBe("rising");
  });

  test("K-52 p at most 0.05 resumes at research, and eight further steady sets lift that", () => {
    const costs = suspect();
    expect(costs.retest((place) => (place === 7 ? 9 : 5))).toBe("capped");
    expect(powerOf(costs)).toMatchObject({ levelPpm: 200_000, reasons: ["CORRECTION_CAPPED"] });
    for (let set = 8; set < 15; set += 1) expect(costs.close(set, { a: 5, b: 5 })).toBe("capped");
    expect(costs.close(15, { a: 5, b: 5 })).toBe("steady");
  });

  test("K-52 capped costs that go on rising are lock-in", () => {
    const costs = suspect();
    costs.retest((place) => (place === 7 ? 9 : 5));
    let verdict = costs.correction.verdict;
    for (let set = 8; set < 16 && verdict === "capped"; set += 1)
      verdict = costs.close(set, { a: set + 2, b: set + 2 });
    expect(verdict).toBe("rising");
  });

  test("K-52 until every cost is measured anew the run stays paused; leaving one out helps nobody", () => {
    const costs = suspect();
    for (const { ordinal } of costs.correction.retest?.slots ?? []) costs.close(ordinal, { a: 5 });
    expect(costs.correction.verdict).toBe("suspect");
    for (let set = 0; set < 30; set += 1) expect(costs.close(set % 8, {})).toBe("suspect");
    for (let ordinal = 0; ordinal < 7; ordinal += 1) expect(costs.close(ordinal, { b: 5 })).toBe("suspect");
    expect(costs.close(7, { b: 5 })).toBe("steady");
  });

  test("K-52 a cost measured anew is not measured a second time", () => {
    const costs = suspect();
    for (let ordinal = 7; ordinal > 0; ordinal -= 1) costs.close(ordinal, { a: ordinal, b: ordinal });
    for (let ordinal = 7; ordinal > 0; ordinal -= 1) costs.close(ordinal, { a: 0, b: 0 });
    expect(costs.close(0, { a: 0, b: 0 })).toBe("rising");
  });

  test("K-52 sets on other weights, or of other tasks, do not serve the re-test", () => {
    const costs = suspect();
    expect(costs.close(99, { a: 5, b: 5 })).toBe("suspect");
    expect(costs.close(3, { other: 5 })).toBe("suspect");
    expect(costs.correction.retest?.slots.every(({ costs: anew }) => anew.length === 0)).toBe(true);
  });

  test("K-52 re-tests do not forget: what came before them still counts towards lock-in", () => {
    const costs = new Costs();
    for (let set = 0; set < 16; set += 1) costs.close(set, { a: 1, b: 1 });
    let verdict: CorrectionCost["verdict"] = "steady";
    for (let set = 16; set < 48 && verdict !== "rising"; set += 1) {
      verdict = costs.close(set, { a: 2, b: 2 });
      if (verdict === "suspect") verdict = costs.retest(() => 2);
    }
    expect(verdict).toBe("rising");
  });
});
