import fc from "fast-check";
import { expect, test } from "vitest";
import type { EarlierEvaluation } from "../../src/evaluation/site-facts.ts";
import type { Claim } from "../../src/dossier/claim.ts";
import { brierOf, foretellingsOf } from "../../src/reflection/brier.ts";
import { expectedCourse } from "../../src/reflection/expected-course.ts";
import { oscillatingIn, proposalCycleOf } from "../../src/reflection/oscillation.ts";
import { reflect } from "../../src/reflection/reflect.ts";
import type { Course } from "../../src/reflection/reflection.ts";
import { judged, plan, safeguard } from "./case-facts.ts";

const earlier = (course: Partial<Course>, outcome: EarlierEvaluation["outcome"] = "GREEN"): EarlierEvaluation =>
  ({ course: { ...plan, ...course }, outcome }) as EarlierEvaluation;
const unstable: Course["votes"] = { ...plan.votes, L2: "RED" };

const claims: readonly Claim[] = ["a", "b"].map((id) => judged(id).claim);
const link = {
  claim: "a",
  source: "s",
  offset: null,
  quote: "q",
  stance: "supports",
  method: "measurement",
  confirmedBy: "rule",
} as const;
const expectation = {
  previous: null,
  claims,
  links: [link],
  declared: "ASL-3",
  isRepairOn: true,
  balance: 100,
} as const;

test("A58 RS-218 the first evaluation expects what the request claims", () => {
  expect(expectedCourse(expectation)).toEqual({
    votes: plan.votes,
    colour: "GREEN",
    spentT: 11,
    carried: ["a", "b"],
    failure: null,
  });
});

test("RS-218 a later one expects the votes and the failure of the last", () => {
  const previous: Course = { ...plan, votes: unstable, failure: 120 };
  expect(expectedCourse({ ...expectation, previous })).toMatchObject({ votes: unstable, colour: "RED", failure: 120 });
});

test.each([
  [{ declared: "ASL-4" as const }, 26],
  [{ declared: null }, 26],
  [{ isRepairOn: false }, 1],
  [{ links: [] }, 21],
  [{ links: [{ ...link, confirmedBy: null }] }, 21],
  [{ balance: 5 }, 5],
])("RS-218 with %o it expects to spend %i T", (change, spentT) => {
  expect(expectedCourse({ ...expectation, ...change }).spentT).toBe(spentT);
});

test("A58 RS-218 what differs is told, in a fixed order, and what does not is not", () => {
  const act: Course = {
    votes: { ...plan.votes, L4: "YELLOW" },
    colour: "YELLOW",
    spentT: 21,
    carried: ["d"],
    failure: 90,
  };
  expect(reflect(plan, plan, { earlier: [], unmapped: [] })).toEqual({
    plan,
    act: plan,
    differences: [],
    brier: null,
    proposals: [],
  });
  expect(reflect(plan, act, { earlier: [], unmapped: [] }).differences).toEqual([
    { what: "vote", of: "L4", expected: "GREEN", happened: "YELLOW" },
    { what: "colour", of: "decision", expected: "GREEN", happened: "YELLOW" },
    { what: "cost", of: "T", expected: "1", happened: "21" },
    { what: "failure", of: "longest horizon", expected: "not foretold", happened: "90" },
    { what: "claim", of: "c", expected: "carried", happened: "not carried" },
    { what: "claim", of: "d", expected: "not carried", happened: "carried" },
  ]);
});

test("RS-218 claims in another order make the same record", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.constantFrom("a", "b", "c", "d")),
      fc.uniqueArray(fc.constantFrom("a", "b", "c", "d")),
      (some, others) => {
        const told = (carried: readonly string[], held: readonly string[]) =>
          JSON.stringify(
            reflect(
              { ...plan, carried: [] },
              { ...plan, carried },
              { earlier: [earlier({ carried: held })], unmapped: ["r"] },
            ).differences,
          );
        return told(some, others) === told(some.toReversed(), others.toReversed());
      },
    ),
  );
});

test("RS-218 proposed are risks without a safeguard, and claims that were carried last time and are not now", () => {
  const act = { ...plan, carried: ["c"] };
  const past = { earlier: [earlier({ carried: ["old"] }), earlier({ carried: ["c", "lost"] })], unmapped: ["r", "r"] };
  expect(reflect(plan, act, past).proposals).toEqual(["lost", "r"]);
});

test("RS-219 the Brier score is the mean squared error, rounded up", () => {
  expect(brierOf([])).toBeNull();
  expect(
    brierOf([
      { failure: 0, hasFailed: false },
      { failure: 10_000, hasFailed: true },
    ]),
  ).toBe(0);
  expect(brierOf([{ failure: 10_000, hasFailed: false }])).toBe(10_000);
  expect(brierOf([{ failure: 5_000, hasFailed: true }])).toBe(2_500);
  expect(brierOf([{ failure: 1, hasFailed: false }])).toBe(1);
  const foretellings = fc.array(fc.record({ failure: fc.nat(10_000), hasFailed: fc.boolean() }), {
    minLength: 1,
    maxLength: 50,
  });
  fc.assert(
    fc.property(foretellings, (list) => {
      const exact =
        list.reduce((sum, { failure, hasFailed }) => sum + (failure / 10_000 - Number(hasFailed)) ** 2, 0) /
        list.length;
      const score = brierOf(list) ?? -1;
      return score >= exact * 10_000 - 1e-6 && score < exact * 10_000 + 1 + 1e-6;
    }),
  );
});

test("RS-219 a foretelling is held against the evaluation after it; what was not foretold is not counted", () => {
  const past = [
    earlier({ failure: 100 }),
    earlier({ failure: null, votes: unstable }),
    earlier({ failure: 300 }),
    earlier({ failure: 400 }, "aborted"),
  ];
  expect(foretellingsOf(past, { ...plan, votes: unstable })).toEqual([
    { failure: 100, hasFailed: true },
    { failure: 300, hasFailed: true },
    { failure: 400, hasFailed: true },
  ]);
  expect(foretellingsOf([earlier({ failure: 100 })], plan)).toEqual([{ failure: 100, hasFailed: false }]);
});

test("RS-219 what was undone twice in ten cycles needs a person", () => {
  const undone = (...ids: string[]) => ({ made: [], undone: ids });
  const quiet = Array.from({ length: 8 }, () => undone());
  expect(oscillatingIn([undone("x"), ...quiet, undone("x", "y")])).toEqual(["x"]);
  expect(oscillatingIn([undone("x"), ...quiet, undone(), undone("x")])).toEqual([]);
  expect(oscillatingIn([undone("x", "x")])).toEqual([]);
});

test("RS-219 a rule that lapses is undone as one that is gone", () => {
  const rule = safeguard("a", { origin: { kind: "risk", ref: "subject-1/r" } });
  expect(proposalCycleOf([], [rule])).toEqual({ made: ["subject-1/r"], undone: [] });
  expect(proposalCycleOf([rule], [{ ...rule, status: "proposed" }])).toEqual({ made: [], undone: ["subject-1/r"] });
  expect(proposalCycleOf([rule], [{ ...rule, id: "b" }])).toEqual({ made: [], undone: [] });
});
