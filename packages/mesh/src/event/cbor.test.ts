import { decode, encode } from "cborg";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeCbor, encodeCbor, sameBytes } from "./cbor.ts";
import { type CborValue, DEPTH_MAX } from "./cbor-value.ts";

const STRICT = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
} as const;

/** What the public library reads and writes back as the same bytes, if it is a value of the mesh. */
function oracle(bytes: Uint8Array): CborValue | undefined {
  try {
    const value: unknown = decode(bytes, STRICT);
    return isValue(value) && sameBytes(encode(value), bytes) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isValue(value: unknown, depth = 0): value is CborValue {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0;
  if (Array.isArray(value)) return depth < DEPTH_MAX && value.every((item) => isValue(item, depth + 1));
  return value === null || typeof value === "string" || value instanceof Uint8Array;
}

const whole = fc.oneof(
  fc.nat(30),
  fc.maxSafeNat(),
  fc.constantFrom(0xff, 0x100, 0xffff, 0x1_0000, 0xffff_ffff, 0x1_0000_0000, Number.MAX_SAFE_INTEGER),
);
const leaf = fc.oneof(
  whole,
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc.uint8Array({ maxLength: 300 }),
  fc.constant(null),
);
const value = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: "small" }, leaf, fc.array(tie("value"), { maxLength: 30 })),
})).value as fc.Arbitrary<CborValue>;

test("ME-480 values are encoded as a public library encodes them, and come back from their bytes", () => {
  fc.assert(
    fc.property(value, (given) => {
      const bytes = encodeCbor(given);
      expect(sameBytes(bytes, encode(given))).toBe(true);
      expect(decodeCbor(bytes)).toEqual(given);
    }),
    { numRuns: 1_000 },
  );
});

test("ME-480 bytes that were altered, cut or added to are read as a public library reads them, or refused as by it", () => {
  const mutation = fc.record({ at: fc.nat(), byte: fc.nat(255), how: fc.constantFrom("set", "cut", "add") });
  fc.assert(
    fc.property(value, fc.array(mutation, { minLength: 1, maxLength: 3 }), (given, mutations) => {
      const bytes = [...encodeCbor(given)];
      for (const { at, byte, how } of mutations) {
        const place = at % (bytes.length + 1);
        bytes.splice(place, how === "add" ? 0 : 1, ...(how === "cut" ? [] : [byte]));
      }
      const altered = Uint8Array.from(bytes);
      expect(decodeCbor(altered)).toEqual(oracle(altered));
    }),
    { numRuns: 5_000 },
  );
});

test("ME-480 of all sequences of two bytes, the same are values", () => {
  for (let number = 0; number < 0x1_0000; number += 1) {
    const bytes = Uint8Array.of(number >> 8, number & 0xff);
    if (JSON.stringify(decodeCbor(bytes)) !== JSON.stringify(oracle(bytes))) expect.fail([...bytes].join(", "));
  }
});

test.each([
  ["a number that a shorter form holds", [0x18, 0x17]],
  ["in two bytes", [0x19, 0x00, 0xff]],
  ["in four bytes", [0x1a, 0, 0, 0xff, 0xff]],
  ["in eight bytes", [0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]],
  ["2^53", [0x1b, 0, 0x20, 0, 0, 0, 0, 0, 0]],
  ["a length without end", [0x9f, 0xff]],
  ["more items than there are bytes", [0x9b, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff]],
  ["a negative number", [0x20]],
  ["a map", [0xa0]],
  ["a tag", [0xc0, 0x00]],
  ["true", [0xf5]],
  ["undefined", [0xf7]],
  ["a float", [0xf9, 0x3c, 0x00]],
  ["a byte order mark", [0x63, 0xef, 0xbb, 0xbf]],
  ["bytes that are no UTF-8", [0x61, 0xff]],
  ["a surrogate alone", [0x63, 0xed, 0xa0, 0x80]],
  ["nothing", []],
])("ME-1 %s is no value", (_, bytes) => {
  expect(decodeCbor(Uint8Array.from(bytes))).toBeUndefined();
});

test("ME-1 arrays are at most 16 deep", () => {
  const nested = (depth: number) => Uint8Array.from({ length: depth + 1 }, (_, at) => (at < depth ? 0x81 : 0x00));
  expect(decodeCbor(nested(16))).toBeDefined();
  expect(decodeCbor(nested(17))).toBeUndefined();
});

test.each([[1.5], [-1], [2 ** 53], [Number.NaN], [undefined], [{}], [true]])("ME-1 %s is not encoded", (given) => {
  expect(() => encodeCbor(given as unknown as CborValue)).toThrow(TypeError);
});

test("ME-480 values of any size keep to themselves: bytes that were handed out never change", () => {
  const [large, small] = [new Uint8Array(3_000_000).fill(1), Uint8Array.of(7)];
  const first = encodeCbor([small, large]);
  const copy = Uint8Array.from(first);
  encodeCbor([large, small]);
  expect(sameBytes(first, copy)).toBe(true);
  expect(sameBytes(first, encode([small, large]))).toBe(true);
});

test("ME-564 a value is read when it has as many values in it as may be, arrays counted, and no more", () => {
  const nested = [[1, 2], [[]], null, "x"];
  const bytes = encodeCbor(nested);
  expect([decodeCbor(bytes, 8), decodeCbor(bytes, 7)]).toEqual([nested, undefined]);
  const many = (count: number) => encodeCbor(Array.from({ length: count }, () => new Uint8Array()));
  expect([2 ** 18 - 1, 2 ** 18].map((count) => decodeCbor(many(count)) === undefined)).toEqual([false, true]);
});

test("ME-564 sixteen million empty byte strings cost nothing", () => {
  const bytes = new Uint8Array(2 ** 24).fill(0x40);
  bytes.set([0x9a, 0x00, 0xff, 0xff, 0xfb]);
  const startedMs = performance.now();
  expect(decodeCbor(bytes)).toBeUndefined();
  // Read to the end they take half a minute.
  expect(performance.now() - startedMs).toBeLessThan(3000);
});
