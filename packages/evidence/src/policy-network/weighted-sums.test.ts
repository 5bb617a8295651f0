import { RandomStream } from "@plimsoll/foundation";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { weightedSums } from "./weighted-sums.ts";

test("E-21 sums of any number of units have the bits of the plain double loop", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 40 }), fc.nat({ max: 20 }), (seed, units, count) => {
      const random = RandomStream.from("weighted sums", seed);
      const numbers = Float64Array.from({ length: units * (count + 1) }, () => 4 * random.unit() - 2);
      const values = Float64Array.from({ length: count }, () => 4 * random.unit() - 2);
      const rows = Int32Array.from({ length: count }, (_, term) => units * term);
      const sums = new Float64Array(units).fill(Number.NaN);
      weightedSums(numbers, units * count, { values, rows, count }, sums);
      const plain = Array.from({ length: units }, (_, unit) =>
        values.reduce(
          (sum, value, term) => sum + value * numbers.at(units * term + unit)!,
          numbers.at(units * count + unit)!,
        ),
      );
      expect([...sums]).toEqual(plain);
    }),
  );
});
