import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import fc from "fast-check";
import { expect, test } from "vitest";
import { firstDifference } from "./first-difference.ts";

const value = fc.letrec<{ value: CanonicalValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.integer(),
    fc.string({ unit: "grapheme" }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      fc.string({ maxLength: 4 }).filter((name) => name !== "__proto__"),
      tie("value"),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).value;

test("SV-156 there is a first difference exactly where the canonical texts differ", () => {
  fc.assert(
    fc.property(value, value, (left, right) => {
      expect(firstDifference(left, left)).toBeNull();
      expect(firstDifference(left, right) === null).toBe(canonicalJson(left) === canonicalJson(right));
    }),
  );
});

test.each([
  [
    { a: 1, b: [1, 2] },
    { a: 1, b: [1, 3] },
    { path: "/b/1", recorded: "2", replayed: "3" },
  ],
  [
    { b: 1, a: 1 },
    { a: 2, b: 2 },
    { path: "/a", recorded: "1", replayed: "2" },
  ],
  [[1], [1, 2], { path: "/1", recorded: null, replayed: "2" }],
  [{ "a/b": 1 }, {}, { path: "/a~1b", recorded: "1", replayed: null }],
  [[], {}, { path: "", recorded: "[]", replayed: "{}" }],
])("SV-156 %j and %j part at a place", (left, right, difference) => {
  expect(firstDifference(left, right)).toEqual(difference);
});
