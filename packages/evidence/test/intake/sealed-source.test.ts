import fc from "fast-check";
import { digestOf } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { type ByteSource, sourceOf } from "../../src/intake/byte-source.ts";
import { importResult } from "../../src/intake/import-result.ts";
import { ChangedWhileReadError, seal } from "../../src/intake/sealed-source.ts";
import { FOREIGN_CASES, type ForeignCase } from "./foreign-cases.ts";
import { registered } from "./monotone-campaign.ts";
import { nodePorts } from "./node-decompress.ts";

const MEGABYTE = 1 << 20;

const pattern = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 13)) & 0xff);

test("E-68 the digest is the file's, and every run of bytes is the file's", () => {
  const bytes = pattern(3 * MEGABYTE + 17);
  const sealed = seal(sourceOf(bytes), nodePorts);
  expect(sealed.digest).toBe(digestOf(bytes));
  fc.assert(
    fc.property(fc.nat(bytes.length), fc.nat(2 * MEGABYTE), (offset, length) => {
      const count = Math.min(length, bytes.length - offset);
      expect(Buffer.compare(sealed.read(offset, count), bytes.subarray(offset, offset + count))).toBe(0);
    }),
    { numRuns: 60 },
  );
  expect(() => sealed.read(bytes.length, 1)).toThrow(RangeError);
  expect(seal(sourceOf(new Uint8Array()), nodePorts).digest).toBe(digestOf(new Uint8Array()));
});

test("E-68 a byte that is changed after the digest was taken is never handed on", () => {
  const bytes = pattern(2 * MEGABYTE);
  const sealed = seal(sourceOf(bytes), nodePorts);
  bytes[MEGABYTE + 5] = (bytes[MEGABYTE + 5] ?? 0) ^ 1;
  expect(sealed.read(0, MEGABYTE).length).toBe(MEGABYTE);
  expect(() => sealed.read(MEGABYTE, 1)).toThrow(ChangedWhileReadError);
});

/** A file that somebody writes to after the first pass over it. */
function swapped(before: Uint8Array, after: Uint8Array): ByteSource {
  let readsLeft = Math.ceil(before.length / MEGABYTE);
  return {
    length: before.length,
    read: (offset, length) => {
      readsLeft -= 1;
      return sourceOf(readsLeft >= 0 ? before : after).read(offset, length);
    },
  };
}

test.each(FOREIGN_CASES)(
  "E-68 $name: of a file that is swapped under the reader, only what was hashed is read",
  ({ files, mapping }) => {
    const before = files.result as Uint8Array;
    const rest = files.samples === undefined ? {} : { samples: sourceOf(files.samples) };
    const read = (result: ByteSource) => importResult({ result, ...rest }, registered(mapping, files), nodePorts);
    expect(read(swapped(before, new Uint8Array(before.length)))).toEqual(read(sourceOf(before)));
  },
);

test("E-68 a log of several blocks that is swapped under the reader is refused", () => {
  const { files, mapping } = FOREIGN_CASES.find(({ name }) => name === "inspect clean.json") as ForeignCase;
  const log = Buffer.from(files.result as Uint8Array).toString();
  const before = new Uint8Array(Buffer.from(log.replace("{", `{${" ".repeat(3 * MEGABYTE)}`)));
  const after = before.slice();
  after[5] = 0x0a;
  const bound = registered(mapping, { result: before });
  expect(importResult({ result: sourceOf(before) }, bound, nodePorts).ok).toBe(true);
  expect(importResult({ result: swapped(before, after) }, bound, nodePorts)).toMatchObject({
    ok: false,
    error: { code: "INTAKE_DIGEST_DIFFERS" },
  });
});
