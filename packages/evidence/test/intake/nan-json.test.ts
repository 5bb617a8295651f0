import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseNanJson, parseNanJsonLines } from "../../src/intake/json/nan-json.ts";
import type { JsonValue } from "../../src/intake/json/json-value.ts";

const read = (text: string): JsonValue => {
  const parsed = parseNanJson(new Uint8Array(Buffer.from(text)));
  if (!parsed.ok) expect(parsed.error.code).toBe("INTAKE_JSON_MALFORMED");
  return parsed.ok ? parsed.value : "refused";
};

test("E-50 what JSON.stringify writes is read as JSON.parse reads it", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(3), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      fc.pre(!text.includes('"__proto__"'));
      expect(read(text)).toEqual(JSON.parse(text));
    }),
  );
});

test("E-50 the bare words that Python writes are numbers", () => {
  expect(read('[NaN, Infinity, -Infinity, {"a":NaN}]')).toEqual([NaN, Infinity, -Infinity, { a: NaN }]);
});

describe("E-51 refused", () => {
  test.each([
    ["a repeated key", '{"value":"I","value":"C"}'],
    ["a repeated key under another spelling", String.raw`{"a":1,"\u0061":2}`],
    ["a prototype", '{"__proto__":1}'],
    ["something after the value", "1 2"],
    ["nothing", ""],
    ["a comma too many", "[1,]"],
    ["a member too many", '{"a":1,}'],
    ["a comment", "[1] // done"],
    ["a leading zero", "01"],
    ["a plus", "+1"],
    ["a bare point", "1."],
    ["another spelling of NaN", "nan"],
    ["a negative NaN", "-NaN"],
    ["an unfinished text", '"abc'],
    ["a control character", '"a\nb"'],
    ["an unknown escape", String.raw`"\x"`],
    ["a byte order mark", "\uFEFF1"],
    ["single quotes", "{'a':1}"],
    ["more levels than any tool writes", "[".repeat(600) + "]".repeat(600)],
  ])("E-51 %s", (_, text) => {
    expect(read(text)).toBe("refused");
  });

  test("E-51 bytes that are not UTF-8", () => {
    expect(parseNanJson(Uint8Array.of(0x22, 0xff, 0x22)).ok).toBe(false);
  });

  test("E-51 any bytes at all are read or refused, and what JSON.parse refuses is refused", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'{}[]",:0123.eE+-NaItrufals \\'.split("")), maxLength: 24 }),
        (text) => {
          const ours = read(text);
          if (ours === "refused" || /NaN|Infinity/.test(text)) return;
          expect(ours).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 5000 },
    );
  });
});

test("E-50 a text of many megabytes, with and without escapes, is read without a stack of its length", () => {
  for (const piece of ["a", String.raw`\n`, String.raw`a\u0041`]) {
    const text = `"${piece.repeat(4_000_000)}"`;
    expect(read(text) === JSON.parse(text)).toBe(true);
  }
});

test("E-50 lines are read one by one, and an empty one is refused", () => {
  const lines = (text: string): unknown => {
    const parsed = parseNanJsonLines(new Uint8Array(Buffer.from(text)));
    return parsed.ok ? parsed.value : parsed.error.code;
  };
  expect(lines('{"a":1}\nNaN\n')).toEqual([{ a: 1 }, NaN]);
  expect(lines("1\n2")).toEqual([1, 2]);
  expect(lines("1\n\n2\n")).toBe("INTAKE_JSON_MALFORMED");
});
