import { beforeAll, describe, expect, test } from "vitest";
import { findSinglePoints } from "./find-single-points.ts";
import { weaken } from "./weaken.ts";
import { condition } from "../law/condition.ts";
import { cleanApparatus } from "../run/apparatus.ts";
import { FROZEN_SEEDS } from "../run/bounds.ts";
import { columnOf, rowOf } from "../world/grid.ts";
import { PUBLISHED_PHYSICS } from "../world/physics.ts";
import { cleanRank, type Rank, RANK_INFINITE } from "../world/rank.ts";
import { ablate } from "./ablate.ts";
import { calibrate } from "./calibrate.ts";
import { finalVerdict, type StageResults } from "./final-verdict.ts";
import type { BaselineDemand, CalibrationReport } from "./stage-reports.ts";
import { verifyBaseline } from "./verify-baseline.ts";

const apparatus = cleanApparatus(`sha256:${"0".repeat(64)}`);
const silent = () => undefined;
/** Four characters a token: the ladder's order and ends do not depend on the tokenizer. */
const tokensOf = (text: string): number => Math.ceil(text.length / 4);
type AllResults = { readonly [Stage in keyof StageResults]: NonNullable<StageResults[Stage]> };
const without = (more: Partial<StageResults>) => finalVerdict({ ...results, ...more });

/** Ways lead along the middle row and the middle column only, so that one action at a time is progress. */
const rankOnRails: Rank = (rules, state, target) =>
  rowOf(state.cell) === 2 || columnOf(state.cell) === 2 ? cleanRank(rules, state, target) : RANK_INFINITE;

const failedIn = ({ checks }: CalibrationReport): readonly string[] =>
  checks.filter(({ passed }) => !passed).map(({ id }) => id);

let results: AllResults;
beforeAll(() => {
  results = {
    calibration: calibrate(apparatus, silent),
    baseline: verifyBaseline(apparatus, FROZEN_SEEDS, () => null, silent),
    ablations: ablate(apparatus, FROZEN_SEEDS, silent),
    ladders: weaken(apparatus, FROZEN_SEEDS, tokensOf, silent),
    singlePoints: findSinglePoints(apparatus, FROZEN_SEEDS, silent),
  };
}, 120_000);

describe("calibration", () => {
  test("SV-101 SV-102 the frozen world is calibrated: oracle always, Null never, E3 as its table, ways that branch", () => {
    const { verdict, checks, oracle, asbNull } = results.calibration;
    expect(checks.filter(({ passed }) => !passed)).toEqual([]);
    expect(verdict).toBe("CALIBRATED");
    expect(oracle).toEqual({ seeds: 5, episodes: 500, successes: 500 });
    expect(asbNull.episodes).toBe(5_000);
    expect(asbNull.successes).toBe(0);
  });

  test("SV-103 the canonical repairs are among the admissible ones, and far from everything is", () => {
    const { repairA, repairB, tried } = results.calibration.admissible;
    expect(repairA).toContainEqual({ exception: condition("AT_STAMP"), isNarrow: true });
    expect(repairB).toContainEqual({
      atZoneA: condition("CAN_DELIVER_A"),
      atZoneB: condition("CAN_DELIVER_B"),
      isNarrow: true,
    });
    expect(repairA.length + repairB.length).toBeLessThan(tried / 20);
    expect(repairA.some(({ exception }) => exception.op === "TRUE")).toBe(false);
  });

  test("SV-102 a world in which the mask alone steers is no world to tell agents apart in", () => {
    const report = calibrate({ ...apparatus, rank: rankOnRails }, silent);
    expect(report.verdict).toBe("INVALID_RUN / ENV_AUTOPILOT_DEGENERACY");
    expect(failedIn(report)).toEqual([
      "BRANCHES_DEPOSIT_ZONE_ZONE_A",
      "BRANCHES_DEPOSIT_ZONE_ZONE_B",
      "BRANCHES_DEPOSIT_ZONE_ZONE_C",
      "BRANCHES_STAMP_CARGO_CARGO",
    ]);
  });

  test("SV-102 a world in which even the oracle fails an episode does not discriminate", () => {
    const initialRules = apparatus.initialRules.map((rule) =>
      rule.id === "R3" ? { ...rule, expiresEpisode: 99 } : rule,
    );
    const report = calibrate({ ...apparatus, initialRules }, silent);
    expect(report.verdict).toBe("INVALID_RUN / ENV_NOT_DISCRIMINATIVE");
    expect(report.oracle).toEqual({ seeds: 5, episodes: 500, successes: 495 });
    expect(failedIn(report)).toEqual(["ORACLE_SUCCEEDS"]);
  });

  test("SV-101 the public original's physics has no admissible pair: regime 2 cannot be lived in", () => {
    const report = calibrate({ ...apparatus, physics: PUBLISHED_PHYSICS }, silent);
    expect(report.verdict).toBe("INVALID_ENV / NO_ADMISSIBLE_REPAIR_PAIR");
  });

  test("SV-101 a law that permits no stamp at all has no admissible pair", () => {
    const initialRules = apparatus.initialRules.filter(({ id }) => id !== "R9");
    expect(calibrate({ ...apparatus, initialRules }, silent).verdict).toBe("INVALID_ENV / NO_ADMISSIBLE_REPAIR_PAIR");
  });
});

describe("baseline", () => {
  test("SV-105 every point of seed §15 on all five seeds: two repairs, epoch_2, 20 of 20 episodes", () => {
    const { verdict, checks, seeds } = results.baseline;
    expect(checks.filter(({ passed }) => !passed)).toEqual([]);
    expect(verdict).toBe("VERIFIED");
    for (const run of seeds) {
      expect(run.repairs.map(({ name, episode }) => [name, episode])).toEqual([
        ["A", 2],
        ["B", 4],
      ]);
      expect(run.epochs).toHaveLength(3);
      expect(run.episodes.filter(({ success }) => success)).toHaveLength(20);
      expect(run.halt).toBeNull();
    }
  });

  test("SV-105 one rule less in the law, and the candidate is rejected", () => {
    const initialRules = apparatus.initialRules.filter(({ id }) => id !== "R6");
    const report = verifyBaseline({ ...apparatus, initialRules }, [42], () => null, silent);
    expect(report.verdict).toBe("REJECTED");
    expect(report.checks[0]).toMatchObject({ passed: false, found: "0 of 1 seeds" });
  });

  test("SV-105 no seeds verify nothing", () => {
    const baseline = verifyBaseline(apparatus, [], () => null, silent);
    expect(baseline.verdict).toBe("REJECTED");
    expect(without({ baseline }).verdict).toBe("REJECT");
    expect(weaken(apparatus, [], tokensOf, silent).every(({ threshold }) => threshold === null)).toBe(true);
    expect(findSinglePoints(apparatus, [], silent).every(({ verdict }) => verdict !== "NO_COMPENSATION")).toBe(true);
    expect(without({ ablations: ablate(apparatus, [], silent) }).reasons).toHaveLength(4);
  });
});

describe("ablations", () => {
  test.each([
    ["A_SEMANTIC", "TASK"],
    ["B_REFLECTION", "REPAIR_A"],
    ["C_PERSISTENCE", "REPAIR_B"],
    ["D_TRACE", "IMMEDIATE"],
  ])("SV-106 SV-109 %s collapses at %s on every frozen seed", (name, point) => {
    const report = results.ablations.find((each) => each.name === name);
    expect(report).toMatchObject({ collapsePoint: point, collapsedAsExpected: { seeds: 5, count: 5 } });
    expect(report?.frozenSeeds.map(({ seed }) => seed)).toEqual([42, 123, 456, 789, 1000]);
  });

  test("SV-109 the strict reading stops the amnesiac earlier, by R5, and no other", () => {
    const notes = results.ablations.map(({ strictNote }) => strictNote);
    expect(notes.filter((note) => note !== null)).toHaveLength(1);
    expect(notes[2]).toContain("episode 3 R5 finds");
    expect(results.ablations[2]?.firstHalts).toEqual({
      "HALT / NORMATIVE_CONTRADICTION_HALTED: R6_WRONG_PRIOR_EPOCH at episode 3, step 0": 5,
    });
  });

  test("SV-110 shares carry exact bounds", () => {
    expect(results.ablations[0]?.collapsed).toEqual({ seeds: 5, count: 5, lowerPpm: 478_176, upperPpm: 1_000_000 });
  });
});

describe("ladders and single points", () => {
  const ladder = (name: string) => results.ladders.find((each) => each.name === name);

  test("SV-120 SV-121 the first rung of every ladder is the baseline, and the last has collapsed", () => {
    for (const { rungs, threshold } of results.ladders) {
      expect(rungs[0]).toMatchObject({ halted: 0, successes: 100 });
      expect(rungs.at(-1)?.collapsed.count).toBe(5);
      expect(threshold).not.toBeNull();
    }
  });

  test("SV-122 what was foretold of W3: rung 6", () => {
    expect(ladder("W3_REFLECTION")).toMatchObject({ firstFailure: 6, threshold: 6 });
  });

  test("SV-123 what was foretold of W4: rung 14 halts first, in episode 19", () => {
    const { firstFailure, rungs } = ladder("W4_PERSISTENCE")!;
    expect(firstFailure).toBe(14);
    expect(rungs.find(({ value }) => value === 14)?.firstHalt?.episode).toBe(19);
    // Episodes alone would still call rung 2 collapsed (3 of 16); the zones that were served there say otherwise.
    expect(rungs.find(({ value }) => value === 2)?.collapsed.count).toBe(0);
  });

  test("SV-130 SV-131 no single fault is compensated", () => {
    expect(results.singlePoints).toHaveLength(9);
    expect(results.singlePoints.filter(({ verdict }) => verdict !== "NO_COMPENSATION")).toEqual([]);
  });
});

describe("SV-111 the final verdict", () => {
  test("accepts, and says by what", () => {
    const { verdict, classification, reasons } = finalVerdict(results);
    expect([verdict, classification]).toEqual(["ACCEPT", "ACCEPTED / MINIMAL_AGENCY_INSTANTIATED"]);
    expect(reasons).toHaveLength(10);
  });

  test("an ablation that does not collapse where it should rejects", () => {
    const ablations = results.ablations.with(2, {
      ...results.ablations[2]!,
      collapsedAsExpected: { seeds: 5, count: 4, lowerPpm: 0, upperPpm: 0 },
    });
    const verdict = without({ ablations });
    expect(verdict).toMatchObject({ verdict: "REJECT", classification: "DISQUALIFIED / REDUNDANCY_DETECTED" });
    expect(verdict.reasons).toEqual(["ablation C_PERSISTENCE: 4 of 5 seeds collapse at REPAIR_B"]);
  });

  test("an amnesiac that survives Repair B falsifies MVRSA (seed §16), and the reasons say so", () => {
    const report = results.ablations[2]!;
    const points = { ...report.points, REPAIR_B: 4, NONE: 1 };
    const collapsedAsExpected = { ...report.collapsedAsExpected, count: 4 };
    const ablations = results.ablations.with(2, { ...report, points, collapsedAsExpected });
    expect(without({ ablations })).toEqual({
      verdict: "REJECT",
      classification: "DISQUALIFIED / REDUNDANCY_DETECTED",
      reasons: [
        "ablation C_PERSISTENCE: 4 of 5 seeds collapse at REPAIR_B",
        "MVRSA falsified: without persistence 1 of 5 seeds survive Repair B",
      ],
    });
  });

  test("a missing ablation, ladder or fault is no ground to accept, and no proof of redundancy", () => {
    const invalid = { verdict: "REJECT", classification: "INVALID_RUN" };
    expect(without({ ablations: results.ablations.slice(1) })).toEqual({
      ...invalid,
      reasons: ["ablation A_SEMANTIC: not run"],
    });
    expect(without({ ladders: results.ladders.slice(0, 3) })).toEqual({
      ...invalid,
      reasons: ["ladder W4_PERSISTENCE: not run"],
    });
    expect(without({ singlePoints: results.singlePoints.slice(1) })).toEqual({
      ...invalid,
      reasons: ["single point S1_JUSTIFICATION: not tried"],
    });
  });

  test.each([
    ["calibration", "calibration"],
    ["baseline", "baseline"],
    ["ablations", "ablations"],
    ["ladders", "weakening ladders"],
    ["singlePoints", "single points of failure"],
  ] as const)("a sound experiment without its %s is rejected for that alone", (stage, words) => {
    expect(without({ [stage]: null })).toEqual({
      verdict: "REJECT",
      classification: "INVALID_RUN",
      reasons: [`${words}: not run`],
    });
  });

  const LATER = { ablations: null, ladders: null, singlePoints: null } as const;
  const LATER_REASONS = ["ablations: not run", "weakening ladders: not run", "single points of failure: not run"];

  test("a failed calibration ends it: no baseline is needed to reject", () => {
    const calibration = calibrate({ ...apparatus, physics: PUBLISHED_PHYSICS }, silent);
    const { reasons, ...said } = finalVerdict({ calibration, baseline: null, ...LATER });
    expect(said).toEqual({ verdict: "REJECT", classification: "INVALID_RUN" });
    expect(reasons[0]).toBe("calibration: INVALID_ENV / NO_ADMISSIBLE_REPAIR_PAIR");
    expect(reasons).toContain('calibration: not "the oracle always succeeds" (20 of 25 episodes)');
    expect(reasons.slice(-4)).toEqual(["baseline: not run", ...LATER_REASONS]);
  });

  const failing = (...demands: readonly BaselineDemand[]): StageResults["baseline"] => ({
    ...results.baseline,
    verdict: "REJECTED",
    checks: results.baseline.checks.map((each) => ({ ...each, passed: !demands.includes(each.id as BaselineDemand) })),
  });

  test.each([
    ["Ontological Collapse", ["REPAIRS_B"]],
    ["Ontological Collapse", ["BREAKS_NO_GUARDRAIL"]],
    ["ASB-Class Reducibility", ["DIVERGES_FROM_ASB_NULL"]],
    ["ASB-Class Reducibility", ["REPAIRS_A", "DIVERGES_FROM_ASB_NULL", "BREAKS_NO_GUARDRAIL"]],
  ] as const)("a failed baseline ends it: %s for %j", (classification, demands) => {
    const { reasons, ...said } = without({ baseline: failing(...demands), ...LATER });
    expect(said).toEqual({ verdict: "REJECT", classification });
    expect(reasons).toHaveLength(1 + demands.length + LATER_REASONS.length);
    expect([reasons[0], ...reasons.slice(-3)]).toEqual(["baseline: REJECTED", ...LATER_REASONS]);
  });

  test("a ladder without a threshold and a survived fault reject", () => {
    const ladders = results.ladders.with(0, { ...results.ladders[0]!, threshold: null });
    expect(without({ ladders }).reasons).toEqual(["ladder W1_TRACES: no rung collapses"]);
    const singlePoints = results.singlePoints.with(0, {
      ...results.singlePoints[0]!,
      verdict: "DISQUALIFIED / REDUNDANCY_DETECTED",
    });
    expect(without({ singlePoints }).verdict).toBe("REJECT");
  });

  test("one check of a calibration makes the run invalid, whatever its verdict says, and the other way round", () => {
    const [first, ...others] = results.calibration.checks;
    const checks = [{ ...first!, passed: false }, ...others];
    expect(without({ calibration: { ...results.calibration, checks } }).classification).toBe("INVALID_RUN");
    const verdict = "INVALID_RUN / ENV_NOT_DISCRIMINATIVE";
    expect(without({ calibration: { ...results.calibration, verdict } }).classification).toBe("INVALID_RUN");
  });
});

describe("SV-112 an exception in a run is no result", () => {
  const broken = () => {
    throw new RangeError("out of order");
  };

  test("it comes out of every stage, and is counted as no collapse", () => {
    const faulty = { ...apparatus, rank: broken };
    expect(() => calibrate(faulty, silent)).toThrow(RangeError);
    expect(() => verifyBaseline(faulty, [42], () => null, silent)).toThrow(RangeError);
    expect(() => ablate(faulty, [42], silent)).toThrow(RangeError);
    expect(() => weaken(apparatus, [42], broken, silent)).toThrow(RangeError);
    expect(() => findSinglePoints(faulty, [42], silent)).toThrow(RangeError);
  });
});
