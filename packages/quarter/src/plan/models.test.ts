import fc from "fast-check";
import { expect, test } from "vitest";
import { LABS } from "./labs.ts";
import { modelsOf, PARTS } from "./models.ts";

test("Q-3 every seed has forty models of six labs, all parts among them, one from scratch for each lab", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
      const models = modelsOf(seed);
      const names = new Set(models.map(({ model }) => model));
      expect(names.size).toBe(40);
      expect(Object.values(PARTS).every((part) => names.has(part))).toBe(true);
      for (const { lab } of LABS) {
        expect(models.filter((model) => model.lab === lab && model.isGenesis)).toHaveLength(1);
      }
    }),
    { numRuns: 50 },
  );
});

test("Q-4 the same seed gives the same models, another one others", () => {
  expect(modelsOf(3)).toEqual(modelsOf(3));
  expect(modelsOf(3)).not.toEqual(modelsOf(4));
});
