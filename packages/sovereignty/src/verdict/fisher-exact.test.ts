import { floorPpm } from "@plimsoll/foundation";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fisherPValue } from "./fisher-exact.ts";

// Figures of reference §9.7, and of Fisher's tea (The Design of Experiments, 1935, §5).
test.each([
  [4, 16, 0, 16, 101_223],
  [5, 16, 0, 16, 43_381],
  [10, 100, 0, 100, 1_542],
  [3, 4, 1, 4, 485_714],
  [0, 16, 0, 16, 1_000_000],
])("SV-107 %i of %i against %i of %i", (one, ofOne, other, ofOther, ppm) => {
  const p = fisherPValue({ successes: one, trials: ofOne }, { successes: other, trials: ofOther });
  expect(floorPpm(p)).toBe(ppm);
});

const tally = fc.nat(20).chain((trials) => fc.nat(trials).map((successes) => ({ successes, trials })));

test("SV-107 the test is symmetric, never above one, and one for equal tallies", () => {
  fc.assert(
    fc.property(tally, tally, (one, other) => {
      const p = fisherPValue(one, other);
      expect(p).toEqual(fisherPValue(other, one));
      expect(p.numerator <= p.denominator && p.numerator > 0n).toBe(true);
      expect(floorPpm(fisherPValue(one, one))).toBe(1_000_000);
    }),
  );
});
