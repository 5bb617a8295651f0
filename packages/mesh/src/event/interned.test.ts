import fc from "fast-check";
import { expect, test } from "vitest";
import { interned } from "./interned.ts";

test("ME-481 what is kept once is equal to what was given, whatever came before", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 120 })), (texts) => texts.every((text) => interned(text) === text)),
  );
  for (let number = 0; number < 30_000; number += 1) expect(interned(`text ${number}`)).toBe(`text ${number}`);
});
