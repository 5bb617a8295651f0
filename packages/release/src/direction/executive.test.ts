import fc from "fast-check";
import { expect, test } from "vitest";
import { type Direction, directionOf, type DirectionFacts } from "./executive.ts";

const facts = (failure: number, acceptable: number, change: Partial<DirectionFacts> = {}): DirectionFacts => ({
  failure,
  acceptable,
  ceiling: 9_500,
  isAborted: false,
  previous: null,
  ...change,
});
const after = (failure: number): Partial<DirectionFacts> => ({ previous: { directive: "MODULATE", failure } });

test.each([
  [facts(7_800, 5_000), "MODULATE"],
  [facts(5_000, 5_000), "MODULATE"],
  [facts(4_900, 5_000), "CONTINUE"],
  [facts(9_500, 5_000), "MODULATE"],
  [facts(9_501, 5_000), "ABORT"],
  [facts(9_501, 9_900), "ABORT"],
  [facts(6_000, 5_000, after(6_000)), "ABORT"],
  [facts(5_500, 5_000, after(6_000)), "MODULATE"],
  [facts(1_000, 5_000, { isAborted: true }), "ABORT"],
  [facts(Number.NaN, 5_000), "ABORT"],
  [facts(100, 10_001), "ABORT"],
  [facts(-1, 5_000), "ABORT"],
] as const)("A40 A41 A42 RS-60 %o: %s", (given, directive) => {
  expect(directionOf(given).directive).toBe(directive);
});

test("A41 RS-61 above the ceiling nothing goes on, whatever is accepted", () => {
  const share = fc.integer({ min: 0, max: 10_000 });
  fc.assert(
    fc.property(share, share, fc.boolean(), (failure, acceptable, isAborted) => {
      const { directive }: Direction = directionOf(facts(failure, acceptable, { isAborted }));
      if (failure > 9_500 || isAborted) expect(directive).toBe("ABORT");
      if (directive === "CONTINUE") expect(failure).toBeLessThan(acceptable);
    }),
  );
});
