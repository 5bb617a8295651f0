import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

const numbers = fc.float32Array({ maxLength: 40 });
const content = fc.record({
  tensors: fc.dictionary(
    fc.string({ minLength: 1 }).filter((name) => name !== "__metadata__"),
    numbers,
  ),
  metadata: fc.dictionary(fc.string(), fc.string({ unit: "grapheme" })),
});
const fault = expect.objectContaining({ code: "PROPHET_CHECKPOINT" }) as Error;

test("PR-200 what is written is read back bit for bit, NaN, -0 and infinities too", () => {
  fc.assert(
    fc.property(content, ({ tensors, metadata }) => {
      const read = decodeSafetensors(encodeSafetensors({ tensors, metadata }));
      expect({ ...read.metadata }).toEqual({ ...metadata });
      expect(Object.keys(read.tensors).toSorted()).toEqual(Object.keys(tensors).toSorted());
      for (const [name, tensor] of Object.entries(tensors))
        expect(new Uint8Array(read.tensors[name]!.buffer)).toEqual(new Uint8Array(tensor.slice().buffer));
    }),
  );
});

test("PR-200 the layout is the format's: length, padded JSON, f32 little-endian in the order of names", () => {
  const bytes = encodeSafetensors({
    tensors: { b: Float32Array.of(1), a: Float32Array.of(-2, 0.5) },
    metadata: { k: "v" },
  });
  const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  expect(headerLength % 8).toBe(0);
  expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)))).toEqual({
    __metadata__: { k: "v" },
    a: { dtype: "F32", shape: [2], data_offsets: [0, 8] },
    b: { dtype: "F32", shape: [1], data_offsets: [8, 12] },
  });
  const data = new DataView(bytes.buffer, 8 + headerLength);
  expect([0, 4, 8].map((at) => data.getFloat32(at, true))).toEqual([-2, 0.5, 1]);
});

const file = (header: unknown, data: number): Uint8Array => {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
};
const entry = (shape: unknown, offsets: unknown, dtype = "F32") => ({ dtype, shape, data_offsets: offsets });

test.each([
  ["nothing", new Uint8Array(0)],
  ["a header longer than the file", Uint8Array.of(255, 0, 0, 0, 0, 0, 0, 0, 123)],
  ["a header of 2^63 bytes", Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 128)],
  ["a header that is no JSON", file("{", 0)],
  ["a header that is a list", file("[]", 0)],
  ["another type", file({ a: entry([1], [0, 2], "F16") }, 2)],
  ["two dimensions", file({ a: entry([1, 1], [0, 4]) }, 4)],
  ["a size that is not its bytes", file({ a: entry([2], [0, 4]) }, 4)],
  ["bytes before they begin", file({ a: entry([1], [8, 4]) }, 8)],
  ["a negative size", file({ a: entry([-1], [0, -4]) }, 0)],
  ["a gap", file({ a: entry([1], [4, 8]) }, 8)],
  ["an overlap", file({ a: entry([2], [0, 8]), b: entry([1], [4, 8]) }, 8)],
  ["bytes that nobody owns", file({ a: entry([1], [0, 4]) }, 8)],
  ["bytes that are not there", file({ a: entry([2], [0, 8]) }, 4)],
  ["an unknown field", file({ a: { ...entry([1], [0, 4]), more: 1 } }, 4)],
  ["metadata that is no text", file({ __metadata__: { a: 1 } }, 0)],
])("PR-201 %s is refused", (_, bytes) => {
  expect(() => decodeSafetensors(bytes)).toThrow(fault);
});
