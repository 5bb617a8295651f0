import fc from "fast-check";
import { expect, test } from "vitest";
import { CBOR_DEPTH_MAX, type CborOutput, readCbor, writeCbor } from "../../src/mesh/cbor.ts";

const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(" ", ""), "hex");

test.each([
  ["0", 0, "00"],
  ["23", 23, "17"],
  ["24", 24, "18 18"],
  ["255", 255, "18 ff"],
  ["256", 256, "19 0100"],
  ["65 536", 65_536, "1a 00010000"],
  ["2^32", 2 ** 32, "1b 0000000100000000"],
  ["2^53 - 1", Number.MAX_SAFE_INTEGER, "1b 001fffffffffffff"],
  ["null", null, "f6"],
  ["an empty text", "", "60"],
  ["a text", "ü", "62 c3bc"],
  ["bytes", hex("0102"), "42 0102"],
  ["an array", [1, [null]], "82 01 81 f6"],
])("ME-364 reads and writes %s", (_, value: CborOutput, digits) => {
  expect(readCbor(hex(digits))).toEqual(value);
  expect(writeCbor(value)).toEqual(hex(digits));
});

test.each([
  ["a byte order mark in front of a text", "64 efbbbf61"],
  ["nothing", ""],
  ["a number in a byte that needs none", "18 17"],
  ["a number in two bytes that needs one", "19 00ff"],
  ["a number in four bytes that needs two", "1a 0000ffff"],
  ["a number in eight bytes that needs four", "1b 00000000ffffffff"],
  ["2^53", "1b 0020000000000000"],
  ["a reserved head", "1c"],
  ["a negative number", "20"],
  ["a length in a byte that needs none", "58 01 00"],
  ["a text's length in a byte that needs none", "78 01 61"],
  ["a count in a byte that needs none", "98 01 00"],
  ["bytes of indefinite length", "5f 41 00 ff"],
  ["a text of indefinite length", "7f 61 61 ff"],
  ["an array of indefinite length", "9f 00 ff"],
  ["a map", "a0"],
  ["a tag", "c0 00"],
  ["false", "f4"],
  ["true", "f5"],
  ["undefined", "f7"],
  ["null in two bytes", "f8 16"],
  ["a half float", "f9 3c00"],
  ["a float", "fa 3f800000"],
  ["a double", "fb 3ff0000000000000"],
  ["a break", "ff"],
  ["bytes that end early", "42 01"],
  ["a text that ends early", "62 61"],
  ["a head that ends early", "19 01"],
  ["an array that ends early", "82 00"],
  ["more items than bytes", "9b 001fffffffffffff"],
  ["something after it", "00 00"],
  ["a text that is no UTF-8", "61 ff"],
  ["an overlong text", "62 c080"],
  ["half of a surrogate pair", "63 eda080"],
  ["something wrong inside", "82 00 f5"],
])("ME-364 refuses %s", (_, digits) => {
  expect(readCbor(hex(digits))).toBeUndefined();
});

const nested = (depth: number): Buffer => Buffer.concat([Buffer.alloc(depth, 0x81), Buffer.of(0)]);

test("ME-364 goes no deeper than 16 arrays, whatever the stack holds", () => {
  expect(readCbor(nested(CBOR_DEPTH_MAX))).toBeDefined();
  expect(readCbor(nested(CBOR_DEPTH_MAX + 1))).toBeUndefined();
  expect(readCbor(nested(500_000))).toBeUndefined();
});

test("ME-364 whatever can be read is written as the same bytes", () => {
  const bytes = fc.uint8Array({ maxLength: 24 }).map((array) => Buffer.from(array));
  fc.assert(
    fc.property(bytes, (bytes) => {
      const value = readCbor(bytes);
      if (value !== undefined) expect(writeCbor(value)).toEqual(bytes);
    }),
    { numRuns: 3_000 },
  );
});

test("ME-364 whatever is written is read as the same value", () => {
  const { value } = fc.letrec<{ value: CborOutput }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.maxSafeNat(),
      fc.string({ unit: "grapheme" }),
      fc.uint8Array().map((array) => Buffer.from(array)),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 30 }),
    ),
  }));
  fc.assert(
    fc.property(value, (value) => {
      expect(readCbor(writeCbor(value))).toEqual(value);
    }),
  );
});
