import { utf8 } from "@plimsoll/foundation";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { STRUCTURE_LIMITS, type StructureLimits } from "./limits.ts";
import { structureFaults, totalFaults } from "./structure-faults.ts";

const limits = (changed: Partial<StructureLimits>): StructureLimits => ({ ...STRUCTURE_LIMITS, ...changed });
const rulesOf = (input: unknown, changed: Partial<StructureLimits> = {}): readonly string[] =>
  structureFaults(input, limits(changed)).map(({ rule }) => rule);
const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;

describe("RS-120 each limit of structure at its boundary, as bytes, as text and as a value", () => {
  test("bytes of one item, and of all", () => {
    expect(rulesOf(utf8('"1234"'), { itemBytesMax: 6 })).toEqual([]);
    expect(rulesOf(utf8('"12345"'), { itemBytesMax: 6 })).toEqual(["structure.size"]);
    expect(totalFaults([3, 3], limits({ totalBytesMax: 6 }))).toEqual([]);
    expect(totalFaults([3, 4], limits({ totalBytesMax: 6 })).map(({ rule }) => rule)).toEqual(["structure.total"]);
  });

  test("depth", () => {
    expect(rulesOf(nested(4), { depthMax: 4 })).toEqual([]);
    expect(rulesOf(nested(5), { depthMax: 4 })).toEqual(["structure.depth"]);
    expect(rulesOf(JSON.parse(nested(4)), { depthMax: 4 })).toEqual([]);
    expect(rulesOf(JSON.parse(nested(5)), { depthMax: 4 })).toEqual(["structure.depth"]);
  });

  test("names of one object", () => {
    expect(rulesOf('{"a":1,"b":2}', { keysMax: 2 })).toEqual([]);
    expect(rulesOf('{"a":1,"b":2,"c":3}', { keysMax: 2 })).toEqual(["structure.keys"]);
    expect(rulesOf({ a: 1, b: 2 }, { keysMax: 2 })).toEqual([]);
    expect(rulesOf({ a: 1, b: 2, c: 3 }, { keysMax: 2 })).toEqual(["structure.keys"]);
  });

  test("values in all", () => {
    expect(rulesOf("[1,2,3]", { nodesMax: 4 })).toEqual([]);
    expect(rulesOf("[1,2,3,4]", { nodesMax: 4 })).toEqual(["structure.nodes"]);
    expect(rulesOf([1, 2, 3], { nodesMax: 4 })).toEqual([]);
    expect(rulesOf([1, 2, 3, 4], { nodesMax: 4 })).toEqual(["structure.nodes"]);
  });

  test("characters of one text", () => {
    expect(rulesOf('"abc"', { textMax: 3 })).toEqual([]);
    expect(rulesOf('"abcd"', { textMax: 3 })).toEqual(["structure.text"]);
    expect(rulesOf("abcd" satisfies string, { textMax: 3 })).toEqual(["structure.json"]);
    expect(rulesOf(["abcd"], { textMax: 3 })).toEqual(["structure.text"]);
  });
});

test("RS-121 a name that stands twice in one object is seen, in two objects it is none", () => {
  expect(rulesOf('{"a":1,"\\u0061":2}')).toEqual(["structure.duplicate"]);
  expect(rulesOf('{"a":{"a":1},"b":[{"a":1},{"a":1}]}')).toEqual([]);
});

test.each(["__proto__", "constructor", "prototype"])("RS-122 the name %s is refused", (name) => {
  expect(rulesOf(`{"x":{"${name}":1}}`)).toEqual(["structure.key"]);
  expect(rulesOf(JSON.parse(`{"x":{"${name}":1}}`))).toEqual(["structure.key"]);
});

test("RS-123 numbers are finite", () => {
  expect(rulesOf("[1e308]")).toEqual([]);
  expect(rulesOf("[1e309]")).toEqual(["structure.number"]);
  expect(rulesOf("[NaN]")).toEqual(["structure.json"]);
  expect(rulesOf([Number.NaN, Number.POSITIVE_INFINITY])).toEqual(["structure.number", "structure.number"]);
});

test.each([
  ["a byte that begins nothing", [0x22, 0xff, 0x22]],
  ["an overlong form", [0x22, 0xc0, 0xaf, 0x22]],
  ["an encoded surrogate", [0x22, 0xed, 0xa0, 0x80, 0x22]],
  ["a character that is cut off", [0x22, 0xe2, 0x82]],
])("RS-124 bytes are UTF-8: %s", (_, bytes) => {
  expect(rulesOf(Uint8Array.from(bytes))).toEqual(["structure.utf8"]);
});

test("RS-124 half a surrogate pair is no text", () => {
  expect(rulesOf('["\\ud83d"]')).toEqual(["structure.utf8"]);
  expect(rulesOf('["\\ud83d\\ude00"]')).toEqual([]);
  expect(rulesOf(["\ud83d"])).toEqual(["structure.utf8"]);
});

test.each(["javascript:alert(1)", "java\nscript:alert(1)", " FILE:///etc/passwd", "data:text/html,x", "ftp://a"])(
  "RS-125 %j is no address",
  (address) => {
    expect(rulesOf(JSON.stringify({ uri: address }))).toEqual(["structure.uri"]);
    expect(rulesOf({ source: { href: address } })).toEqual(["structure.uri"]);
  },
);

test("RS-125 https, http and places without a scheme are", () => {
  expect(rulesOf({ uri: "https://a.example", url: "HTTP://b.example", src: "figures/a.png", text: "file:x" })).toEqual(
    [],
  );
});

test("RS-126 the reader takes just what JSON is", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      const faults = rulesOf(text).filter((rule) => rule !== "structure.key" && rule !== "structure.utf8");
      expect(faults).toEqual([]);
    }),
  );
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.constantFrom(",", "{", "]", '"', "x", ":"), (text, at, sign) => {
      const place = at % (text.length + 1);
      const broken = text.slice(0, place) + sign + text.slice(place);
      let isJson = true;
      try {
        JSON.parse(broken);
      } catch {
        isJson = false;
      }
      expect(rulesOf(broken).includes("structure.json")).toBe(!isJson);
    }),
  );
});
