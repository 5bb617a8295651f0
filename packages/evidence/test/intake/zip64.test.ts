import { describe, expect, test } from "vitest";
import { importResult } from "../../src/intake/import-result.ts";
import { openZip } from "../../src/intake/zip/zip-archive.ts";
import { FOREIGN_CASES, type ForeignCase } from "./foreign-cases.ts";
import { nodePorts } from "./node-decompress.ts";
import { largeArchive, type LargeEntry, type Zip64Faults } from "./zip64-writer.ts";
import { readZip } from "./zip-writer.ts";

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

const GIBIBYTE = 2 ** 30;

/** Five of them are beyond the reach of 32 bits; nobody reads them. */
const padding = (count: number): readonly LargeEntry[] =>
  Array.from({ length: count }, (_, index) => ({ name: `padding-${index}`, content: GIBIBYTE - 1 }));

const codeOf = (entries: readonly LargeEntry[], faults: Zip64Faults = {}): string => {
  const archive = openZip(largeArchive(entries, faults), nodePorts);
  if (!archive.ok) return archive.error.code;
  const name = entries.at(-1)?.name ?? "";
  const read = archive.value.read(name);
  return read.ok ? Buffer.from(read.value).toString() : read.error.code;
};

const last: LargeEntry = { name: "last", content: bytesOf("the last entry") };

describe("E-64 Zip64", () => {
  test("E-64 an entry beyond four gigabytes is found", () => {
    expect(codeOf([...padding(5), last])).toBe("the last entry");
    expect(codeOf([...padding(3), last])).toBe("the last entry");
  });

  test("E-64 more entries than sixteen bits can count", () => {
    const many = Array.from({ length: 70_000 }, (_, index) => ({ name: `entry-${index}`, content: bytesOf("x") }));
    const archive = openZip(largeArchive([...many, last]), nodePorts);
    expect(archive.ok && archive.value.names.length).toBe(70_001);
    expect(codeOf([...many, last])).toBe("the last entry");
  });

  test("E-64 lengths that a streaming writer put into the local header's Zip64 field", () => {
    expect(
      codeOf([
        { ...last, name: "first", isStreamed: true },
        { ...last, isStreamed: true },
      ]),
    ).toBe("the last entry");
    expect(codeOf([last, { ...last, name: "streamed", isStreamed: true }], { localLength: 3 })).toBe(
      "INTAKE_ARCHIVE_MALFORMED",
    );
  });

  test.each<readonly [string, Zip64Faults]>([
    ["another count", { count: 3 }],
    ["another start", { start: 0 }],
    ["a start that no number holds", { start: 2 ** 60 }],
    ["a record of another length", { recordLength: 45 }],
    ["a locator of another place", { locator: 0 }],
    ["a plain end that says another start", { plainStart: 7 }],
    ["another extra field", { extraTag: 2 }],
  ])("E-64 %s is refused", (_, faults) => {
    expect(codeOf([...padding(5), last], faults)).toBe("INTAKE_ARCHIVE_MALFORMED");
  });

  test("E-64 a small archive may have a Zip64 end too, if both ends agree", () => {
    expect(codeOf([last])).toBe("the last entry");
    expect(codeOf([last], { plainStart: 1 })).toBe("INTAKE_ARCHIVE_MALFORMED");
    expect(codeOf([last], { plainStart: 0xffff_ffff })).toBe("the last entry");
  });

  test("E-64 an Inspect log in such an archive gives the same rows", () => {
    const { files, mapping, expected } = FOREIGN_CASES.find(({ name }) => name === "inspect mixed.eval") as ForeignCase;
    const entries = readZip(files.result as Uint8Array).map((entry, index) => ({
      ...entry,
      isStreamed: index % 2 === 0,
    }));
    const imported = importResult({ result: largeArchive(entries) }, mapping, nodePorts);
    expect(imported.ok && imported.value.rows.map(({ trial, why }) => [trial, why])).toEqual(expected);
  });
});
