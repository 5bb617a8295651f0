import fc from "fast-check";
import { expect, test } from "vitest";
import { reduced } from "./ratio.ts";
import { theilSenSlope } from "./theil-sen.ts";

const asNumber = ({ numerator, denominator }: { numerator: bigint; denominator: bigint }) =>
  Number(numerator) / Number(denominator);

test("F-6 the slope is the median of all pairwise slopes", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(20), fc.integer({ min: -50, max: 50 })), { minLength: 2, maxLength: 9 }),
      (pairs) => {
        const slopes = pairs
          .flatMap(([x, y], index) =>
            pairs.slice(index + 1).flatMap(([x2, y2]) => (x === x2 ? [] : [(y2 - y) / (x2 - x)])),
          )
          .sort((left, right) => left - right);
        const slope = theilSenSlope(pairs.map(([x, y]) => ({ x: BigInt(x), y: reduced(BigInt(y), 1n) })));
        if (slopes.length === 0) expect(slope).toBeNull();
        else expect(asNumber(slope as never)).toBeCloseTo(slopes[(slopes.length - 1) >> 1] as number, 12);
      },
    ),
  );
});
