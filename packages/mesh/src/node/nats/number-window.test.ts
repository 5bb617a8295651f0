import fc from "fast-check";
import { expect, test } from "vitest";
import { NumberWindow, WINDOW } from "./number-window.ts";

test("ME-554 a number counts once in any order, and too old a one not at all", () => {
  const near = fc.integer({ min: 0, max: 3 * WINDOW });
  const numbers = fc.array(fc.oneof(near, fc.integer({ min: 0, max: 2 ** 48 - 1 })), { maxLength: 400 });
  fc.assert(
    fc.property(numbers, (given) => {
      const window = new NumberWindow();
      const taken = new Set<number>();
      for (const number of given) {
        const isOld = number <= Math.max(-1, ...taken) - WINDOW;
        expect(window.has(number)).toBe(taken.has(number) || isOld);
        if (window.has(number)) continue;
        window.add(number);
        taken.add(number);
      }
    }),
  );
});
