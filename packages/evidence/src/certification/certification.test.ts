import { RandomStream, reduced } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import { clusteredTally } from "../claims/cluster-tally.ts";
import { type Adversary, CAPRICIOUS, HIDING, MOVING, PATIENT } from "./adversary.ts";
import { agreementOf } from "./agreement.ts";
import { kernelRule, withoutSpending, withoutVoids } from "./cell-judge.ts";
import { isKept, reportTables } from "./certification-report.ts";
import { certificationRows, FALSE_RATE, TRIALS } from "./certification-rows.ts";
import { DrawTable } from "./draw-table.ts";
import { chanceOfAtMost, everProvenPpm, lastAttempt, lifetimeChancePpm, spentPpm } from "./exact-chance.ts";
import { attemptsAtOnce, decidingKernel } from "./kernel-judge.ts";
import { binomialWeights, clusterWeights } from "./laws.ts";
import { type CertificationRow, isBeyond, isWithin, measured, type MeasuredRate } from "./measured-rate.ts";
import { sampleCosts, PLAIN_ALPHA } from "./sample-costs.ts";
import { bettingBoundary, clusteredWindow, peekingBoundary, pointBoundary } from "./stopping.ts";

const SEED = "a small simulation";
const RUNS = 20_000;
const rows = certificationRows();
const measuredAs = (row: CertificationRow, runs = RUNS): MeasuredRate => measured(row, runs, SEED);
/** Without its exact chance, which for a contrast nobody needs here. */
const simulated = (what: string, runs = 5_000): MeasuredRate =>
  measured({ ...rowOf(what), exactPpm: null }, runs, SEED);
const rowOf = (what: string): CertificationRow => rows.find((row) => row.what.startsWith(what))!;

describe("E-141 what is drawn has the chances that it is said to have", () => {
  test("E-141 a table draws every value as often as its weight says, the rarest too", () => {
    const weights = [5n, 0n, 90n, 4n, 1n];
    const table = DrawTable.ofWeights(weights);
    const stream = RandomStream.from("draws");
    const counts = weights.map(() => 0);
    for (let draw = 0; draw < 200_000; draw += 1) counts[table.draw(stream)]! += 1;
    expect(counts[1]).toBe(0);
    for (const [value, weight] of weights.entries())
      expect(Math.abs(counts[value]! / 200_000 - Number(weight) / 100)).toBeLessThan(0.003);
  });

  test("E-141 a word that falls on a boundary is decided by the next two", () => {
    const table = DrawTable.ofWeights([1n, 1n]);
    const words = (...drawn: number[]) => ({ uint32: () => drawn.shift() ?? 0 }) as RandomStream;
    expect(table.draw(words(0x7fff_ffff))).toBe(0);
    expect(table.draw(words(0x8000_0000, 0, 0))).toBe(1);
    expect(table.draw(words(0xffff_ffff))).toBe(1);
    // 1/3 is 0x55555555 55555555 55555555 and a rest.
    const third = DrawTable.ofWeights([1n, 2n]);
    expect(third.draw(words(0x5555_5555, 0x5555_5555, 0x5555_5554))).toBe(0);
    expect(third.draw(words(0x5555_5555, 0x5555_5555, 0x5555_5555))).toBe(1);
  });

  test("E-141 trials of a cluster fail as often as trials by themselves, and any two with the stated correlation", () => {
    for (const [trials, percent] of [
      [2, 50],
      [10, 10],
      [94, 100],
    ] as const) {
      const weights = clusterWeights(trials, FALSE_RATE, percent);
      const total = weights.reduce((sum, weight) => sum + weight, 0n);
      const moment = (value: (failures: bigint) => bigint): bigint =>
        weights.reduce((sum, weight, failures) => sum + weight * value(BigInt(failures)), 0n);
      expect(
        reduced(
          moment((k) => k),
          total,
        ),
      ).toEqual(reduced(BigInt(trials) * 11n, 1000n));
      // E[k(k − 1)] = m(m − 1)(p² + ρ p (1 − p))
      const pairs = BigInt(trials * (trials - 1));
      const both = reduced(pairs * (11n * 11n * 100n + BigInt(percent) * 11n * 989n), 100_000_000n);
      expect(
        reduced(
          moment((k) => k * (k - 1n)),
          total,
        ),
      ).toEqual(both);
    }
  });

  test("E-141 the exact chances are those of the binomial law", () => {
    const five = chanceOfAtMost(TRIALS, reduced(1n, 100n), 5);
    expect(Number((five.numerator * 10_000n) / five.denominator)).toBe(303);
    expect(chanceOfAtMost(10, reduced(1n, 2n), 10)).toEqual({ numerator: 1024n, denominator: 1024n });
    expect(chanceOfAtMost(10, reduced(1n, 2n), -1).numerator).toBe(0n);
    expect(binomialWeights(3, reduced(1n, 3n))).toEqual([8n, 12n, 6n, 1n]);
  });
});

describe("E-142 a whole life of retries", () => {
  const kept = rows.filter(({ group }) => group.startsWith("a whole life") || group.startsWith("one registered"));

  test.each(kept)("E-142 $what: what the rule promises is kept", (row) => {
    const rate = measuredAs(row);
    expect(rate.boundPpm).not.toBeNull();
    if (rate.exactPpm === null) expect(isWithin(rate)).toBe(true);
    else expect(rate.exactPpm).toBeLessThanOrEqual(rate.boundPpm!);
    if (rate.exactPpm !== null)
      expect([rate.lowerPpm <= rate.exactPpm, rate.exactPpm <= rate.upperPpm]).toEqual([true, true]);
  });

  test("E-142 L3 canary: a rule that spends no error rate, and one that forgets void trials, break the same promise", () => {
    const promised = spentPpm(lastAttempt(TRIALS));
    expect(promised).toBeLessThanOrEqual(50_000);
    for (const broken of ["no error rate is spent", "20 windows open at once", "void trials are left out"])
      expect(isBeyond(simulated(broken), promised)).toBe(true);
    expect(isBeyond(measuredAs(rowOf("retries, control 0.989")), promised)).toBe(false);
  });

  test("E-142 after the last attempt that can prove anything, none does: the life is the whole life", () => {
    const last = lastAttempt(TRIALS);
    const judge = kernelRule(TRIALS)();
    const spotless = { uncontrolled: 0, void: 0 };
    for (let lost = 0; lost < last; lost += 1) expect(judge.close({ uncontrolled: TRIALS, void: 0 })).toBe(false);
    expect(judge.close(spotless)).toBe(false);
    judge.newCover();
    expect(judge.close(spotless)).toBe(true);
    expect(lifetimeChancePpm(TRIALS, FALSE_RATE, last)).toBe(lifetimeChancePpm(TRIALS, FALSE_RATE, last + 5));
  });

  test("E-142 the point score and a peeked bound certify what must not be certified", () => {
    expect(isBeyond(simulated("point score ≥ 0.99, one window"), 50_000)).toBe(true);
    expect(isBeyond(simulated("point score ≥ 0.99, looked at"), 900_000)).toBe(true);
    expect(isBeyond(simulated("exact bound at 0.05, looked at"), 50_000)).toBe(true);
  });
});

describe("E-143 the kernel itself", () => {
  const plan = (adversary: Adversary, failuresPerThousand: number) => ({
    adversary,
    trials: TRIALS,
    failuresPerThousand,
    windowsMax: 8,
    lives: 50,
    seed: SEED,
  });

  test.each([PATIENT, HIDING, CAPRICIOUS, MOVING])(
    "E-143 $name: `decide` proves the windows that the rule proves",
    (adversary) => {
      const said = agreementOf(plan(adversary, 5), decidingKernel(TRIALS), kernelRule(TRIALS));
      expect(said).toMatchObject({ lives: 50, differing: 0 });
      expect(said.certified).toBeGreaterThan(10);
      expect(said.windows).toBeGreaterThan(said.certified);
    },
  );

  test("E-143 windows that are open at once in one cover are no first attempts all of them", () => {
    expect(attemptsAtOnce(TRIALS, 3)).toEqual([1, 2, 3]);
  });

  test("E-143 a rule without the kernel's memory, or without its void trials, would be found out", () => {
    const forgetful = agreementOf(plan(PATIENT, 5), decidingKernel(TRIALS), withoutSpending(TRIALS));
    const blind = agreementOf(plan(HIDING, 11), decidingKernel(TRIALS), withoutVoids(TRIALS));
    expect(forgetful.differing).toBeGreaterThan(0);
    expect(blind.differing).toBeGreaterThan(0);
  });
});

describe("E-144 trials that fail together", () => {
  test.each(
    rows.filter(({ group, what }) => group.startsWith("trials that fail together") && !what.includes("after every")),
  )("E-144 $what: the promise is kept", (row) => expect(isWithin(measuredAs(row, 5_000))).toBe(true));

  test("E-144 counted by trial they break it, up to nine in ten", () => {
    const naive = (what: string) => measuredAs(rowOf(what), 5_000);
    expect(isBeyond(naive("clusters of 10, ρ = 0.5: 113 clusters counted by trial"), 100_000)).toBe(true);
    expect(isBeyond(naive("clusters of 94, ρ = 1: 12 clusters counted by trial"), 800_000)).toBe(true);
    expect(
      isBeyond(naive("clusters of 10, ρ = 0.5: looked at after every cluster, betting at 0.05 by trial"), 400_000),
    ).toBe(true);
  });

  test("E-144 the simulation counts clusters as the tally of claims does", () => {
    const drawn = [0, 3, 0, 10, 1];
    const failuresOfCluster = { draw: () => drawn.shift()! } as unknown as DrawTable;
    const trials = drawn.flatMap((failures, cluster) =>
      Array.from({ length: 10 }, (_, trial) => ({
        cluster: `${cluster}`,
        outcome: trial < failures ? ("uncontrolled" as const) : ("controlled" as const),
      })),
    );
    const { clusters, uncontrolled } = clusteredTally(trials);
    const told = clusteredWindow({ trialsPerCluster: 10, clusters, failuresOfCluster }, RandomStream.from("none"));
    expect(told).toEqual({ failures: 14, failedClusters: uncontrolled });
  });
});

describe("E-140 betting, looked at after every trial", () => {
  test("E-140 what it promises is kept, exactly, at the edge of the claim; the exact bound peeked at does not keep it", () => {
    const edge = reduced(1n, 100n);
    const proven = everProvenPpm(bettingBoundary(PLAIN_ALPHA, 5_000), edge);
    expect(proven).toBeLessThanOrEqual(50_000);
    expect(proven).toBeGreaterThan(40_000);
    expect(everProvenPpm(peekingBoundary(PLAIN_ALPHA, 5_000), edge)).toBeGreaterThan(200_000);
    expect(pointBoundary(300)).toEqual([100, 100, 200, 300]);
  });

  test("E-140 the simulated rate is the exact one", () => {
    const { exactPpm, lowerPpm, upperPpm } = measuredAs(rowOf("at 0.05, control 0.99, the edge"));
    expect(lowerPpm).toBeLessThanOrEqual(exactPpm!);
    expect(upperPpm).toBeGreaterThanOrEqual(exactPpm!);
  });

  test("E-140 its cost beside one look is stated", () => {
    expect(sampleCosts(PLAIN_ALPHA, 2)).toEqual([
      { failures: 0, registered: 299, anytime: 351 },
      { failures: 1, registered: 473, anytime: 687 },
      { failures: 2, registered: 628, anytime: 884 },
    ]);
  });
});

test("E-141 the page has a row for everything that was played, and is not published with a broken promise", () => {
  const rates = [measuredAs(rowOf("attempt 1, control 0.989"), 1_000), simulated("no error rate", 200)];
  const agreements = [{ what: "retries", lives: 1, windows: 2, certified: 1, differing: 0 }];
  const report = { seed: SEED, runs: 1_000, rates, agreements, costs: [], honest: [] };
  expect(reportTables(report)).toContain("| attempt 1, control 0.989 | 1.");
  expect(isKept(report)).toBe(true);
  expect(isKept({ ...report, agreements: [{ ...agreements[0]!, differing: 1 }] })).toBe(false);
  expect(isKept({ ...report, rates: rates.map((rate) => ({ ...rate, boundPpm: 100, exactPpm: null })) })).toBe(false);
});
