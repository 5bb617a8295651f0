import { describe, expect, test } from "vitest";
import { checkModel, ModelCheck, SMALL_SCOPE } from "../../src/check/model-check.ts";
import { repairLetters } from "../../src/check/letters/repair-letters.ts";
import { THE_EXPERIMENT } from "../../src/check/specimen.ts";
import { GATE_RULES } from "../../src/gate/gate-rules.ts";

const report = checkModel(THE_EXPERIMENT, SMALL_SCOPE);

describe("SV-160 the product space", () => {
  test("SV-160 no rule is broken in any state of the grid, under any law that can be reached", () => {
    expect(report.violations).toEqual([]);
    expect(report.violationCount).toBe(0);
  });

  test("SV-160 the whole grid is looked at under every law", () => {
    expect(report.productStates).toBe(4_800 * report.laws);
    expect(report.laws).toBeGreaterThanOrEqual(10);
    expect(report.contradictions).toBeGreaterThan(100);
  });

  test("SV-160 the rank of every target in every state is the distance that a search finds", () => {
    expect(report.ranks).toBe(4_800 * 6);
  });
});

describe("SV-161 orthogonality", () => {
  test("SV-161 fields of one contradiction are flipped under every law and leave the other as it is", () => {
    expect(report.orthogonalityComparisons).toBeGreaterThan(50_000);
    expect(report.violations.filter(({ part }) => part === "orthogonality")).toEqual([]);
  });
});

describe("SV-162 E3", () => {
  test("SV-162 every episode with every acceptance of Repair A is as the table says", () => {
    // Twenty episodes with no acceptance, and episodes 3 to 19 with each acceptance from episode 2 on.
    expect(report.scheduleCases).toBe(20 + (17 * 18) / 2);
  });
});

describe("SV-163 the gate", () => {
  test("SV-163 every rule of the gate is the first that is broken somewhere, and nothing else is answered", () => {
    const { ACCEPTED: accepted, ...refused } = report.answers;
    // What R3 has compiled, R2 need not compile again: its own code for that can never come.
    const codes = new Set(GATE_RULES.map(({ code }) => code).filter((code) => code !== "R2_COMPILATION_FAILED"));
    expect(Object.keys(refused).sort()).toEqual([...codes].sort());
    expect(accepted).toBe(report.repairsAccepted);
    expect(accepted).toBeGreaterThan(10);
  });

  test("SV-163 the largest family has every condition of two literals for every ban", () => {
    expect(repairLetters("wide").length).toBeGreaterThan(9_000);
    expect(new Set(repairLetters("wide").map(({ label }) => label)).size).toBeGreaterThan(8_000);
  });
});

describe("SV-164 the run graph", () => {
  test("SV-164 runs are played through the experiment itself, and every step is judged", () => {
    expect(report.runs).toBeGreaterThanOrEqual(2 * (SMALL_SCOPE.waysMax ?? 0));
    expect(report.runStates).toBeGreaterThan(500);
    expect(report.transitions).toBeGreaterThan(100_000);
  });

  test("SV-164 every halt and failure of the seed comes about", () => {
    expect(report.endings).toEqual([
      "FAILURE / NORMATIVE_DEADLOCK_AFTER_A",
      "FAILURE / PATCH_STACKING",
      "FAILURE / REPAIR_A_TOO_LATE",
      "HALT / COMPILATION_FAILURE",
      "HALT / DELIBERATION_FAILURE",
      "HALT / NORMATIVE_CONTRADICTION_HALTED",
      "HALT / NO_FEASIBLE_ACTIONS",
      "INVALID_ENV / COMPILER_DRIFT",
      "INVALID_REPAIR / B_SUBSUMED_BY_A",
    ]);
  });

  test("SV-164 a check that left something out says so", () => {
    expect(report.isWhole).toBe(false);
    const begun = new ModelCheck(THE_EXPERIMENT, SMALL_SCOPE);
    begun.step();
    expect(begun.report().submissions).toBe(0);
    expect(begun.states).toBeGreaterThan(0);
  });
});
