import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitrate, type ArbitrationFacts } from "./arbitrate.ts";
import { CRITERIA, type JudgedCriterion, type Met } from "./criterion.ts";

const criteria = (met: readonly Met[], required: readonly number[] = []): JudgedCriterion[] =>
  CRITERIA.map((criterion, place) => ({
    criterion,
    met: met[place] ?? 0,
    isRequired: required.includes(place),
    claims: ["c"],
  }));
const eightOfTen = criteria([10_000, 10_000, 10_000, 10_000, 10_000, 10_000, 10_000, 10_000]);

const facts = (change: Partial<ArbitrationFacts> = {}): ArbitrationFacts => ({
  criteria: eightOfTen,
  hardLines: [],
  failure: 5_000,
  biasMin: 4_000,
  tolerance: 5_000,
  ...change,
});

test.each([
  [{ biasMin: 6_000 }, "ABORT"],
  [{ biasMin: 4_000 }, "CONTINUE"],
  [{ failure: 0, biasMin: 8_100 }, "ABORT"],
  [{ failure: 0, biasMin: 8_000 }, "CONTINUE"],
  [{ failure: null, biasMin: 8_000 }, "CONTINUE"],
  [{ criteria: [] }, "ABORT"],
] as const)("RS-70 with a harmony of 0.8 and %o: %s", (change, verdict) => {
  expect(arbitrate(facts(change)).verdict).toBe(verdict);
});

test.each([
  [2_000, 7_500],
  [3_000, 6_250],
  [4_000, 5_000],
  [5_000, 3_750],
])("RS-71 a least bias of %i aborts above a failure of %i", (biasMin, failure) => {
  expect(arbitrate(facts({ biasMin, failure })).verdict).toBe("CONTINUE");
  expect(arbitrate(facts({ biasMin, failure: failure + 1 })).verdict).toBe("ABORT");
});

test("RS-72 a hard line aborts, whatever the arithmetic; so does a required criterion that is not shown", () => {
  const lined = facts({ failure: 0, biasMin: 0, hardLines: [{ line: "no mission", records: [] }] });
  expect(arbitrate(lined)).toMatchObject({ verdict: "ABORT", because: "hard line" });
  const unmet = arbitrate(facts({ failure: 0, biasMin: 0, criteria: criteria([10_000], [9]) }));
  expect(unmet).toMatchObject({ verdict: "ABORT", hardLines: [{ line: "required criterion", records: ["dissent"] }] });
});

test("RS-73 what is acceptable is the harmony's share that the level tolerates", () => {
  expect(arbitrate(facts()).acceptable).toBe(4_000);
  expect(arbitrate(facts({ tolerance: 500 })).acceptable).toBe(400);
});

test("RS-74 a criterion that is met less, or more risk, never turns an abort", () => {
  const met = fc.array(fc.constantFrom<Met>(0, 5_000, 10_000), { minLength: 10, maxLength: 10 });
  const share = fc.integer({ min: 0, max: 10_000 });
  fc.assert(
    fc.property(met, share, share, fc.nat({ max: 9 }), (all, failure, more, place) => {
      const before = arbitrate(facts({ criteria: criteria(all), failure }));
      const worse = all.map((each, at) => (at === place ? 0 : each));
      const after = arbitrate(facts({ criteria: criteria(worse), failure: Math.max(failure, more) }));
      if (before.verdict === "ABORT") expect(after.verdict).toBe("ABORT");
      expect(after.acceptable).toBeLessThanOrEqual(before.acceptable);
    }),
  );
});
