import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ChangedWhileReadError } from "@plimsoll/evidence";
import { afterAll, expect, test } from "vitest";
import { INTAKE_PORTS, openSource } from "../src/evidence-tools/import-source.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-source-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = join(folder, "file");
writeFileSync(file, Buffer.from("0123456789"));

test("E-68 a file is read at any place, and what is no longer there is never made up", async () => {
  using source = await openSource(file);
  expect(source.length).toBe(10);
  expect(Buffer.from(source.read(3, 4)).toString()).toBe("3456");
  truncateSync(file, 5);
  expect(() => source.read(3, 4)).toThrow(ChangedWhileReadError);
});

test("E-54 what cannot be read has a code", async () => {
  await expect(openSource(join(folder, "nowhere"))).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
  await expect(openSource(folder)).rejects.toMatchObject({ code: "FILE_NOT_READABLE" });
});

test("E-52 unpacking to more than was announced throws, however little that was", () => {
  // Raw deflate of "hello".
  const packed = Uint8Array.of(0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00);
  expect(Buffer.from(INTAKE_PORTS.decompress(8, packed, 5)).toString()).toBe("hello");
  expect(() => INTAKE_PORTS.decompress(8, packed, 4)).toThrow(RangeError);
  expect(() => INTAKE_PORTS.decompress(93, packed, 5)).toThrow();
});
