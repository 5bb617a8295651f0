import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf, utf8 } from "@plimsoll/foundation";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TranscriptFolder } from "../../src/model-endpoint/index.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plimsoll-transcripts-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

test("E-126 a transcript is a file named by what it holds, once", async () => {
  const folder = new TranscriptFolder(join(directory, "new"));
  const bytes = utf8('{"transcript":1}');
  const digest = await folder.keep(bytes);
  expect(digest).toBe(digestOf(bytes));
  expect(await folder.keep(bytes)).toBe(digest);
  expect(readdirSync(join(directory, "new"))).toEqual([`${digest.slice(7)}.json`]);
  expect(Buffer.compare(folder.read(digest), bytes)).toBe(0);
});

test("E-126 a transcript that was changed or taken away is not read", async () => {
  const folder = new TranscriptFolder(directory);
  const digest = await folder.keep(utf8("one"));
  writeFileSync(folder.fileOf(digest), "two");
  expect(() => folder.read(digest)).toThrow(expect.objectContaining({ code: "TRANSCRIPT_ALTERED" }));
  rmSync(folder.fileOf(digest));
  expect(() => folder.read(digest)).toThrow(expect.objectContaining({ code: "TRANSCRIPT_ALTERED" }));
});
