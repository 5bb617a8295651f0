import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { keepContactNote, readContactNote } from "./contact-note-file.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-note-"));
afterAll(() => rmSync(folder, { recursive: true }));

const note = { heard: [{ witness: "a".repeat(64), atMs: 5 }], seenMs: 6 };

test("ME-492 a note is read as it was kept, and one that is not there is none", () => {
  const file = join(folder, "contact.json");
  expect(readContactNote(file)).toBeNull();
  keepContactNote(file, note);
  expect(readContactNote(file)).toEqual(note);
});

test("ME-492 a note that cannot be kept ends nothing, and the one before stays", () => {
  const file = join(folder, "kept.json");
  keepContactNote(file, note);
  mkdirSync(`${file}.draft`);
  keepContactNote(file, { ...note, seenMs: 7 });
  expect(readContactNote(file)).toEqual(note);
});
