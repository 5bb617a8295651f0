import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson as canonicalJsonOfSite, type CanonicalValue } from "@plimsoll/foundation";
import { canonicalJson, ClientError } from "../src/index.ts";

const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));
const { value: canonicalValue } = fc.letrec<{ value: CanonicalValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    text,
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(text, tie("value"), { maxKeys: 6 }),
  ),
}));

const outcome = (write: () => string): string => {
  try {
    return write();
  } catch {
    return "refused";
  }
};

describe("SVR-132 canonical JSON of the client", () => {
  test("SVR-132 is that of the site, byte for byte", () => {
    fc.assert(
      fc.property(canonicalValue, (value) => {
        expect(canonicalJson(value)).toBe(canonicalJsonOfSite(value));
      }),
      { numRuns: 2_000 },
    );
  });

  test("SVR-132 refuses what the site's refuses: numbers that are not whole, half characters", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.double(),
          fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
        ),
        (value) => {
          expect(outcome(() => canonicalJson({ value }))).toBe(outcome(() => canonicalJsonOfSite({ value })));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test.each([[undefined], [new Date(0)], [new Map()], [1n], [() => 1], [[undefined]], [{ a: undefined }]])(
    "SVR-132 refuses what is no JSON: %o",
    (value) => {
      expect(() => canonicalJson(value)).toThrow(ClientError);
    },
  );
});
