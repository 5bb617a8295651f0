import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { evidenceFolder, EvidenceWriter } from "../../src/node/runtime/evidence-folder.ts";
import { testGenesis } from "../kit/index.ts";

const { genesis } = testGenesis(3);
const end = { certificate: Uint8Array.of(1), anchor: "a" };
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-evidence-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("ME-400 evidence that was broken off leaves none, and what lay in its folder", () => {
  writeFileSync(join(folder, "notes.txt"), "mine");
  {
    using writer = new EvidenceWriter(folder, genesis);
    writer.add(Uint8Array.of(7));
    expect(readdirSync(folder)).not.toContain("events.bin");
  }
  expect(readdirSync(folder)).toEqual(["notes.txt"]);
  using again = new EvidenceWriter(folder, genesis);
  again.add(Uint8Array.of(8));
  again.end(end);
  expect(readdirSync(folder).toSorted()).toEqual([
    ...["anchor.txt", "certificate.cbor", "events.bin", "genesis.cbor", "notes.txt"],
  ]);
});

test("ME-400 of two that write evidence into one folder the first to end has written it, and the other nothing", () => {
  using first = new EvidenceWriter(folder, genesis);
  {
    using second = new EvidenceWriter(folder, genesis);
    second.add(Uint8Array.of(2));
    first.add(Uint8Array.of(1));
    first.end(end);
    expect(() => second.end(end)).toThrow(expect.objectContaining({ code: "FILE_EXISTS" }));
  }
  expect([...readFileSync(evidenceFolder(folder).events)]).toEqual([0, 0, 0, 1, 1]);
  expect(readdirSync(folder)).toHaveLength(4);
  expect(() => new EvidenceWriter(folder, genesis)).toThrow(expect.objectContaining({ code: "FILE_EXISTS" }));
});
