import { describe, expect, test } from "vitest";
import { parseExactJson } from "./exact-json.ts";

const EXACT: readonly string[] = [
  "null",
  "true",
  "-1",
  "0",
  "1000000",
  '""',
  '"é — 字"',
  String.raw`"\"\\\n\t\u0000"`,
  "[]",
  "{}",
  '{"b":1,"a":[true,{"c":null}]}',
  " \t\r\n[ 1 ,\n 2 ] ",
  '{ "a b" : "c  d" }',
];

const INEXACT = [
  ["", "nothing"],
  ["   ", "nothing but white space"],
  ["{'a':1}", "single quotes"],
  ['{"a":1,}', "a trailing comma"],
  ["[1,]", "a trailing comma in a list"],
  ["[1 2]", "no comma"],
  ["{a:1}", "a bare name"],
  ['{"a":1} {"a":1}', "two values"],
  ['{"a":1}\u0000', "a byte after the end"],
  ["\ufeff{}", "a byte order mark"],
  ["\u00a0{}", "white space that JSON has not"],
  ["// why\n{}", "a comment"],
  ['{"a":1,"a":1}', "a name twice, alike"],
  ['{"a":1,"a":2}', "a name twice, otherwise"],
  [String.raw`{"a":1,"\u0061":2}`, "a name twice, once escaped"],
  ['[{"b":{"a":1,"a":1}}]', "a name twice, far inside"],
  ["1.0", "a fraction that is whole"],
  ["1e0", "an exponent"],
  ["-0", "a negative nothing"],
  ["01", "a leading zero"],
  ["+1", "a plus sign"],
  ["9007199254740993", "more digits than a number holds"],
  ["1e400", "more than a number can be"],
  ["NaN", "no number"],
  [String.raw`"\u0041"`, "an escape that is not needed"],
  [String.raw`"\/"`, "an escaped stroke"],
  [String.raw`"\u000A"`, "a long escape for a short one"],
  [String.raw`"\u00E9"`, "an escape of a letter"],
  [String.raw`"\uD800"`, "an escape of half a letter in capitals"],
  ['"\ud800"', "half a letter"],
  ['"\u0007"', "a bare control letter"],
] as const;

const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

describe("exact JSON", () => {
  test.each(EXACT)("SV-29 %j is read as it is", (text) => {
    expect(parseExactJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
  });

  test.each(INEXACT)("SV-29 %j is refused: %s", (text) => {
    expect(parseExactJson(text)).toMatchObject({ ok: false, error: { status: "PARSE_ERROR", path: "" } });
  });

  test("SV-29 a name that is special in a language is a name like any other", () => {
    const read = parseExactJson('{"__proto__":{"a":1},"constructor":2}');
    expect(read.ok && Object.keys(read.value as object)).toEqual(["__proto__", "constructor"]);
    expect(({} as { a?: number }).a).toBeUndefined();
  });

  test("SV-28 nesting has a bound that no machine moves", () => {
    expect(parseExactJson(nested(32)).ok).toBe(true);
    const refused = parseExactJson(nested(33));
    expect(refused).toMatchObject({ ok: false, error: { status: "PARSE_ERROR" } });
    for (const depth of [34, 1_000, 5_000, 32_000]) expect(parseExactJson(nested(depth))).toEqual(refused);
    expect(parseExactJson("[".repeat(60_000))).toEqual(refused);
  });

  test("SV-28 a deep text is refused alike however little of the stack is left", () => {
    const text = nested(4_000);
    const below = (frames: number): unknown => (frames === 0 ? parseExactJson(text) : below(frames - 1));
    expect(below(5_000)).toEqual(parseExactJson(text));
  });

  test("SV-28 length has a bound", () => {
    const quoted = (length: number): string => `"${"a".repeat(length - 2)}"`;
    expect(parseExactJson(quoted(65_536)).ok).toBe(true);
    expect(parseExactJson(quoted(65_537))).toMatchObject({ ok: false, error: { status: "PARSE_ERROR" } });
    expect(parseExactJson(`${" ".repeat(65_537)}1`).ok).toBe(false);
  });
});
