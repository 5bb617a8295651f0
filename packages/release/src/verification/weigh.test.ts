import fc from "fast-check";
import { expect, test } from "vitest";
import { statusOf, type StatusLimits } from "./claim-status.ts";
import { weigh, type Weighed } from "./weigh.ts";

const limits: StatusLimits = { corroboration: 7000, contestedFrom: 3000, refutedFrom: 7000, groupsMin: 1 };
const of = (...weights: readonly number[]): Weighed[] =>
  weights.map((weight, place) => ({ group: `g${place}`, weight }));

test.each([
  [[8000], [], 8000, "VERIFIED"],
  [[6000], [], 6000, "VOID_FLAG_INCONSISTENCY"],
  [[4000, 4000], [], 6400, "VOID_FLAG_INCONSISTENCY"],
  [[4000, 4000, 4000], [], 7840, "VERIFIED"],
  [[6000, 4000], [], 7600, "VERIFIED"],
  [[8000, 4000], [4000], 5280, "VOID_FLAG_INCONSISTENCY"],
  [[8000, 6000], [2000], 7360, "VERIFIED"],
  [[7000], [], 7000, "VERIFIED"],
  [[6999], [], 6999, "VOID_FLAG_INCONSISTENCY"],
  [[], [], 0, "VOID_FLAG_INCONSISTENCY"],
  [[6000], [8000], 1200, "REFUTED"],
  [[9500], [8000], 1900, "VOID_FLAG_INCONSISTENCY"],
])("A14 RS-20 support %j against refutation %j scores %i: %s", (supporting, refuting, score, status) => {
  const weighed = weigh(of(...supporting), of(...refuting));
  expect([weighed.score, statusOf(weighed, limits)]).toEqual([score, status]);
});

test("RS-21 one group is heard once, by its greatest weight", () => {
  const one = (weight: number): Weighed => ({ group: "same", weight });
  expect(weigh([one(4000), one(6000), one(4000)], []).score).toBe(6000);
  expect(weigh([one(6000)], []).supportingGroups).toBe(1);
  expect(statusOf(weigh([one(9000)], []), { ...limits, groupsMin: 2 })).toBe("VOID_FLAG_INCONSISTENCY");
});

test("RS-22 numbers are rounded against the claim", () => {
  expect(weigh(of(3333, 3333), []).support).toBe(5555);
  expect(weigh([], of(3333, 3333)).refutation).toBe(5556);
});

const weights = fc.array(
  fc.record({ group: fc.constantFrom("a", "b", "c"), weight: fc.integer({ min: 0, max: 10_000 }) }),
);

test("RS-23 more support never lowers a score, more refutation never raises one", () => {
  fc.assert(
    fc.property(weights, weights, weights, (supporting, refuting, more) => {
      const { score } = weigh(supporting, refuting);
      expect(weigh([...supporting, ...more], refuting).score).toBeGreaterThanOrEqual(score);
      expect(weigh(supporting, [...refuting, ...more]).score).toBeLessThanOrEqual(score);
    }),
  );
});
