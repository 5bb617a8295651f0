import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { keepContactNote, readContactNote } from "./contact-note-file.ts";
import { placeSites, readSites } from "./sites-file.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-sites-"));
const [berlin, oslo] = [
  { name: "berlin", writer: "a".repeat(64) },
  { name: "oslo", writer: "b".repeat(64) },
];
const ISSUERS = [berlin.writer];

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("ME-493 the file of the sites is read as it was written, and is not written over", () => {
  const file = join(folder, "sites.json");
  expect(readSites(file, ISSUERS)).toBeNull();
  const sites = { sites: [berlin, oslo], home: "berlin" };
  placeSites(file, sites);
  expect(readSites(file, ISSUERS)).toEqual(sites);
  expect(() => placeSites(file, sites)).toThrow(expect.objectContaining({ code: "FILE_EXISTS" }));
});

test("ME-493 a file that cannot be read, names something twice, or has a home that is none or may not issue is refused", () => {
  const file = join(folder, "other.json");
  const refused = expect.objectContaining({ code: "MESH_SITES" });
  for (const sites of [
    "no JSON",
    { sites: [berlin], home: "oslo" },
    { sites: [berlin, { ...oslo, name: "berlin" }], home: "berlin" },
    { sites: [berlin, { ...oslo, writer: berlin.writer }], home: "berlin" },
    { sites: [{ ...berlin, writer: "short" }], home: "berlin" },
    { sites: [berlin], home: "berlin", more: 1 },
    // Nothing would ever be issued there.
    { sites: [berlin, oslo], home: "oslo" },
  ]) {
    writeFileSync(file, typeof sites === "string" ? sites : JSON.stringify(sites));
    expect(() => readSites(file, ISSUERS)).toThrow(refused);
  }
});

test("ME-492 a note of contact is read as it was kept; one that is damaged says nothing", () => {
  const file = join(folder, "contact.json");
  expect(readContactNote(file)).toBeNull();
  const note = { heard: [{ witness: berlin.writer, atMs: 5 }], seenMs: 7 };
  keepContactNote(file, note);
  expect(readContactNote(file)).toEqual(note);
  for (const damaged of ["", "{", '{"heard":[],"seenMs":-1}', '{"heard":[{"witness":"a","atMs":1}],"seenMs":1}']) {
    writeFileSync(file, damaged);
    expect(readContactNote(file)).toBeNull();
  }
});
