import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isList, isObject, type JsonValue } from "../../src/intake/json/json-value.ts";
import { keyNumberOf } from "../../src/intake/json/key-number.ts";
import { parseNanJson, parseNanJsonLines } from "../../src/intake/json/nan-json.ts";
import { scanJson, scanJsonLines } from "../../src/intake/json/scan-json.ts";
import { items, members, type Selection } from "../../src/intake/json/selection.ts";
import type { NextPiece } from "../../src/intake/json/text-window.ts";
import { FOREIGN_CASES } from "./foreign-cases.ts";

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

/** The same bytes in pieces of a length, empty ones among them. */
function pieces(bytes: Uint8Array, length: number): NextPiece {
  let [place, turn] = [0, 0];
  return () => {
    turn += 1;
    if (turn % 5 === 0) return new Uint8Array();
    if (place >= bytes.length) return null;
    place += length;
    return bytes.slice(place - length, place);
  };
}

const scanned = (bytes: Uint8Array, selection: Selection, length = bytes.length + 1): unknown => {
  const value = scanJson(pieces(bytes, length), selection);
  return value.ok ? { value: value.value } : value.error.code;
};

const parsed = (bytes: Uint8Array): unknown => {
  const value = parseNanJson(bytes);
  return value.ok ? { value: value.value } : value.error.code;
};

/** Texts near to JSON: pieces of it in any order. */
const nearJson = fc
  .array(
    fc.constantFrom(
      ...'{ } [ ] " , : a b 0 1 - . e E + \\ \\u0061 \\ud83d NaN Infinity -Infinity true null {"a":1} "__proto__" [1] "é" "𝄞" \n \t'.split(
        " ",
      ),
    ),
    { maxLength: 14 },
  )
  .map((parts) => bytesOf(parts.join("")));

const SELECTIONS: readonly Selection[] = ["whole", "presence", members({ a: "whole" }), items(members({ b: "whole" }))];

describe("E-63 the scan in pieces reads exactly what the parser of whole texts reads", () => {
  test("E-63 texts near to JSON, in pieces of every length, under every selection", () => {
    fc.assert(
      fc.property(
        nearJson,
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(...SELECTIONS),
        (bytes, length, selection) => {
          const whole = parsed(bytes);
          if (selection === "whole") expect(scanned(bytes, selection, length)).toEqual(whole);
          else expect(typeof scanned(bytes, selection, length)).toBe(typeof whole);
        },
      ),
      { numRuns: 20_000 },
    );
  });

  test("E-63 any value, built whole", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(3), fc.integer({ min: 1, max: 40 }), (value, indent, length) => {
        const bytes = bytesOf(JSON.stringify(value, null, indent));
        expect(scanned(bytes, "whole", length)).toEqual(parsed(bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  test("E-63 any bytes in a string: what is no UTF-8 is refused, at every cut", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 8 }), fc.integer({ min: 1, max: 4 }), (inner, length) => {
        const bytes = Uint8Array.of(0x22, ...inner, 0x22);
        expect(scanned(bytes, "whole", length)).toEqual(parsed(bytes));
      }),
      { numRuns: 20_000 },
    );
  });

  test.each(FOREIGN_CASES)("E-63 $name, with a byte changed or taken out anywhere", ({ files }) => {
    const text = files.samples ?? files.result ?? new Uint8Array();
    if (text[0] === 0x50) return;
    const read = (bytes: Uint8Array): unknown => {
      const rows: JsonValue[] = [];
      const lines = scanJsonLines(pieces(bytes, 4_096), "whole", (row) => rows.push(row));
      return lines.ok ? rows : lines.error.code;
    };
    const expected = (bytes: Uint8Array): unknown => {
      const lines = parseNanJsonLines(bytes);
      return lines.ok ? lines.value : lines.error.code;
    };
    const document = text.slice(0, 20_000);
    for (let place = 0; place < document.length; place += 97) {
      const changed = document.slice();
      changed[place] = (changed[place] ?? 0) ^ (1 << (place % 8));
      const shorter = new Uint8Array(Buffer.concat([document.subarray(0, place), document.subarray(place + 1)]));
      for (const bytes of [changed, shorter]) {
        expect(read(bytes), `byte ${place}`).toEqual(expected(bytes));
        expect(scanned(bytes, "presence", 512) === "INTAKE_JSON_MALFORMED", `byte ${place}`).toBe(
          !parseNanJson(bytes).ok,
        );
      }
    }
  });
});

describe("E-63 what is not selected is checked all the same", () => {
  const deep = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
  test.each([
    ["a repeated key", '{"x":{"k":1,"k":2}}'],
    ["a repeated key in another spelling", String.raw`{"x":{"k":1,"\u006b":2}}`],
    ["a repeated key among many", `{"x":{${Array.from({ length: 60 }, (_, at) => `"k${at % 59}":1`).join()}}}`],
    ["a prototype", '{"x":{"__proto__":1}}'],
    ["a prototype in another spelling", String.raw`{"x":{"__proto\u005f_":1}}`],
    ["too many levels", `{"x":${deep(513)}}`],
    ["a bad number", '{"x":01}'],
    ["an overlong character", '{"x":"\xc0\xaf"}'],
    ["something after the value", '{"x":1} 2'],
  ])("E-63 %s", (_, text) => {
    const bytes = new Uint8Array(Buffer.from(text, text.includes("\xc0") ? "latin1" : "utf8"));
    expect(scanned(bytes, members({ other: "whole" }))).toBe("INTAKE_JSON_MALFORMED");
  });

  test("E-63 as many levels as are allowed, and many different keys", () => {
    expect(scanned(bytesOf(`{"x":${deep(512)}}`), members({}))).toEqual({ value: {} });
    const many = `{${Array.from({ length: 3_000 }, (_, at) => `"k${at}":${at}`).join()}}`;
    expect(scanned(bytesOf(many), members({ k2999: "whole" }), 100)).toEqual({ value: { k2999: 2_999 } });
  });
});

test("E-63 more members than any tool writes are refused", () => {
  const object = (keys: number): Uint8Array =>
    bytesOf(`{${Array.from({ length: keys }, (_, at) => `"${at}":0`).join()}}`);
  expect(scanned(object(2 ** 20), "presence")).toEqual({ value: null });
  expect(scanned(object(2 ** 20 + 1), "presence")).toBe("INTAKE_JSON_MALFORMED");
});

test("E-63 a selection is the value with the rest left out", () => {
  const prune = (value: JsonValue): JsonValue => {
    if (isList(value)) return value.map(prune);
    if (!isObject(value)) return value;
    return Object.hasOwn(value, "a") ? { a: prune(value["a"] ?? null) } : {};
  };
  const nested = (depth: number): Selection =>
    depth === 0 ? "whole" : items(members({ a: depth === 1 ? "whole" : nested(depth - 1) }));
  const row = fc.record({ a: fc.constantFrom(1, "x", null), b: fc.jsonValue() }, { requiredKeys: [] });
  fc.assert(
    fc.property(fc.array(row), fc.integer({ min: 1, max: 9 }), (rows, length) => {
      expect(scanned(bytesOf(JSON.stringify(rows)), nested(1), length)).toEqual({
        value: prune(rows as unknown as JsonValue),
      });
    }),
  );
});

test("E-63 one container instead of another is built empty, anything else as it is", () => {
  expect(scanned(bytesOf('[[1],{"a":1},"s",NaN]'), items(members({ a: "whole" })))).toEqual({
    value: [[], { a: 1 }, "s", NaN],
  });
  expect(scanned(bytesOf('{"a":1}'), items("whole"))).toEqual({ value: {} });
});

test("E-63 equal keys have equal numbers, and half a million others do not meet", () => {
  const numbers = new Set(Array.from({ length: 500_000 }, (_, at) => keyNumberOf(`key ${at.toString(36)}`)));
  expect(numbers.size).toBe(500_000);
  for (const key of ["", "é", "𝄞", "\ud800"]) {
    const spelt = [...Array(key.length).keys()]
      .map((at) => `\\u${key.charCodeAt(at).toString(16).padStart(4, "0")}`)
      .join("");
    expect(scanned(bytesOf(`{"${spelt}":1}`), members({ [key]: "whole" }))).toEqual({ value: { [key]: 1 } });
  }
});

test("E-63 lines: none is empty, none is half", () => {
  for (const text of ["1\n2", "1\n2\n", "1\n\n2\n", "\n", "", "[1,\n2]", '{"a":1}\r\n2', " 1 \n"]) {
    const rows: JsonValue[] = [];
    const read = scanJsonLines(pieces(bytesOf(text), 2), "whole", (row) => rows.push(row));
    const expected = parseNanJsonLines(bytesOf(text));
    expect(read.ok ? rows : "refused", JSON.stringify(text)).toEqual(expected.ok ? expected.value : "refused");
  }
});
