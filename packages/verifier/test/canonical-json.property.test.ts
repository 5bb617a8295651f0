import { canonicalJson } from "@plimsoll/foundation";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseCanonicalObject } from "../src/canonical-json.ts";

const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.maxSafeInteger().map((integer) => integer + 0),
    fc.string({ unit: "binary" }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: "binary" }), tie("value"), { maxKeys: 4 }),
  ),
})).value;

test("LG-23 reads whatever another RFC 8785 implementation writes", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "binary" }), value, { maxKeys: 5 }), (object) => {
      const text = canonicalJson(object as never);
      const parsed = parseCanonicalObject(text);
      expect(parsed).toBeDefined();
      expect(canonicalJson(parsed as never)).toBe(text);
    }),
    { numRuns: 300 },
  );
});

test("LG-23 reads nothing that differs from the canonical form of what it says", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), value, { maxKeys: 4 }),
      fc.nat(),
      fc.string({ maxLength: 2 }),
      (object, where, change) => {
        const text = canonicalJson(object as never);
        const altered = text.slice(0, where % text.length) + change + text.slice((where % text.length) + 1);
        const parsed = parseCanonicalObject(altered);
        if (parsed !== undefined) expect(canonicalJson(parsed as never)).toBe(altered);
      },
    ),
    { numRuns: 500 },
  );
});
