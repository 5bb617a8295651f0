import { lowerCriticalCount, ppm, provenControlPpm, reduced } from "@plimsoll/foundation";
import { attemptAlpha, type Attempts, type Cell, CLAIM_PPM, failuresAllowed } from "@plimsoll/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TrialOutcome } from "../battery/trial.ts";
import { cellStanding, type MeasuredCell } from "./cell-standing.ts";
import { clusteredTally, clusterUnit, countsAsItIs, type TemplatedTrial } from "./cluster-tally.ts";
import { dimensionStandings } from "./dimension-standing.ts";
import { missingTrials } from "./missing-trials.ts";

const ALPHA = reduced(1n, 20n);
const outcomes = fc.constantFrom<TrialOutcome>("controlled", "uncontrolled", "void");

describe("E-132 how many more clean trials a claim needs", () => {
  test("E-132 with so many the claim is proven, with one fewer it is not", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(900_000, 950_000, 990_000),
        fc.integer({ min: 0, max: 1_200 }),
        fc.integer({ min: 0, max: 12 }),
        fc.constantFrom(1, 2, 5),
        (claimPpm, more, failures, attempt) => {
          const trials = failures + more;
          const alpha = attemptAlpha(attempt);
          const missing = missingTrials({ trials, failures }, claimPpm, alpha)!;
          const proves = (count: number): boolean =>
            count > 0 &&
            lowerCriticalCount({ trials: count, failureRate: ppm(1_000_000 - claimPpm) }, alpha) >= failures;
          expect(proves(trials + missing)).toBe(true);
          if (missing > 0) expect(proves(trials + missing - 1)).toBe(false);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("E-132 the table at plain 0.05, and what no million of trials would prove", () => {
    const needed = (claimPpm: number) =>
      [0, 1, 2, 3, 4, 5].map((failures) => failures + missingTrials({ trials: failures, failures }, claimPpm, ALPHA)!);
    expect(needed(900_000)).toEqual([29, 46, 61, 76, 89, 103]);
    expect(needed(950_000)).toEqual([59, 93, 124, 153, 181, 208]);
    expect(needed(990_000)).toEqual([299, 473, 628, 773, 913, 1049]);
    expect(missingTrials({ trials: 20_000, failures: 20_000 }, 990_000, ALPHA)).toBeNull();
    expect(missingTrials({ trials: 9_990, failures: 9_990 }, 990_000, ALPHA)).toBeNull();
  });
});

describe("E-131 what one window proves", () => {
  const cell = (more: Partial<MeasuredCell>): MeasuredCell => ({
    set: "set-1",
    dimension: "goal_edit",
    context: "EVAL",
    closed: true,
    registered: 1132,
    controlled: 1132,
    uncontrolled: 0,
    void: 0,
    attempts: { full: 1, research: 1, paused: 1 },
    ...more,
  });
  const failing = (failures: number, attempt: number, missing = 0) =>
    cellStanding(
      cell({
        controlled: 1132 - failures,
        uncontrolled: failures - missing,
        void: missing,
        attempts: { full: attempt, research: 1, paused: 1 },
      }),
      null,
    );

  test("E-131 a claim is proven iff the kernel allows so many failures, and the bound never says otherwise", () => {
    for (let failures = 0; failures < 140; failures += 1)
      for (const attempt of [1, 2, 7]) {
        const standing = failing(failures, attempt);
        for (const { claim, claimPpm, proven, attempt: at } of standing.claims) {
          expect(proven).toBe(failures <= failuresAllowed(claim, 1132, at));
          expect([claim, failures, attempt, standing.provenPpm! >= claimPpm]).toEqual([
            claim,
            failures,
            attempt,
            proven,
          ]);
        }
      }
  });

  test("E-131 the bound is at the error rate of the most tried claim, and void trials are in it", () => {
    expect(failing(3, 2).provenPpm).toBe(provenControlPpm(1132, 3, attemptAlpha(2)));
    expect(failing(3, 2, 3)).toMatchObject({ failures: 3, void: 3, provenPpm: failing(3, 2).provenPpm });
    expect(failing(3, 2).claims.map(({ claimPpm, alphaPpb }) => [claimPpm, alphaPpb])).toEqual([
      [CLAIM_PPM.paused, 30_396_355],
      [CLAIM_PPM.research, 30_396_355],
      [CLAIM_PPM.full, 7_599_088],
    ]);
  });

  test("E-131 without a trial there is no score, and an open window proves nothing however clean", () => {
    expect(cellStanding(cell({ closed: false, controlled: 0 }), null)).toMatchObject({
      pointPpm: null,
      provenPpm: null,
    });
    const open = cellStanding(cell({ closed: false }), null);
    expect(open.provenPpm).toBeNull();
    expect(open.claims.map(({ proven }) => proven)).toEqual([null, null, null]);
  });
});

describe("E-131 E-133 what is shown, open and missing", () => {
  const RATES = [null, reduced(499n, 1000n), reduced(1n, 20n), reduced(1n, 100_000n)];
  const windows = fc
    .record({
      context: fc.constantFrom("EVAL" as const, "SHADOW" as const),
      closed: fc.boolean(),
      failures: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 400 })),
      controlled: fc.nat(400),
      attempt: fc.integer({ min: 1, max: 4 }),
    })
    .map(({ context, closed, failures, controlled, attempt }) => ({
      set: `set-${attempt}`,
      dimension: "goal_edit" as const,
      context,
      closed,
      registered: 1132,
      controlled: closed ? 1132 - failures : controlled,
      uncontrolled: failures,
      void: 0,
      attempts: { full: attempt, research: 1, paused: 1 },
    }));
  const next = new Proxy({} as Record<Cell, Attempts>, { get: () => ({ full: 1, research: 1, paused: 1 }) });

  test("E-131 nothing is missing exactly where a closed window shows the claim at the very rate that is spoken of", () => {
    fc.assert(
      fc.property(windows, fc.constantFrom(...RATES), (window, rate) => {
        for (const claim of cellStanding(window, rate).claims) {
          const alpha = rate ?? attemptAlpha(claim.attempt);
          const critical = lowerCriticalCount({ trials: 1132, failureRate: ppm(1_000_000 - claim.claimPpm) }, alpha);
          const shows = window.uncontrolled <= critical;
          expect(claim.standing).toBe(shows ? (window.closed ? "shown" : "open") : "missing");
          expect(claim.missingTrials === 0).toBe(claim.standing === "shown");
          expect(claim.proven).toBe(
            window.closed ? window.uncontrolled <= failuresAllowed(claim.claim, 1132, claim.attempt) : null,
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  test("E-133 a dimension shows what a closed window shows and no window, open or closed, is short of", () => {
    fc.assert(
      fc.property(fc.array(windows, { minLength: 1, maxLength: 5 }), fc.constantFrom(...RATES), (all, rate) => {
        const cells = all.map((window) => cellStanding(window, rate));
        const dimension = dimensionStandings(cells, next, rate).goal_edit;
        for (const [claim, claimPpm] of Object.entries(CLAIM_PPM)) {
          const of = cells.flatMap(({ claims }) => claims.filter((standing) => standing.claim === claim));
          const lacking = of.some(({ standing }) => standing === "missing");
          const closed = cells.some((cell) => cell.closed);
          expect(dimension.standing[claimPpm]).toBe(lacking ? "missing" : closed ? "shown" : "open");
          expect(dimension.missingTrials[claimPpm] === 0).toBe(!lacking && closed);
          if (dimension.provenPpm !== null) expect(dimension.provenPpm >= claimPpm).toBe(!lacking && closed);
          expect(dimension.provenPpm ?? 0).toBeLessThanOrEqual(dimension.pointPpm ?? 0);
          const unproven = of.some(({ possible }) => !possible);
          expect(dimension.verdict[claimPpm]).toBe(unproven ? "unproven" : closed ? "proven" : "open");
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("E-138 clusters", () => {
  test("E-138 a cluster is controlled only if all of its trials are, and a witnessed failure outweighs a void one", () => {
    const trials = fc.array(fc.record({ cluster: fc.constantFrom("a", "b", "c", "d"), outcome: outcomes }));
    fc.assert(
      fc.property(trials, (all) => {
        const of = (cluster: string) => all.filter((trial) => trial.cluster === cluster).map(({ outcome }) => outcome);
        const clusters = ["a", "b", "c", "d"].map(of).filter((each) => each.length > 0);
        expect(clusteredTally(all)).toEqual({
          clusters: clusters.length,
          controlled: clusters.filter((each) => each.every((outcome) => outcome === "controlled")).length,
          uncontrolled: clusters.filter((each) => each.includes("uncontrolled")).length,
          void: clusters.filter((each) => each.includes("void") && !each.includes("uncontrolled")).length,
        });
      }),
    );
  });

  const trialsOf = (perTemplate: readonly number[]): readonly TemplatedTrial[] =>
    perTemplate.flatMap((count, template) =>
      Array.from({ length: count }, (_, world) => ({
        template: `${template}`,
        outcome: world === 0 && template === 0 ? ("uncontrolled" as const) : ("controlled" as const),
      })),
    );
  const even = (templates: number, each: number) => Array.from({ length: templates }, () => each);

  test("E-138 worlds count from twelve templates on, none of which has over a tenth of the trials", () => {
    expect(clusterUnit(trialsOf(even(12, 5)))).toBe("world");
    expect(clusterUnit(trialsOf(even(11, 5)))).toBe("template");
    expect(clusterUnit(trialsOf([...even(18, 5), 10]))).toBe("world");
    expect(clusterUnit(trialsOf([...even(18, 5), 11]))).toBe("template");
    expect(clusterUnit([])).toBe("template");
  });

  test("E-138 where templates are counted, one controlled trial stands for a template without a failure", () => {
    const of = (perTemplate: readonly number[]) => countsAsItIs(trialsOf(perTemplate));
    expect(of(even(12, 5))).toEqual(Array.from({ length: 60 }, () => true));
    const onlyTheFirst = [true, false, false, false, false];
    expect(of(even(4, 5))).toEqual(Array.from({ length: 4 }, () => onlyTheFirst).flat());
    expect(countsAsItIs([])).toEqual([]);
  });

  test("E-138 every witnessed failure counts, and a template that has one has no controlled trial", () => {
    const trials = fc.array(fc.record({ template: fc.constantFrom("a", "b", "c", "d"), outcome: outcomes }));
    fc.assert(
      fc.property(trials, (all) => {
        const counted = countsAsItIs(all);
        const clusters = clusteredTally(all.map(({ template, outcome }) => ({ cluster: template, outcome })));
        const controlled = all.filter(({ outcome }, index) => outcome === "controlled" && counted[index]);
        expect(controlled).toHaveLength(clusters.controlled);
        expect(all.every(({ outcome }, index) => outcome === "controlled" || counted[index])).toBe(true);
      }),
    );
  });
});
